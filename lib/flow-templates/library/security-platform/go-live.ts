import type { SectionDefinition } from '@/lib/flow-definition';

/** When it starts, in which languages, and the meeting at the beginning. */
export const goLive: SectionDefinition = {
  id: 'go-live',
  title: { en: 'The start', ar: 'البدء' },
  tasks: [
    {
      id: 'start-task',
      title: { en: 'Date and first meeting', ar: 'التاريخ واللقاء الأول' },
      minutes: 2,
      owner: 'owner',
      steps: [
        {
          id: 'start-date',
          kind: 'form',
          title: { en: 'When should protection start?', ar: 'متى ينبغي أن تبدأ الحماية؟' },
          fields: [
            {
              id: 'goLiveDate',
              type: 'date',
              label: { en: 'Planned start', ar: 'تاريخ البدء المخطط' },
              hint: { en: 'A week from today or later', ar: 'بعد أسبوع من اليوم أو أكثر' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { min: 'today+7', max: 'today+730' },
            },
            {
              id: 'platformLanguage',
              type: 'language',
              label: { en: 'Language of alerts and reports', ar: 'لغة التنبيهات والتقارير' },
              required: true,
              class: 'plain',
              due: 'now',
              semantic: 'organization.language',
            },
          ],
        },
        {
          id: 'kick-off',
          kind: 'meeting',
          title: { en: 'When shall we meet?', ar: 'متى نلتقي؟' },
          fields: [
            {
              id: 'kickOffSlot',
              type: 'slot',
              label: { en: 'Time of the first meeting', ar: 'موعد اللقاء الأول' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: {
                slots: { durationMinutes: 45, weekdays: [1, 2, 3, 4], fromHour: 10, toHour: 15, leadDays: 3, days: 7 },
              },
            },
          ],
        },
      ],
    },
  ],
};
