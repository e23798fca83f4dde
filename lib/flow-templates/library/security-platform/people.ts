import type { SectionDefinition } from '@/lib/flow-definition';

/** Who else takes part: colleagues to invite, people who answer for something, and what they should learn. */
export const people: SectionDefinition = {
  id: 'people',
  title: { en: 'People', ar: 'الأشخاص' },
  tasks: [
    {
      id: 'team-task',
      title: { en: 'Colleagues and contacts', ar: 'الزملاء وجهات الاتصال' },
      hint: { en: 'Who helps, and who answers for what', ar: 'من يساعد ومن المسؤول عن ماذا' },
      minutes: 4,
      owner: 'owner',
      steps: [
        {
          id: 'invite-colleagues',
          kind: 'invite',
          title: { en: 'Who should help you?', ar: 'من ينبغي أن يساعدكم؟' },
          help: {
            en: 'Invite colleagues and hand tasks to them. You can go on alone, too.',
            ar: 'ادعوا زملاءكم وأسندوا إليهم مهام، ويمكنكم المتابعة بمفردكم أيضًا.',
          },
          fields: [],
        },
        {
          id: 'stakeholder-list',
          kind: 'list',
          title: { en: 'Who answers for what?', ar: 'من المسؤول عن ماذا؟' },
          help: {
            en: 'We turn to them with decisions and in an emergency.',
            ar: 'نتواصل معهم عند اتخاذ القرارات وفي حالات الطوارئ.',
          },
          fields: [
            {
              id: 'stakeholders',
              type: 'items',
              label: { en: 'Contacts', ar: 'جهات الاتصال' },
              required: true,
              class: 'pii',
              due: 'now',
              rules: { itemsMin: 1, itemsMax: 12 },
              fields: [
                {
                  id: 'stakeholderName',
                  type: 'text',
                  label: { en: 'Full name of the contact', ar: 'الاسم الكامل لجهة الاتصال' },
                  required: true,
                  class: 'pii',
                  due: 'now',
                  rules: { minLength: 2, maxLength: 200 },
                  dir: 'auto',
                },
                {
                  id: 'stakeholderDuty',
                  type: 'choice',
                  label: { en: 'What do they answer for?', ar: 'عمّا هو مسؤول؟' },
                  required: true,
                  class: 'plain',
                  due: 'now',
                  options: [
                    { id: 'security', label: { en: 'Security', ar: 'الأمن' } },
                    { id: 'operations', label: { en: 'Operations', ar: 'التشغيل' } },
                    { id: 'legal', label: { en: 'Law and data protection', ar: 'الشؤون القانونية وحماية البيانات' } },
                    { id: 'management', label: { en: 'Management', ar: 'الإدارة العليا' } },
                  ],
                },
                {
                  id: 'stakeholderEmail',
                  type: 'email',
                  label: { en: 'Email address of the contact', ar: 'البريد الإلكتروني لجهة الاتصال' },
                  required: true,
                  class: 'pii',
                  due: 'now',
                  dir: 'ltr',
                },
                {
                  id: 'stakeholderPhone',
                  type: 'phone',
                  label: { en: 'Phone number of the contact', ar: 'هاتف جهة الاتصال' },
                  required: false,
                  class: 'pii',
                  due: 'now',
                  dir: 'ltr',
                },
              ],
            },
          ],
        },
        {
          id: 'training-plan',
          kind: 'training',
          title: { en: 'Get to know the platform', ar: 'تعرّفوا على المنصة' },
          help: {
            en: 'Mark what you have seen. You can go on without and come back later.',
            ar: 'ضعوا علامة على ما اطّلعتم عليه. يمكنكم المتابعة دونه والعودة لاحقًا.',
          },
          fields: [
            {
              id: 'trainingDone',
              type: 'resources',
              label: { en: 'Training', ar: 'التدريب' },
              required: false,
              class: 'plain',
              due: 'later',
              options: [
                {
                  id: 'first_day',
                  label: { en: 'Your first day', ar: 'يومكم الأول' },
                  href: 'https://docs.portico.example/security/first-day',
                  minutes: 12,
                },
                {
                  id: 'alerts',
                  label: { en: 'Reading alerts', ar: 'قراءة التنبيهات' },
                  href: 'https://docs.portico.example/security/alerts',
                  minutes: 15,
                },
                {
                  id: 'administrators',
                  label: { en: 'For administrators', ar: 'للمسؤولين' },
                  href: 'https://docs.portico.example/security/administrators',
                  minutes: 20,
                },
              ],
            },
          ],
        },
      ],
    },
  ],
};
