import type { SectionDefinition } from '@/lib/flow-definition';

/** Where the data is kept: the owner's default project, or one that the customer names. */
export const dataWarehouse: SectionDefinition = {
  id: 'data-warehouse',
  title: { en: 'Your data', ar: 'بياناتكم' },
  tasks: [
    {
      id: 'project',
      title: { en: 'Google Cloud project', ar: 'مشروع Google Cloud' },
      hint: { en: 'Where your dataset is created', ar: 'المكان الذي تُنشأ فيه مجموعة بياناتكم' },
      minutes: 1,
      owner: 'contributor',
      steps: [
        {
          id: 'project-id',
          kind: 'form',
          title: { en: 'Where should your dataset be created?', ar: 'أين ننشئ مجموعة بياناتكم؟' },
          help: {
            en: 'You find the project ID in the Google Cloud console, next to the name of the project.',
            ar: 'تجدون معرّف المشروع في لوحة تحكم Google Cloud بجوار اسم المشروع.',
          },
          fields: [
            {
              id: 'projectId',
              type: 'text',
              label: { en: 'Google Cloud project ID', ar: 'معرّف مشروع Google Cloud' },
              hint: {
                en: 'For example, birchfield-prod-471220',
                ar: 'مثال: birchfield-prod-471220',
              },
              why: {
                en: 'Without a project of your own, your dataset is created in the common one, if there is one.',
                ar: 'إن لم يكن لكم مشروع خاص تُنشأ مجموعة بياناتكم في المشروع المشترك إن وُجد.',
              },
              required: '!has(flow.defaultProject)',
              class: 'plain',
              due: 'now',
              rules: { minLength: 6, maxLength: 30, pattern: '^[a-z][a-z0-9-]{4,28}[a-z0-9]$' },
              invalid: {
                en: 'Enter a project ID of 6 to 30 small letters, digits and hyphens that begins with a letter and does not end with a hyphen',
                ar: 'أدخلوا معرّف مشروع من 6 إلى 30 خانة: حروف لاتينية صغيرة وأرقام وشرطات، يبدأ بحرف ولا ينتهي بشرطة',
              },
              dir: 'ltr',
            },
          ],
        },
      ],
    },
  ],
};
