import type { SectionDefinition } from '@/lib/flow-definition';

/** When the service desk should tell us something, how the webhook is prepared, and who hears when it fails. */
export const webhook: SectionDefinition = {
  id: 'webhook',
  title: { en: 'Tickets', ar: 'التذاكر' },
  tasks: [
    {
      id: 'ticket-events',
      title: { en: 'When we should look at a ticket', ar: 'متى ننظر في التذكرة' },
      minutes: 3,
      owner: 'contributor',
      steps: [
        {
          id: 'triggers-page',
          kind: 'form',
          title: { en: 'When should we look at a ticket?', ar: 'متى ننظر في التذكرة؟' },
          fields: [
            {
              id: 'triggers',
              type: 'choices',
              label: { en: 'Events', ar: 'الأحداث' },
              hint: { en: 'Select all that apply', ar: 'اختاروا كل ما ينطبق' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { itemsMin: 1 },
              default: ['created'],
              options: [
                {
                  id: 'created',
                  label: { en: 'It is created', ar: 'عند إنشائها' },
                  hint: { en: 'Recommended', ar: 'ننصح به' },
                },
                {
                  id: 'status_changed',
                  label: { en: 'Its status changes', ar: 'عند تغيّر حالتها' },
                  consequence: {
                    en: 'A ticket may get several notes.',
                    ar: 'قد تُضاف إلى التذكرة الواحدة عدة ملاحظات.',
                  },
                },
              ],
            },
            {
              id: 'expectedTickets',
              type: 'number',
              label: { en: 'Tickets a day', ar: 'عدد التذاكر يوميًا' },
              hint: { en: 'A rough figure is enough', ar: 'يكفي رقم تقريبي' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { min: 1, max: 1_000_000, integer: true },
            },
            {
              id: 'alertEmails',
              type: 'list',
              label: { en: 'Who hears when tickets no longer arrive?', ar: 'من يُبلَّغ عند توقف وصول التذاكر؟' },
              hint: { en: 'Up to 5 email addresses', ar: 'حتى 5 عناوين بريد إلكتروني' },
              required: true,
              class: 'pii',
              due: 'now',
              rules: { itemType: 'email', itemsMin: 1, itemsMax: 5 },
              dir: 'ltr',
            },
          ],
        },
        {
          id: 'prepare-webhook',
          kind: 'manual',
          title: { en: 'Find the place for the webhook', ar: 'اعثروا على موضع إعداد الخطاف' },
          help: {
            en: 'In ServiceDesk Plus it is under Admin, Automation, Webhooks; in some versions under Admin, Settings. You need not enter anything yet: address and secret are made by us and shown when we connect.',
            ar: 'تجدونه في ServiceDesk Plus ضمن Admin ثم Automation ثم Webhooks، وفي بعض الإصدارات ضمن Admin ثم Settings. لا حاجة إلى إدخال شيء الآن، فنحن ننشئ العنوان والسر ونعرضهما عند الربط.',
          },
          fields: [
            {
              id: 'webhookPlace',
              type: 'choice',
              label: { en: 'Where did you find it?', ar: 'أين وجدتموه؟' },
              required: true,
              class: 'plain',
              due: 'later',
              options: [
                { id: 'automation', label: { en: 'Under Automation', ar: 'ضمن Automation' } },
                { id: 'settings', label: { en: 'Under Settings', ar: 'ضمن Settings' } },
                { id: 'nowhere', label: { en: 'I cannot find it', ar: 'لم أجده' } },
              ],
            },
          ],
        },
      ],
    },
  ],
};
