import type { SectionDefinition } from '@/lib/flow-definition';

const isSingle = 'has(answers.deploymentType) && answers.deploymentType == "single_tenant"';
const needsIsolation =
  '(has(answers.expectedUsers) && answers.expectedUsers >= 5000.0) || ' +
  '(has(answers.isolationNeeded) && answers.isolationNeeded) || ' +
  '(has(answers.complianceNeeds) && ("lgpd" in answers.complianceNeeds || "gdpr" in answers.complianceNeeds))';

/** The plan, and the decision between shared and isolated with the reasons it was taken for. */
export const deployment: SectionDefinition = {
  id: 'deployment',
  title: { en: 'Plan and deployment', ar: 'الباقة وطريقة النشر' },
  tasks: [
    {
      id: 'contract',
      title: { en: 'Plan and start', ar: 'الباقة وموعد البدء' },
      hint: { en: 'What you booked, and from when', ar: 'ما اشتركتم فيه ومن أي تاريخ' },
      minutes: 2,
      owner: 'owner',
      steps: [
        {
          id: 'plan-choice',
          kind: 'choice-cards',
          title: { en: 'Which plan did you choose?', ar: 'أي باقة اخترتم؟' },
          fields: [
            {
              id: 'plan',
              type: 'choice',
              label: { en: 'Plan', ar: 'الباقة' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'basic',
                  label: { en: 'Basic', ar: 'الأساسية' },
                  hint: {
                    en: 'Points, cashiers and reports on the shared platform',
                    ar: 'النقاط والصرّافون والتقارير على المنصة المشتركة',
                  },
                },
                {
                  id: 'premium',
                  label: { en: 'Premium', ar: 'المميّزة' },
                  hint: {
                    en: 'All of Basic, and on request servers and an address of your own',
                    ar: 'كل ما في الباقة الأساسية، مع خوادم وعنوان خاص بكم عند الطلب',
                  },
                },
              ],
            },
          ],
        },
        {
          id: 'contract-start',
          kind: 'form',
          title: { en: 'When does your contract start?', ar: 'متى يبدأ عقدكم؟' },
          fields: [
            {
              id: 'contractStart',
              type: 'date',
              label: { en: 'Start of the contract', ar: 'تاريخ بدء العقد' },
              hint: { en: 'It may lie up to a year back', ar: 'قد يكون قبل سنة على الأكثر' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { min: 'today-365', max: 'today+730' },
            },
          ],
        },
      ],
    },
    {
      id: 'deployment-decision',
      title: { en: 'Shared or isolated', ar: 'مشترك أم معزول' },
      hint: { en: 'Three questions, a recommendation, your decision', ar: 'ثلاثة أسئلة ثم توصية ثم قراركم' },
      minutes: 3,
      owner: 'owner',
      dependsOn: ['contract'],
      steps: [
        {
          id: 'deployment-needs',
          kind: 'form',
          title: { en: 'What does the programme have to meet?', ar: 'ما الذي يجب أن يلبّيه البرنامج؟' },
          fields: [
            {
              id: 'expectedUsers',
              type: 'number',
              label: { en: 'Expected number of users', ar: 'عدد المستخدمين المتوقع' },
              hint: { en: 'Administrators, cashiers and customers together', ar: 'المسؤولون والصرّافون والعملاء معًا' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { min: 1, max: 10_000_000, integer: true },
            },
            {
              id: 'isolationNeeded',
              type: 'yesNo',
              label: {
                en: 'Must your data be on servers that nobody else uses?',
                ar: 'هل يجب أن تكون بياناتكم على خوادم لا يستخدمها غيركم؟',
              },
              required: true,
              class: 'plain',
              due: 'now',
            },
            {
              id: 'complianceNeeds',
              type: 'choices',
              label: { en: 'Laws that ask for isolation', ar: 'القوانين التي تشترط العزل' },
              hint: {
                en: 'Select those by which your auditors want servers of your own; none if there are none',
                ar: 'اختاروا ما يشترط مدقّقوكم بموجبه خوادم خاصة، ولا تختاروا شيئًا إن لم يوجد',
              },
              required: false,
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'gdpr',
                  label: { en: 'GDPR', ar: 'اللائحة الأوروبية لحماية البيانات (GDPR)' },
                  hint: { en: 'Customers in the European Union', ar: 'عملاء في الاتحاد الأوروبي' },
                },
                {
                  id: 'lgpd',
                  label: { en: 'LGPD', ar: 'القانون البرازيلي لحماية البيانات (LGPD)' },
                  hint: { en: 'Customers in Brazil', ar: 'عملاء في البرازيل' },
                },
              ],
            },
          ],
        },
        {
          id: 'deployment-recommendation',
          kind: 'form',
          title: { en: 'What we recommend', ar: 'ما نوصي به' },
          help: {
            en: 'From 5,000 users on, or when your data must be kept apart, we recommend servers of your own. The decision on the next page is yours.',
            ar: 'بدءًا من 5000 مستخدم، أو عند وجوب عزل بياناتكم، نوصي بخوادم خاصة بكم. ويبقى القرار في الصفحة التالية لكم.',
          },
          fields: [
            {
              id: 'recommendedDeployment',
              type: 'choice',
              label: { en: 'What we recommend from your answers', ar: 'ما نوصي به بناءً على إجاباتكم' },
              required: false,
              class: 'plain',
              due: 'now',
              derive: `(${needsIsolation}) ? "single_tenant" : "multi_tenant"`,
              options: [
                { id: 'multi_tenant', label: { en: 'Shared platform', ar: 'المنصة المشتركة' } },
                { id: 'single_tenant', label: { en: 'Isolated deployment', ar: 'النشر المعزول' } },
              ],
            },
          ],
        },
        {
          id: 'deployment-choice',
          kind: 'choice-cards',
          title: { en: 'How should the programme run?', ar: 'كيف ينبغي أن يعمل البرنامج؟' },
          fields: [
            {
              id: 'deploymentType',
              type: 'choice',
              label: { en: 'Deployment', ar: 'طريقة النشر' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'multi_tenant',
                  label: { en: 'Shared platform', ar: 'المنصة المشتركة' },
                  hint: {
                    en: 'Lower cost and quick to start. Groups and a filter on every record keep your data apart.',
                    ar: 'تكلفة أقل وبدء أسرع. تفصل المجموعات وتصفية كل سجل بياناتكم عن غيركم.',
                  },
                  consequence: { en: 'No servers are needed.', ar: 'لا حاجة إلى خوادم.' },
                },
                {
                  id: 'single_tenant',
                  label: { en: 'Isolated deployment', ar: 'النشر المعزول' },
                  hint: {
                    en: 'Servers, sign-in and database of your own, with your own address',
                    ar: 'خوادم وتسجيل دخول وقاعدة بيانات خاصة بكم، مع عنوان خاص',
                  },
                  consequence: {
                    en: 'It needs the Premium plan and one server, costs more and takes longer.',
                    ar: 'يحتاج إلى الباقة المميّزة وإلى خادم واحد، وتكلفته أعلى ومدته أطول.',
                  },
                },
              ],
            },
          ],
        },
        {
          id: 'deployment-reasons',
          kind: 'form',
          title: { en: 'Why did you choose this?', ar: 'لماذا اخترتم ذلك؟' },
          why: {
            en: 'The reasons are kept with your contract, so that the decision can be understood later.',
            ar: 'تُحفظ الأسباب مع عقدكم ليبقى القرار مفهومًا لاحقًا.',
          },
          fields: [
            {
              id: 'deploymentReasons',
              type: 'choices',
              label: { en: 'Reasons for your choice', ar: 'أسباب اختياركم' },
              hint: { en: 'Select all that apply', ar: 'اختاروا كل ما ينطبق' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { itemsMin: 1 },
              options: [
                { id: 'size', label: { en: 'Number of users', ar: 'عدد المستخدمين' } },
                { id: 'isolation', label: { en: 'Isolation of data', ar: 'عزل البيانات' } },
                { id: 'compliance', label: { en: 'Laws and audits', ar: 'القوانين والتدقيق' } },
                { id: 'cost', label: { en: 'Cost', ar: 'التكلفة' } },
                { id: 'speed', label: { en: 'A quick start', ar: 'سرعة البدء' } },
              ],
            },
            {
              id: 'decisionNote',
              type: 'longText',
              label: { en: 'Why not as recommended?', ar: 'لماذا لم تأخذوا بالتوصية؟' },
              required: true,
              visible: `has(answers.deploymentType) && ((${isSingle} && !(${needsIsolation})) || (answers.deploymentType == "multi_tenant" && (${needsIsolation})))`,
              class: 'plain',
              due: 'now',
              rules: { minLength: 10, maxLength: 1000 },
              dir: 'auto',
            },
            {
              id: 'premiumConsent',
              type: 'consent',
              label: {
                en: 'I agree to change to the Premium plan',
                ar: 'أوافق على الانتقال إلى الباقة المميّزة',
              },
              required: true,
              visible: `${isSingle} && has(answers.plan) && answers.plan == "basic"`,
              class: 'plain',
              due: 'now',
              consentVersion: '2026-11',
              text: {
                en: 'An isolated deployment is part of the Premium plan. With this consent your plan changes from Basic to Premium at the start of the contract. You get a new offer before anything is charged, and nothing is set up until you have signed it.',
                ar: 'النشر المعزول جزء من الباقة المميّزة. بهذه الموافقة تنتقلون من الباقة الأساسية إلى المميّزة اعتبارًا من بدء العقد. يصلكم عرض جديد قبل احتساب أي مبلغ، ولا نُعِدّ شيئًا قبل توقيعه.',
              },
            },
          ],
        },
      ],
    },
  ],
};
