import type { SectionDefinition } from '@/lib/flow-definition';

/** The organisation, the name of its space, and the profile that help and training are chosen by. */
export const account: SectionDefinition = {
  id: 'account',
  title: { en: 'Account and profile', ar: 'الحساب والملف التعريفي' },
  tasks: [
    {
      id: 'account-details',
      title: { en: 'Your account', ar: 'حسابكم' },
      hint: { en: 'Who you are, and the name of your space', ar: 'من أنتم واسم مساحتكم' },
      minutes: 3,
      owner: 'contributor',
      steps: [
        {
          id: 'organisation',
          kind: 'form',
          title: { en: 'Which organisation should be protected?', ar: 'أي مؤسسة ينبغي حمايتها؟' },
          fields: [
            {
              id: 'organisationName',
              type: 'text',
              label: { en: 'Legal name of the organisation', ar: 'الاسم القانوني للمؤسسة' },
              required: true,
              class: 'plain',
              due: 'now',
              semantic: 'organization.name',
              rules: { minLength: 2, maxLength: 120 },
              dir: 'auto',
            },
            {
              id: 'headquarters',
              type: 'address',
              label: { en: 'Headquarters', ar: 'المقر الرئيسي' },
              why: {
                en: 'The law that applies to you follows from it, and contracts carry it.',
                ar: 'يتحدد به القانون الذي تخضعون له، ويُذكر في العقود.',
              },
              required: true,
              class: 'plain',
              due: 'now',
              semantic: 'organization.address',
            },
          ],
        },
        {
          id: 'space',
          kind: 'form',
          title: { en: 'Choose the name of your space', ar: 'اختاروا اسم مساحتكم' },
          why: {
            en: 'It becomes part of the address at which your people sign in.',
            ar: 'يصبح جزءًا من العنوان الذي يسجّل موظفوكم الدخول منه.',
          },
          fields: [
            {
              id: 'spaceIdentifier',
              type: 'identifier',
              label: { en: 'Name of the space', ar: 'اسم المساحة' },
              hint: {
                en: '3 to 40 small letters from a to z, digits and hyphens, beginning with a letter, such as fennick-bank',
                ar: 'من 3 إلى 40 خانة: حروف لاتينية صغيرة وأرقام وشرطات، ويبدأ بحرف، مثل fennick-bank',
              },
              required: true,
              class: 'plain',
              due: 'now',
              identifier: 'spaceName',
              dir: 'ltr',
            },
          ],
        },
      ],
    },
    {
      id: 'profile',
      title: { en: 'Your profile', ar: 'ملفكم التعريفي' },
      hint: { en: 'It decides which help and training you are shown', ar: 'يحدد ما يُعرض لكم من مساعدة وتدريب' },
      minutes: 2,
      owner: 'contributor',
      steps: [
        {
          id: 'industry-choice',
          kind: 'choice-cards',
          title: { en: 'Which industry are you in?', ar: 'في أي قطاع تعملون؟' },
          fields: [
            {
              id: 'industry',
              type: 'choice',
              label: { en: 'Industry', ar: 'القطاع' },
              required: true,
              class: 'plain',
              due: 'now',
              semantic: 'organization.industry',
              options: [
                {
                  id: 'finance',
                  label: { en: 'Finance', ar: 'القطاع المالي' },
                  hint: { en: 'Banks, insurers, payment services', ar: 'البنوك والتأمين وخدمات الدفع' },
                },
                {
                  id: 'health',
                  label: { en: 'Health', ar: 'القطاع الصحي' },
                  hint: { en: 'Hospitals, laboratories, insurers', ar: 'المستشفيات والمختبرات والتأمين الصحي' },
                },
                {
                  id: 'public',
                  label: { en: 'Public sector', ar: 'القطاع العام' },
                  hint: { en: 'Authorities, schools, universities', ar: 'الجهات الحكومية والمدارس والجامعات' },
                },
                {
                  id: 'technology',
                  label: { en: 'Technology', ar: 'التقنية' },
                  hint: { en: 'Software, platforms, telecommunications', ar: 'البرمجيات والمنصات والاتصالات' },
                },
                {
                  id: 'manufacturing',
                  label: { en: 'Industry and energy', ar: 'الصناعة والطاقة' },
                  hint: { en: 'Factories, utilities, logistics', ar: 'المصانع والمرافق والخدمات اللوجستية' },
                },
                {
                  id: 'other',
                  label: { en: 'Something else', ar: 'قطاع آخر' },
                  hint: { en: 'Trade, services, associations', ar: 'التجارة والخدمات والجمعيات' },
                },
              ],
            },
          ],
        },
        {
          id: 'size',
          kind: 'form',
          title: { en: 'How large are you?', ar: 'ما حجم مؤسستكم؟' },
          fields: [
            {
              id: 'employeeCount',
              type: 'choice',
              label: { en: 'People in the organisation', ar: 'عدد العاملين في المؤسسة' },
              required: true,
              class: 'plain',
              due: 'now',
              semantic: 'organization.size',
              options: [
                { id: 'up_to_50', label: { en: 'Up to 50', ar: 'حتى 50' } },
                { id: 'up_to_500', label: { en: '51 to 500', ar: 'من 51 إلى 500' } },
                { id: 'up_to_5000', label: { en: '501 to 5,000', ar: 'من 501 إلى 5000' } },
                { id: 'over_5000', label: { en: 'More than 5,000', ar: 'أكثر من 5000' } },
              ],
            },
            {
              id: 'managesOthers',
              type: 'yesNo',
              label: {
                en: 'Do you look after the security of other companies?',
                ar: 'هل تديرون أمن شركات أخرى؟',
              },
              hint: {
                en: 'As a managed security provider, with customers of your own on the platform',
                ar: 'بصفة مزوّد خدمات أمنية مُدارة له عملاء على المنصة',
              },
              required: true,
              class: 'plain',
              due: 'now',
            },
            {
              id: 'managedCustomers',
              type: 'number',
              label: { en: 'How many companies in the first year?', ar: 'كم شركة في السنة الأولى؟' },
              required: true,
              visible: 'has(answers.managesOthers) && answers.managesOthers',
              class: 'plain',
              due: 'now',
              rules: { min: 1, max: 10_000, integer: true },
            },
          ],
        },
      ],
    },
  ],
};
