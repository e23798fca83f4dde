import type { SectionDefinition } from '@/lib/flow-definition';

/** What the partner's people do after submission. */
export const withUs: SectionDefinition = {
  id: 'with-us',
  title: { en: 'With us', ar: 'لدينا' },
  tasks: [
    {
      id: 'infrastructure',
      title: { en: 'We prepare your server', ar: 'نجهّز خادمكم' },
      owner: 'owner',
      when: 'has(answers.deploymentType) && answers.deploymentType == "single_tenant"',
      steps: [
        {
          id: 'provide-server',
          kind: 'partner-task',
          title: { en: 'Rent a server for you', ar: 'استئجار خادم لكم' },
          when: 'has(answers.serverProvider) && answers.serverProvider == "ours"',
          proof: { en: 'Size, region and address of the server', ar: 'مواصفات الخادم ومنطقته وعنوانه' },
          dueDays: 3,
        },
        {
          id: 'inspect-server',
          kind: 'partner-task',
          title: { en: 'Inspect your server', ar: 'فحص خادمكم' },
          when: 'has(answers.serverProvider) && answers.serverProvider == "theirs"',
          proof: {
            en: 'CPUs, memory, storage and system as found',
            ar: 'المعالجات والذاكرة والتخزين والنظام كما وُجدت',
          },
          dueDays: 3,
        },
        {
          id: 'install-isolated',
          kind: 'partner-task',
          title: { en: 'Install the isolated deployment', ar: 'تثبيت النشر المعزول' },
          proof: { en: 'Address at which it answers', ar: 'العنوان الذي يستجيب عليه' },
          dueDays: 5,
        },
        {
          id: 'check-domain',
          kind: 'partner-task',
          title: { en: 'Connect your domain', ar: 'ربط نطاقكم' },
          when: 'has(answers.customDomain)',
          proof: { en: 'DNS records and certificate as found', ar: 'سجلات DNS والشهادة كما وُجدت' },
          dueDays: 5,
        },
      ],
    },
    {
      id: 'set-up',
      title: { en: 'We set up your programme', ar: 'نُعِدّ برنامجكم' },
      hint: { en: 'Starts when you have submitted your answers', ar: 'يبدأ بعد إرسال إجاباتكم' },
      owner: 'owner',
      steps: [
        {
          id: 'backup-before',
          kind: 'partner-task',
          title: { en: 'Back up before the set-up', ar: 'نسخ احتياطي قبل الإعداد' },
          proof: { en: 'Time stamp of the backup', ar: 'الختم الزمني للنسخة' },
          dueDays: 2,
        },
        {
          id: 'create-organisation',
          kind: 'partner-task',
          title: {
            en: 'Create your organisation, its groups and its administrator',
            ar: 'إنشاء مؤسستكم ومجموعاتها ومسؤولها',
          },
          proof: { en: 'Names of the groups and of the account', ar: 'أسماء المجموعات واسم الحساب' },
          dueDays: 3,
        },
        {
          id: 'send-test-mail',
          kind: 'partner-task',
          title: { en: 'Send a test message through your e-mail service', ar: 'إرسال رسالة تجريبية عبر خدمة بريدكم' },
          proof: { en: 'When it arrived, and from which address', ar: 'وقت وصولها وعنوان مرسلها' },
          dueDays: 3,
        },
        {
          id: 'check-monitoring',
          kind: 'partner-task',
          title: { en: 'See that the measurements arrive', ar: 'التحقق من وصول القياسات' },
          help: {
            en: 'Active users, points awarded and response times appear on our dashboard.',
            ar: 'يظهر المستخدمون النشطون والنقاط الممنوحة وأزمنة الاستجابة في لوحتنا.',
          },
          proof: { en: 'The three figures as seen', ar: 'الأرقام الثلاثة كما ظهرت' },
          dueDays: 4,
        },
        {
          id: 'backup-after',
          kind: 'partner-task',
          title: { en: 'Back up after the set-up', ar: 'نسخ احتياطي بعد الإعداد' },
          proof: { en: 'Time stamp of the backup', ar: 'الختم الزمني للنسخة' },
          dueDays: 5,
        },
      ],
    },
  ],
};
