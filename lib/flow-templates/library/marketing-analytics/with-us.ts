import type { SectionDefinition } from '@/lib/flow-definition';

/** What the partner's people do after submission, and what they look at by hand before they call it done. */
export const withUs: SectionDefinition = {
  id: 'with-us',
  title: { en: 'With us', ar: 'لدينا' },
  tasks: [
    {
      id: 'earlier-entry-closing',
      title: { en: 'We close your earlier entry', ar: 'نغلق سجلّكم السابق' },
      owner: 'owner',
      when: 'has(answers.entry) && answers.entry == "offboard_first"',
      steps: [
        {
          id: 'close-entry',
          kind: 'partner-task',
          title: { en: 'Close the earlier entry', ar: 'إغلاق السجلّ السابق' },
          help: {
            en: 'We call you first, then give up our access and close the entry.',
            ar: 'نتصل بكم أولًا، ثم نتخلّى عن صلاحياتنا ونغلق السجلّ.',
          },
          proof: {
            en: 'Who was called, and what happened to the data',
            ar: 'من جرى الاتصال به وما الذي حدث للبيانات',
          },
          dueDays: 3,
        },
      ],
    },
    {
      id: 'dataset-set-up',
      title: { en: 'We set up your dataset', ar: 'نُعِدّ مجموعة بياناتكم' },
      hint: { en: 'Starts when you have submitted your answers', ar: 'يبدأ بعد إرسال إجاباتكم' },
      owner: 'owner',
      steps: [
        {
          id: 'create-dataset',
          kind: 'partner-task',
          title: { en: 'Create the dataset and register you', ar: 'إنشاء مجموعة البيانات وتسجيلكم' },
          proof: { en: 'Name of the dataset and its tables', ar: 'اسم مجموعة البيانات وجداولها' },
          dueDays: 2,
        },
      ],
    },
    {
      id: 'final-look',
      title: { en: 'We check that everything works', ar: 'نتحقق من أن كل شيء يعمل' },
      hint: { en: 'Four checks by our team', ar: 'أربعة فحوص يجريها فريقنا' },
      owner: 'owner',
      steps: [
        {
          id: 'check-dataset-visible',
          kind: 'partner-task',
          title: { en: 'The dataset can be seen', ar: 'مجموعة البيانات ظاهرة' },
          proof: { en: 'Where it was seen', ar: 'أين ظهرت' },
          dueDays: 3,
        },
        {
          id: 'check-table-schema',
          kind: 'partner-task',
          title: { en: 'Its tables have the right columns', ar: 'أعمدة الجداول صحيحة' },
          proof: { en: 'Which tables were compared', ar: 'الجداول التي قورنت' },
          dueDays: 3,
        },
        {
          id: 'check-credentials',
          kind: 'partner-task',
          title: { en: 'Access to your accounts works', ar: 'الوصول إلى حساباتكم يعمل' },
          when: 'has(answers.adPlatforms)',
          proof: { en: 'Which accounts were read', ar: 'الحسابات التي قُرئت' },
          dueDays: 3,
        },
        {
          id: 'check-reporting',
          kind: 'partner-task',
          title: { en: 'You can be chosen in the reports', ar: 'يمكن اختياركم في التقارير' },
          proof: { en: 'Which report was opened', ar: 'التقرير الذي فُتح' },
          dueDays: 3,
        },
      ],
    },
  ],
};
