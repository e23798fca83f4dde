import type { SectionDefinition } from '@/lib/flow-definition';

/** The people at the tills, how the first credentials travel, the walkthrough and what to read before it. */
export const team: SectionDefinition = {
  id: 'team',
  title: { en: 'People and hand-over', ar: 'الأشخاص والتسليم' },
  tasks: [
    {
      id: 'cashiers-task',
      title: { en: 'Your cashiers', ar: 'الصرّافون لديكم' },
      hint: { en: 'You can add more of them at any time', ar: 'يمكنكم إضافة المزيد في أي وقت' },
      minutes: 3,
      owner: 'contributor',
      steps: [
        {
          id: 'cashier-list',
          kind: 'list',
          title: { en: 'Who works at the tills?', ar: 'من يعمل على الصناديق؟' },
          help: {
            en: 'Each of them gets a link to set a password. Only cashiers may award points.',
            ar: 'يصل إلى كل منهم رابط لتعيين كلمة المرور، ولا يمنح النقاط إلا الصرّافون.',
          },
          fields: [
            {
              id: 'cashiers',
              type: 'items',
              label: { en: 'Cashiers', ar: 'الصرّافون' },
              required: false,
              class: 'pii',
              due: 'now',
              rules: { itemsMax: 50 },
              fields: [
                {
                  id: 'cashierName',
                  type: 'text',
                  label: { en: 'Full name of the cashier', ar: 'الاسم الكامل للصرّاف' },
                  required: true,
                  class: 'pii',
                  due: 'now',
                  rules: { minLength: 2, maxLength: 200 },
                  dir: 'auto',
                },
                {
                  id: 'cashierEmail',
                  type: 'email',
                  label: { en: 'Email address of the cashier', ar: 'البريد الإلكتروني للصرّاف' },
                  required: true,
                  class: 'pii',
                  due: 'now',
                  dir: 'ltr',
                },
                {
                  id: 'cashierUsername',
                  type: 'text',
                  label: { en: 'User name', ar: 'اسم المستخدم' },
                  hint: { en: 'For example, noor_till2', ar: 'مثال: noor_till2' },
                  required: true,
                  class: 'plain',
                  due: 'now',
                  rules: { minLength: 3, maxLength: 30, pattern: '^[a-z][a-z0-9_.-]*$' },
                  invalid: {
                    en: 'Begin with a small letter and use small letters from a to z, digits, points, hyphens and underscores',
                    ar: 'ابدؤوا بحرف لاتيني صغير واستخدموا الحروف الصغيرة والأرقام والنقطة والشرطة والشرطة السفلية',
                  },
                  dir: 'ltr',
                },
              ],
            },
          ],
        },
      ],
    },
    {
      id: 'hand-over',
      title: { en: 'Hand-over', ar: 'التسليم' },
      hint: { en: 'How the first key reaches you, and when we meet', ar: 'كيف يصلكم المفتاح الأول ومتى نلتقي' },
      minutes: 3,
      owner: 'owner',
      steps: [
        {
          id: 'credential-delivery',
          kind: 'form',
          title: { en: 'How should the first credentials reach you?', ar: 'كيف تصلكم بيانات الدخول الأولى؟' },
          help: {
            en: 'Never in plain text by e-mail, as a picture or in a chat. The administrator changes the password at the first sign-in.',
            ar: 'لا تُرسل أبدًا نصًا صريحًا بالبريد أو صورةً أو في محادثة، ويغيّر المسؤول كلمة المرور عند أول دخول.',
          },
          fields: [
            {
              id: 'credentialDelivery',
              type: 'choice',
              label: { en: 'Way of delivery', ar: 'طريقة التسليم' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'one_time_link',
                  label: { en: 'A link that works once', ar: 'رابط يعمل مرة واحدة' },
                  hint: { en: 'Recommended', ar: 'ننصح به' },
                },
                { id: 'shared_vault', label: { en: 'A shared password vault', ar: 'خزنة كلمات مرور مشتركة' } },
                { id: 'protected_pdf', label: { en: 'A PDF with a password', ar: 'ملف PDF محمي بكلمة مرور' } },
                { id: 'encrypted_message', label: { en: 'An encrypted message', ar: 'رسالة مشفَّرة' } },
                { id: 'on_the_call', label: { en: 'On the call', ar: 'أثناء المكالمة' } },
              ],
            },
          ],
        },
        {
          id: 'walkthrough',
          kind: 'meeting',
          title: { en: 'When shall we go through it together?', ar: 'متى نستعرض البرنامج معًا؟' },
          help: {
            en: 'One hour: the administration, your first cashier, a registration, the reports, and your questions.',
            ar: 'ساعة واحدة: لوحة الإدارة، وأول صرّاف لكم، وتجربة تسجيل، والتقارير، وأسئلتكم.',
          },
          fields: [
            {
              id: 'walkthroughSlot',
              type: 'slot',
              label: { en: 'Time of the walkthrough', ar: 'موعد الجولة' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: {
                slots: { durationMinutes: 60, weekdays: [1, 2, 3, 4], fromHour: 10, toHour: 15, leadDays: 5, days: 8 },
              },
            },
            {
              id: 'walkthroughGuests',
              type: 'list',
              label: { en: 'Who else should be invited?', ar: 'من ينبغي دعوته أيضًا؟' },
              hint: { en: 'Up to 10 email addresses', ar: 'حتى 10 عناوين بريد إلكتروني' },
              required: false,
              class: 'pii',
              due: 'now',
              rules: { itemType: 'email', itemsMax: 10 },
              dir: 'ltr',
            },
          ],
        },
        {
          id: 'reading',
          kind: 'training',
          title: { en: 'Get to know the programme', ar: 'تعرّفوا على البرنامج' },
          help: {
            en: 'Mark what you have read. You can go on without and come back later.',
            ar: 'ضعوا علامة على ما قرأتموه. يمكنكم المتابعة دونه والعودة لاحقًا.',
          },
          fields: [
            {
              id: 'trainingDone',
              type: 'resources',
              label: { en: 'What to read', ar: 'ما ننصح بقراءته' },
              required: false,
              class: 'plain',
              due: 'later',
              options: [
                {
                  id: 'admin_panel',
                  label: { en: 'The administration in ten minutes', ar: 'لوحة الإدارة في عشر دقائق' },
                  href: 'https://docs.portico.example/loyalty/administration',
                  minutes: 10,
                },
                {
                  id: 'create_cashiers',
                  label: { en: 'Creating cashiers', ar: 'إنشاء حسابات الصرّافين' },
                  href: 'https://docs.portico.example/loyalty/cashiers',
                  minutes: 5,
                },
                {
                  id: 'manage_customers',
                  label: { en: 'Looking after customers', ar: 'إدارة العملاء' },
                  href: 'https://docs.portico.example/loyalty/customers',
                  minutes: 8,
                },
              ],
            },
          ],
        },
      ],
    },
  ],
};
