import type { SectionDefinition } from '@/lib/flow-definition';

/** The tenant: its name, its ID, and the environment it runs in. */
export const tenant: SectionDefinition = {
  id: 'tenant',
  title: { en: 'Your tenant', ar: 'مستأجركم' },
  tasks: [
    {
      id: 'tenant-details',
      title: { en: 'Name and ID', ar: 'الاسم والمعرّف' },
      hint: { en: 'The ID stays as it is once set up', ar: 'لا يمكن تغيير المعرّف بعد الإعداد' },
      minutes: 2,
      owner: 'contributor',
      steps: [
        {
          id: 'tenant-name',
          kind: 'form',
          title: { en: 'What is your organisation called?', ar: 'ما اسم مؤسستكم؟' },
          fields: [
            {
              id: 'tenantName',
              type: 'text',
              label: { en: 'Name of the organisation', ar: 'اسم المؤسسة' },
              required: true,
              class: 'plain',
              due: 'now',
              semantic: 'organization.name',
              rules: { minLength: 2, maxLength: 120 },
              dir: 'auto',
            },
          ],
        },
        {
          id: 'tenant-id',
          kind: 'form',
          title: { en: 'Choose your tenant ID', ar: 'اختاروا معرّف المستأجر' },
          why: {
            en: 'It names your data and, in a cluster, the secret that is kept there; so the rules of both apply.',
            ar: 'تُسمّى به بياناتكم، وكذلك السر المحفوظ داخل العنقود، لذا تنطبق قواعد الاثنين معًا.',
          },
          when: 'has(answers.entryMode) && answers.entryMode != "restore"',
          fields: [
            {
              id: 'tenantIdentifier',
              type: 'identifier',
              label: { en: 'Tenant ID', ar: 'معرّف المستأجر' },
              hint: {
                en: '2 to 50 small letters from a to z, digits and hyphens, with a letter or digit at both ends, such as riverdale-it',
                ar: 'من 2 إلى 50 خانة: حروف لاتينية صغيرة وأرقام وشرطات، ويبدأ وينتهي بحرف أو رقم، مثل riverdale-it',
              },
              required: true,
              class: 'plain',
              due: 'now',
              identifier: 'tenantId',
              dir: 'ltr',
            },
          ],
        },
        {
          id: 'environment-choice',
          kind: 'choice-cards',
          title: { en: 'Where does your assistant run?', ar: 'أين يعمل مساعدكم؟' },
          fields: [
            {
              id: 'environment',
              type: 'choice',
              label: { en: 'Environment', ar: 'البيئة' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'kubernetes',
                  label: { en: 'Kubernetes', ar: 'Kubernetes' },
                  hint: {
                    en: 'Several workers; secrets are kept in the cluster',
                    ar: 'عدة وحدات عمل، وتُحفظ الأسرار داخل العنقود',
                  },
                },
                {
                  id: 'docker',
                  label: { en: 'Docker', ar: 'Docker' },
                  hint: { en: 'One machine; secrets are kept in a vault', ar: 'جهاز واحد، وتُحفظ الأسرار في خزنة' },
                },
              ],
            },
          ],
        },
        {
          id: 'kubernetes-details',
          kind: 'form',
          title: { en: 'Where in the cluster?', ar: 'أين داخل العنقود؟' },
          when: 'has(answers.environment) && answers.environment == "kubernetes"',
          fields: [
            {
              id: 'clusterNamespace',
              type: 'text',
              label: { en: 'Namespace', ar: 'مساحة الأسماء' },
              required: true,
              class: 'plain',
              due: 'now',
              default: 'default',
              rules: { minLength: 1, maxLength: 63, pattern: '^[a-z0-9][a-z0-9-]*$' },
              invalid: {
                en: 'Use small letters from a to z, digits and hyphens, beginning with a letter or digit',
                ar: 'استخدموا الحروف اللاتينية الصغيرة والأرقام والشرطات، وابدؤوا بحرف أو رقم',
              },
              dir: 'ltr',
            },
          ],
        },
      ],
    },
  ],
};
