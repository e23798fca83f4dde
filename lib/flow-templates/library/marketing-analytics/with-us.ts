import type { SectionDefinition } from '@/lib/flow-definition';
import { finalLook } from './final-look';
import { setUp } from './set-up';

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
      steps: [setUp],
    },
    {
      id: 'final-look',
      title: { en: 'We check that everything works', ar: 'نتحقق من أن كل شيء يعمل' },
      hint: { en: 'Three checks by themselves, four by our team', ar: 'ثلاثة فحوص آلية وأربعة يجريها فريقنا' },
      owner: 'owner',
      steps: [finalLook],
    },
  ],
};
