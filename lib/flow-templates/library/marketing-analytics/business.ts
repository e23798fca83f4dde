import type { SectionDefinition } from '@/lib/flow-definition';

/** Who the customer is: a name, an industry for comparisons, an identifier and tags. */
export const business: SectionDefinition = {
  id: 'business',
  title: { en: 'Your business', ar: 'نشاطكم' },
  tasks: [
    {
      id: 'business-details',
      title: { en: 'Name and industry', ar: 'الاسم والقطاع' },
      hint: { en: 'How you appear in reports and comparisons', ar: 'كيف تظهرون في التقارير والمقارنات' },
      minutes: 2,
      owner: 'contributor',
      steps: [
        {
          id: 'business-name',
          kind: 'form',
          title: { en: 'What is your business called?', ar: 'ما اسم نشاطكم؟' },
          fields: [
            {
              id: 'customerName',
              type: 'text',
              label: { en: 'Name of your business', ar: 'اسم النشاط' },
              hint: { en: 'As it should appear in reports', ar: 'كما ينبغي أن يظهر في التقارير' },
              why: {
                en: 'It stands on every report, and we suggest your customer ID from it.',
                ar: 'يظهر في كل تقرير، ومنه نقترح معرّف العميل.',
              },
              required: true,
              class: 'plain',
              due: 'now',
              semantic: 'organization.name',
              rules: { minLength: 2, maxLength: 120 },
              dir: 'auto',
            },
          ],
        },
        {
          id: 'industry-choice',
          kind: 'choice-cards',
          title: { en: 'Which industry are you in?', ar: 'إلى أي قطاع ينتمي نشاطكم؟' },
          why: {
            en: 'We compare your figures with those of the same industry, never with a single other business.',
            ar: 'نقارن أرقامكم بأرقام القطاع نفسه، لا بأرقام منشأة بعينها.',
          },
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
                  id: 'golf',
                  label: { en: 'Golf and leisure venues', ar: 'الغولف ومرافق الترفيه' },
                  hint: {
                    en: 'Places to play and to spend an evening: driving ranges, mini golf, golf clubs',
                    ar: 'أماكن للعب وقضاء الأمسيات: ميادين التدريب والغولف المصغّر ونوادي الغولف',
                  },
                },
                {
                  id: 'medical',
                  label: { en: 'Medical', ar: 'الرعاية الصحية' },
                  hint: {
                    en: 'Care for patients: hospitals, clinics, dental practices',
                    ar: 'رعاية المرضى: المستشفيات والعيادات ومراكز طب الأسنان',
                  },
                },
                {
                  id: 'restaurant',
                  label: { en: 'Restaurants', ar: 'المطاعم' },
                  hint: {
                    en: 'Food and drink served: quick service, casual and fine dining',
                    ar: 'تقديم الطعام والشراب: الوجبات السريعة والمطاعم العائلية والراقية',
                  },
                },
                {
                  id: 'retail',
                  label: { en: 'Retail', ar: 'متاجر التجزئة' },
                  hint: {
                    en: 'Sold in shops: department stores, specialist shops',
                    ar: 'البيع في المتاجر: المتاجر الكبرى والمتاجر المتخصصة',
                  },
                },
                {
                  id: 'ecommerce',
                  label: { en: 'Online shops', ar: 'التجارة الإلكترونية' },
                  hint: {
                    en: 'Sold on the internet: own-brand shops, marketplaces',
                    ar: 'البيع عبر الإنترنت: متاجر العلامات الخاصة والأسواق الإلكترونية',
                  },
                },
                {
                  id: 'other',
                  label: { en: 'Something else', ar: 'قطاع آخر' },
                  hint: {
                    en: 'Fits none of these: education, real estate, travel',
                    ar: 'لا ينطبق عليه ما سبق: التعليم والعقارات والسفر',
                  },
                  consequence: {
                    en: 'There are no comparisons until enough businesses of your kind take part.',
                    ar: 'لا تتوفر مقارنات إلى أن يشارك عدد كافٍ من المنشآت المشابهة.',
                  },
                },
              ],
            },
          ],
        },
        {
          id: 'industry-description',
          kind: 'form',
          title: { en: 'What do you do?', ar: 'ما طبيعة نشاطكم؟' },
          when: 'has(answers.industry) && answers.industry == "other"',
          fields: [
            {
              id: 'industryDescription',
              type: 'text',
              label: { en: 'Your industry in a few words', ar: 'قطاعكم في كلمات قليلة' },
              hint: { en: 'For example, language schools', ar: 'مثال: مدارس اللغات' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { minLength: 2, maxLength: 80 },
              dir: 'auto',
            },
          ],
        },
      ],
    },
    {
      id: 'registration',
      title: { en: 'Customer ID and tags', ar: 'معرّف العميل والوسوم' },
      hint: { en: 'The ID stays as it is once set up', ar: 'لا يمكن تغيير المعرّف بعد الإعداد' },
      minutes: 2,
      owner: 'contributor',
      steps: [
        {
          id: 'customer-id',
          kind: 'form',
          title: { en: 'Choose your customer ID', ar: 'اختاروا معرّف العميل' },
          why: {
            en: 'It becomes part of the name of your dataset and of every stored credential.',
            ar: 'يصبح جزءًا من اسم مجموعة بياناتكم ومن اسم كل بيانات اعتماد محفوظة.',
          },
          when: '!(has(answers.entry) && answers.entry == "update")',
          fields: [
            {
              id: 'customerIdentifier',
              type: 'identifier',
              label: { en: 'Customer ID', ar: 'معرّف العميل' },
              hint: {
                en: '3 to 32 characters: small letters from a to z, digits and underscores, beginning with a letter, such as birchfield_golf',
                ar: 'من 3 إلى 32 خانة: حروف لاتينية صغيرة وأرقام وشرطة سفلية، ويبدأ بحرف، مثل birchfield_golf',
              },
              required: true,
              class: 'plain',
              due: 'now',
              identifier: 'customerId',
              dir: 'ltr',
            },
          ],
        },
        {
          id: 'tagging',
          kind: 'form',
          title: { en: 'Should we tag your entry?', ar: 'هل نضيف وسومًا إلى سجلّكم؟' },
          fields: [
            {
              id: 'tags',
              type: 'list',
              label: { en: 'Tags', ar: 'الوسوم' },
              hint: {
                en: 'Up to 10 words to find you by, such as enterprise or q1_2027',
                ar: 'حتى 10 كلمات تسهّل العثور عليكم، مثل enterprise أو q1_2027',
              },
              required: false,
              class: 'plain',
              due: 'now',
              rules: { itemType: 'text', itemsMax: 10, pattern: '^[a-z0-9][a-z0-9_]{0,39}$' },
              invalid: {
                en: 'Write tags in small letters from a to z, digits and underscores, without spaces',
                ar: 'اكتبوا الوسوم بحروف لاتينية صغيرة وأرقام وشرطة سفلية ودون مسافات',
              },
              dir: 'ltr',
            },
          ],
        },
      ],
    },
  ],
};
