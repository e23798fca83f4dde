import type { SectionDefinition } from '@/lib/flow-definition';

/** What the partner's people do after submission, up to the seven checks that make the tenant active. */
export const withUs: SectionDefinition = {
  id: 'with-us',
  title: { en: 'With us', ar: 'لدينا' },
  tasks: [
    {
      id: 'connect',
      title: { en: 'We connect your service desk', ar: 'نربط مكتب خدمتكم' },
      hint: { en: 'Starts when you have submitted your answers', ar: 'يبدأ بعد إرسال إجاباتكم' },
      owner: 'owner',
      steps: [
        {
          id: 'create-tenant',
          kind: 'partner-task',
          title: { en: 'Create the tenant', ar: 'إنشاء المستأجر' },
          proof: { en: 'Tenant ID and environment', ar: 'معرّف المستأجر والبيئة' },
          dueDays: 1,
        },
        {
          id: 'connect-api',
          kind: 'partner-task',
          title: { en: 'Test the connection with your administrator', ar: 'اختبار الاتصال مع مسؤولكم' },
          proof: {
            en: 'What could be read and written; never the key itself',
            ar: 'ما أمكنت قراءته وكتابته، دون المفتاح نفسه أبدًا',
          },
          dueDays: 2,
        },
        {
          id: 'connect-webhook',
          kind: 'partner-task',
          title: { en: 'Set up the webhook with your administrator', ar: 'إعداد الخطاف مع مسؤولكم' },
          proof: { en: 'Number of the webhook, and that it is active', ar: 'رقم الخطاف وأنه نشط' },
          dueDays: 2,
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
    {
      id: 'validation',
      title: { en: 'We check that everything works', ar: 'نتحقق من أن كل شيء يعمل' },
      hint: { en: 'Seven checks; then you are active', ar: 'سبعة فحوص ثم يصبح حسابكم نشطًا' },
      owner: 'owner',
      steps: [
        {
          id: 'check-tenant',
          kind: 'partner-task',
          title: { en: 'The tenant is there as described', ar: 'المستأجر موجود كما وُصف' },
          dueDays: 3,
        },
        {
          id: 'check-secrets',
          kind: 'partner-task',
          title: { en: 'Key and secret are stored', ar: 'المفتاح والسر محفوظان' },
          dueDays: 3,
        },
        {
          id: 'check-api',
          kind: 'partner-task',
          title: { en: 'Tickets can be read', ar: 'يمكن قراءة التذاكر' },
          dueDays: 3,
        },
        {
          id: 'check-delivery',
          kind: 'partner-task',
          title: { en: 'A test ticket arrives', ar: 'تصل تذكرة تجريبية' },
          proof: { en: 'Number of the ticket', ar: 'رقم التذكرة' },
          dueDays: 3,
        },
        {
          id: 'check-note',
          kind: 'partner-task',
          title: {
            en: 'Its work notes hold our note within three minutes',
            ar: 'تظهر ملاحظتنا في ملاحظات العمل خلال ثلاث دقائق',
          },
          proof: { en: 'How long it took', ar: 'المدة التي استغرقتها' },
          dueDays: 3,
        },
        {
          id: 'check-monitoring',
          kind: 'partner-task',
          title: { en: 'Your figures appear in our monitoring', ar: 'تظهر أرقامكم في نظام المراقبة' },
          dueDays: 3,
        },
        {
          id: 'check-active',
          kind: 'partner-task',
          title: { en: 'The tenant is set to active', ar: 'ضبط المستأجر على الحالة النشطة' },
          dueDays: 3,
        },
      ],
    },
  ],
};
