import type { SectionDefinition } from '@/lib/flow-definition';

/** What may be done with the words of a ticket. */
export const consents: SectionDefinition = {
  id: 'consents',
  title: { en: 'Consent', ar: 'الموافقة' },
  tasks: [
    {
      id: 'ticket-consent',
      title: { en: 'How tickets are processed', ar: 'كيفية معالجة التذاكر' },
      minutes: 1,
      owner: 'owner',
      steps: [
        {
          id: 'ticket-consent-page',
          kind: 'consent',
          title: { en: 'May we process your tickets?', ar: 'هل تسمحون لنا بمعالجة تذاكركم؟' },
          fields: [
            {
              id: 'ticketConsent',
              type: 'consent',
              label: {
                en: 'We agree that tickets are processed by a language model',
                ar: 'نوافق على معالجة التذاكر بنموذج لغوي',
              },
              required: true,
              class: 'plain',
              due: 'now',
              consentVersion: '2026-11',
              text: {
                en: 'Subject, description and earlier work notes of a ticket are sent to a language model, and its answer is written to the work notes. Nothing is used to train models. Passwords that somebody wrote into a ticket are removed as far as we recognise them. You can stop it at any time by switching the webhook off.',
                ar: 'يُرسل موضوع التذكرة ووصفها وملاحظات العمل السابقة إلى نموذج لغوي، ويُكتب جوابه في ملاحظات العمل. لا يُستخدم أي شيء لتدريب النماذج. تُزال كلمات المرور التي قد يكتبها أحد في تذكرة بقدر ما نتعرف عليها. يمكنكم إيقاف ذلك في أي وقت بتعطيل الخطاف.',
              },
            },
          ],
        },
      ],
    },
  ],
};
