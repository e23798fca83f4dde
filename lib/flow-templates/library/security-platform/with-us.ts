import type { SectionDefinition } from '@/lib/flow-definition';

/** What the partner's people do after submission. */
export const withUs: SectionDefinition = {
  id: 'with-us',
  title: { en: 'With us', ar: 'لدينا' },
  tasks: [
    {
      id: 'compliance-review',
      title: { en: 'We review your compliance', ar: 'نراجع امتثالكم' },
      owner: 'owner',
      when: 'has(answers.frameworks)',
      steps: [
        {
          id: 'review-evidence',
          kind: 'partner-task',
          title: { en: 'Read reports and certificates', ar: 'قراءة التقارير والشهادات' },
          proof: {
            en: 'Documents read, their period, and what is missing',
            ar: 'المستندات المقروءة وفترتها وما ينقصها',
          },
          dueDays: 5,
        },
        {
          id: 'processing-agreement',
          kind: 'partner-task',
          title: { en: 'Conclude the processing agreement', ar: 'إبرام اتفاقية المعالجة' },
          when: 'has(answers.frameworks) && "gdpr" in answers.frameworks',
          proof: { en: 'Date and signatories', ar: 'التاريخ والموقّعون' },
          dueDays: 7,
        },
      ],
    },
    {
      id: 'space-set-up',
      title: { en: 'We set up your space', ar: 'نُعِدّ مساحتكم' },
      hint: { en: 'Starts when you have submitted your answers', ar: 'يبدأ بعد إرسال إجاباتكم' },
      owner: 'owner',
      steps: [
        {
          id: 'create-space',
          kind: 'partner-task',
          title: { en: 'Create the space with its services and limits', ar: 'إنشاء المساحة بخدماتها وحدودها' },
          proof: { en: 'Region, tier and services as set up', ar: 'المنطقة والباقة والخدمات كما أُعدّت' },
          dueDays: 3,
        },
        {
          id: 'apply-policy',
          kind: 'partner-task',
          title: { en: 'Apply your security policy', ar: 'تطبيق سياستكم الأمنية' },
          proof: { en: 'What was set, and how it was tested', ar: 'ما ضُبط وكيف اختُبر' },
          dueDays: 3,
        },
        {
          id: 'apply-brand',
          kind: 'partner-task',
          title: { en: 'Apply your brand', ar: 'تطبيق هويتكم' },
          when: 'has(answers.wantsWhiteLabel) && answers.wantsWhiteLabel',
          proof: { en: 'Address at which it can be seen', ar: 'العنوان الذي تظهر عليه' },
          dueDays: 7,
        },
        {
          id: 'connect-systems',
          kind: 'partner-task',
          title: { en: 'Connect your other systems', ar: 'ربط أنظمتكم الأخرى' },
          when: 'has(answers.connectedSystems)',
          proof: { en: 'Which systems, and the first record that arrived', ar: 'الأنظمة وأول سجل وصل' },
          dueDays: 10,
        },
      ],
    },
  ],
};
