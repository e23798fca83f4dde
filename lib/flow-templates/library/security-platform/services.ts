import type { SectionDefinition } from '@/lib/flow-definition';

const chose = (service: string) => `has(answers.services) && "${service}" in answers.services`;
const managed = chose('managed');
const large =
  '(has(answers.employeeCount) && answers.employeeCount == "over_5000") || (has(answers.managesOthers) && answers.managesOthers)';

/** What should be protected, how much of it, and the tier with the resources that come with it. */
export const services: SectionDefinition = {
  id: 'protection',
  title: { en: 'Services and tier', ar: 'الخدمات والباقة' },
  tasks: [
    {
      id: 'service-selection',
      title: { en: 'What should be protected', ar: 'ما الذي ينبغي حمايته' },
      hint: { en: 'The services, and how much of each', ar: 'الخدمات وحجم كل منها' },
      minutes: 4,
      owner: 'contributor',
      steps: [
        {
          id: 'service-choice',
          kind: 'choice-cards',
          title: { en: 'Which services do you want to use?', ar: 'أي الخدمات تريدون استخدامها؟' },
          why: {
            en: 'Only what you choose is switched on, and only about that do we ask more.',
            ar: 'لا نفعّل إلا ما تختارونه، ولا نسأل بالتفصيل إلا عنه.',
          },
          fields: [
            {
              id: 'services',
              type: 'choices',
              label: { en: 'Services', ar: 'الخدمات' },
              hint: { en: 'Select all that apply', ar: 'اختاروا كل ما ينطبق' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { itemsMin: 1 },
              options: [
                {
                  id: 'endpoint',
                  label: { en: 'Devices', ar: 'الأجهزة' },
                  hint: {
                    en: 'Computers, servers and phones watched for attacks',
                    ar: 'مراقبة الحواسيب والخوادم والهواتف لكشف الهجمات',
                  },
                },
                {
                  id: 'email',
                  label: { en: 'E-mail', ar: 'البريد الإلكتروني' },
                  hint: {
                    en: 'Mailboxes kept free of fraud and malware',
                    ar: 'حماية صناديق البريد من الاحتيال والبرمجيات الخبيثة',
                  },
                },
                {
                  id: 'cloud',
                  label: { en: 'Cloud accounts', ar: 'الحسابات السحابية' },
                  hint: {
                    en: 'Settings of your cloud checked all the time',
                    ar: 'فحص إعدادات بيئتكم السحابية باستمرار',
                  },
                },
                {
                  id: 'logs',
                  label: { en: 'Log collection', ar: 'جمع السجلات' },
                  hint: { en: 'Events of all systems in one place', ar: 'أحداث جميع الأنظمة في مكان واحد' },
                },
                {
                  id: 'managed',
                  label: { en: 'Managed detection', ar: 'الكشف المُدار' },
                  hint: { en: 'Our analysts watch for you', ar: 'محللونا يراقبون نيابةً عنكم' },
                  consequence: {
                    en: 'It is not part of the Essential tier.',
                    ar: 'لا تشمله الباقة الأساسية.',
                  },
                },
              ],
            },
          ],
        },
        {
          id: 'service-details',
          kind: 'form',
          title: { en: 'How much is there to protect?', ar: 'ما حجم ما ينبغي حمايته؟' },
          help: { en: 'Rough figures are enough.', ar: 'تكفي الأرقام التقريبية.' },
          groups: [
            { id: 'amount', title: { en: 'Amounts', ar: 'الأعداد' } },
            { id: 'clouds', title: { en: 'Your clouds', ar: 'بيئاتكم السحابية' } },
            { id: 'watch', title: { en: 'Managed detection', ar: 'الكشف المُدار' } },
          ],
          fields: [
            {
              id: 'endpointCount',
              type: 'number',
              label: { en: 'Devices to protect', ar: 'عدد الأجهزة المطلوب حمايتها' },
              required: true,
              visible: chose('endpoint'),
              class: 'plain',
              due: 'now',
              rules: { min: 1, max: 1_000_000, integer: true },
              group: 'amount',
            },
            {
              id: 'mailboxCount',
              type: 'number',
              label: { en: 'Mailboxes to protect', ar: 'عدد صناديق البريد المطلوب حمايتها' },
              required: true,
              visible: chose('email'),
              class: 'plain',
              due: 'now',
              rules: { min: 1, max: 1_000_000, integer: true },
              group: 'amount',
            },
            {
              id: 'logVolume',
              type: 'number',
              label: { en: 'Gigabytes of logs a day', ar: 'حجم السجلات اليومي بالغيغابايت' },
              required: true,
              visible: chose('logs'),
              class: 'plain',
              due: 'now',
              rules: { min: 0.1, max: 100_000 },
              group: 'amount',
            },
            {
              id: 'cloudProviders',
              type: 'choices',
              label: { en: 'Cloud providers', ar: 'مزوّدو الخدمات السحابية' },
              required: true,
              visible: chose('cloud'),
              class: 'plain',
              due: 'now',
              rules: { itemsMin: 1 },
              options: [
                { id: 'aws', label: { en: 'Amazon Web Services', ar: 'Amazon Web Services' } },
                { id: 'azure', label: { en: 'Microsoft Azure', ar: 'Microsoft Azure' } },
                { id: 'gcp', label: { en: 'Google Cloud', ar: 'Google Cloud' } },
              ],
              group: 'clouds',
            },
            {
              id: 'awsAccounts',
              type: 'number',
              label: { en: 'Number of AWS accounts', ar: 'عدد حسابات AWS' },
              required: true,
              visible: 'has(answers.cloudProviders) && "aws" in answers.cloudProviders',
              class: 'plain',
              due: 'now',
              rules: { min: 1, max: 10_000, integer: true },
              group: 'clouds',
            },
            {
              id: 'coverage',
              type: 'choice',
              label: { en: 'When should our analysts watch?', ar: 'متى يراقب محللونا؟' },
              required: true,
              visible: managed,
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'office_hours',
                  label: { en: 'In office hours', ar: 'في ساعات العمل' },
                  consequence: {
                    en: 'At night and at weekends, alerts go to your own people.',
                    ar: 'تصل التنبيهات ليلًا وفي العطل إلى موظفيكم.',
                  },
                },
                {
                  id: 'always',
                  label: { en: 'At all times', ar: 'على مدار الساعة' },
                  consequence: {
                    en: 'We call somebody of yours at night when it matters.',
                    ar: 'نتصل بأحد موظفيكم ليلًا عند الضرورة.',
                  },
                },
              ],
              group: 'watch',
            },
            {
              id: 'nightPhone',
              type: 'phone',
              label: { en: 'Whom do we call at night?', ar: 'بمن نتصل ليلًا؟' },
              required: true,
              visible: 'has(answers.coverage) && answers.coverage == "always"',
              class: 'pii',
              due: 'now',
              dir: 'ltr',
              group: 'watch',
            },
          ],
        },
      ],
    },
    {
      id: 'tier-decision',
      title: { en: 'Tier', ar: 'الباقة' },
      hint: { en: 'What comes with it', ar: 'ما تشمله' },
      minutes: 1,
      owner: 'owner',
      dependsOn: ['service-selection', 'profile'],
      steps: [
        {
          id: 'tier-choice',
          kind: 'choice-cards',
          title: { en: 'Which tier suits you?', ar: 'أي باقة تناسبكم؟' },
          fields: [
            {
              id: 'tier',
              type: 'choice',
              label: { en: 'Tier', ar: 'الباقة المختارة' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'essential',
                  label: { en: 'Essential', ar: 'الأساسية' },
                  hint: {
                    en: 'Up to 500 devices, 30 days of history, help on workdays',
                    ar: 'حتى 500 جهاز، وسجلّ 30 يومًا، ودعم في أيام العمل',
                  },
                  when: `!(${managed}) && !(${large})`,
                },
                {
                  id: 'advanced',
                  label: { en: 'Advanced', ar: 'المتقدمة' },
                  hint: {
                    en: 'Up to 5,000 devices, 90 days of history, help around the clock',
                    ar: 'حتى 5000 جهاز، وسجلّ 90 يومًا، ودعم على مدار الساعة',
                  },
                },
                {
                  id: 'enterprise',
                  label: { en: 'Enterprise', ar: 'المؤسسية' },
                  hint: {
                    en: 'Any number of devices, a year of history, your own brand, spaces for companies you look after',
                    ar: 'عدد غير محدود من الأجهزة، وسجلّ سنة كاملة، وهويتكم الخاصة، ومساحات للشركات التي تديرون أمنها',
                  },
                },
              ],
            },
          ],
        },
      ],
    },
  ],
};
