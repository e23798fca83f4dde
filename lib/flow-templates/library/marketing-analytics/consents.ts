import type { SectionDefinition } from '@/lib/flow-definition';

/** What the customer agrees to: processing, which everything needs, and comparisons, which are a choice. */
export const consents: SectionDefinition = {
  id: 'consents',
  title: { en: 'Consent', ar: 'الموافقة' },
  tasks: [
    {
      id: 'data-use',
      title: { en: 'How your data is used', ar: 'كيفية استخدام بياناتكم' },
      hint: { en: 'What we may do with your figures', ar: 'ما يجوز لنا فعله بأرقامكم' },
      minutes: 2,
      owner: 'owner',
      steps: [
        {
          id: 'data-use-consent',
          kind: 'consent',
          title: { en: 'May we use your data?', ar: 'هل تسمحون لنا باستخدام بياناتكم؟' },
          fields: [
            {
              id: 'processingConsent',
              type: 'consent',
              label: {
                en: 'I agree to the processing of our advertising data',
                ar: 'أوافق على معالجة بياناتنا الإعلانية',
              },
              required: true,
              class: 'plain',
              due: 'now',
              consentVersion: '2026-11',
              text: {
                en: 'We read cost, reach and conversions from the advertising accounts that you name, once a day, and keep them in your dataset. We use them for your reports only. Nobody outside our team and the people you invite sees them. You may withdraw at any time; reading then stops, and what was collected is kept or deleted as you ask.',
                ar: 'نقرأ التكلفة والوصول والتحويلات من الحسابات الإعلانية التي تذكرونها مرة كل يوم، ونحفظها في مجموعة بياناتكم. نستخدمها في تقاريركم فقط، ولا يطّلع عليها أحد سوى فريقنا والأشخاص الذين تدعونهم. يمكنكم سحب الموافقة في أي وقت، فتتوقف القراءة وتُحفظ البيانات المجموعة أو تُحذف كما تطلبون.',
              },
            },
            {
              id: 'benchmarkConsent',
              type: 'consent',
              label: {
                en: 'I agree that our figures count in comparisons of our industry',
                ar: 'أوافق على احتساب أرقامنا في مقارنات قطاعنا',
              },
              hint: { en: 'You can do without', ar: 'يمكنكم الاستغناء عن ذلك' },
              required: false,
              class: 'plain',
              due: 'now',
              semantic: 'consent.benchmark',
              consentVersion: '2026-11',
              text: {
                en: 'Your figures are added to averages of your industry. An average is shown only when enough businesses take part that none of them can be recognised. Without this consent you see no comparisons.',
                ar: 'تُضاف أرقامكم إلى متوسطات قطاعكم، ولا يُعرض أي متوسط إلا بمشاركة عدد من المنشآت يكفي لئلا يمكن التعرف على أي منها. من دون هذه الموافقة لا تظهر لكم المقارنات.',
              },
            },
          ],
        },
      ],
    },
  ],
};
