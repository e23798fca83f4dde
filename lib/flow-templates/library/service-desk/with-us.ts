import type { SectionDefinition } from '@/lib/flow-definition';
import { afterwards } from './afterwards';
import { setUp } from './set-up';
import { fullScenario, sevenChecks, webhookSetUp } from './validation';

/** What happens after submission: set-up, webhook, the checks that make the tenant active, and the days after it. */
export const withUs: SectionDefinition = {
  id: 'with-us',
  title: { en: 'With us', ar: 'لدينا' },
  tasks: [
    {
      id: 'connecting',
      title: { en: 'We connect your service desk', ar: 'نربط مكتب خدمتكم' },
      hint: { en: 'Starts when you have submitted your answers', ar: 'يبدأ بعد إرسال إجاباتكم' },
      owner: 'owner',
      steps: [setUp],
    },
    {
      id: 'webhook-task',
      title: { en: 'Your administrator enters the webhook', ar: 'يُدخل مسؤولكم الخطاف' },
      hint: { en: 'Once we have made it; about five minutes', ar: 'بعد أن ننشئه، ويستغرق نحو خمس دقائق' },
      minutes: 5,
      owner: 'contributor',
      steps: [webhookSetUp],
    },
    {
      id: 'validation',
      title: { en: 'We check that everything works', ar: 'نتحقق من أن كل شيء يعمل' },
      hint: { en: 'Seven checks; then you are active', ar: 'سبعة فحوص ثم يصبح حسابكم نشطًا' },
      owner: 'owner',
      steps: [sevenChecks],
    },
    {
      id: 'acceptance',
      title: { en: 'We go through it once more', ar: 'نراجع كل شيء مرة أخرى' },
      owner: 'owner',
      dependsOn: ['validation'],
      steps: [
        fullScenario,
        {
          id: 'team-validation',
          kind: 'partner-task',
          title: { en: 'Have a second person of the team confirm it', ar: 'تأكيد من شخص ثانٍ في الفريق' },
          proof: { en: 'Who confirmed it, and what they looked at', ar: 'من الذي أكّد وما الذي اطّلع عليه' },
          dueDays: 5,
        },
        {
          id: 'retire-staging',
          kind: 'partner-task',
          title: { en: 'Close the staging tenant', ar: 'إغلاق مستأجر التجربة' },
          when: 'has(answers.keepStaging) && !answers.keepStaging',
          proof: { en: 'When it was closed', ar: 'وقت الإغلاق' },
          dueDays: 14,
        },
      ],
    },
    ...afterwards,
  ],
};
