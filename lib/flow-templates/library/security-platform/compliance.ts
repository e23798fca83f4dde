import type { SectionDefinition } from '@/lib/flow-definition';

const follows = (framework: string) => `has(answers.frameworks) && "${framework}" in answers.frameworks`;
const outsideEu = `${follows('gdpr')} && has(answers.residency) && answers.residency != "eu"`;

/** Frameworks with their evidence, the classes of data, and where it has to stay. */
export const compliance: SectionDefinition = {
  id: 'compliance',
  title: { en: 'Compliance and residency', ar: 'الامتثال وموقع البيانات' },
  tasks: [
    {
      id: 'frameworks-task',
      title: { en: 'Frameworks and evidence', ar: 'أطر الامتثال والمستندات' },
      hint: { en: 'What you are audited by', ar: 'ما تُدقَّقون وفقه' },
      minutes: 4,
      owner: 'contributor',
      steps: [
        {
          id: 'framework-choice',
          kind: 'choice-cards',
          title: { en: 'Which frameworks do you follow?', ar: 'أي أطر الامتثال تتبعون؟' },
          help: {
            en: 'Go on without a choice if you follow none of them.',
            ar: 'تابعوا دون اختيار إن لم تكونوا تتبعون أيًّا منها.',
          },
          fields: [
            {
              id: 'frameworks',
              type: 'choices',
              label: { en: 'Frameworks', ar: 'أطر الامتثال' },
              required: false,
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'soc2',
                  label: { en: 'SOC 2', ar: 'SOC 2' },
                  hint: { en: 'Reports on controls of service providers', ar: 'تقارير عن ضوابط مزوّدي الخدمات' },
                  consequence: {
                    en: 'All administration is recorded, and access is reviewed every quarter.',
                    ar: 'تُسجَّل جميع أعمال الإدارة، وتُراجَع الصلاحيات كل ثلاثة أشهر.',
                  },
                },
                {
                  id: 'iso27001',
                  label: { en: 'ISO 27001', ar: 'ISO 27001' },
                  hint: { en: 'Management of information security', ar: 'إدارة أمن المعلومات' },
                  consequence: {
                    en: 'Risks and their owners are kept in the platform.',
                    ar: 'تُحفظ المخاطر والمسؤولون عنها في المنصة.',
                  },
                },
                {
                  id: 'gdpr',
                  label: { en: 'GDPR', ar: 'اللائحة الأوروبية لحماية البيانات (GDPR)' },
                  hint: {
                    en: 'Personal data of people in the European Union',
                    ar: 'بيانات شخصية لأفراد في الاتحاد الأوروبي',
                  },
                  consequence: {
                    en: 'We conclude a processing agreement, and requests of people concerned are answered within a month.',
                    ar: 'نبرم اتفاقية معالجة، ويُجاب عن طلبات أصحاب البيانات خلال شهر.',
                  },
                },
              ],
            },
          ],
        },
        {
          id: 'privacy-officer',
          kind: 'form',
          title: { en: 'Who answers for data protection?', ar: 'من المسؤول عن حماية البيانات؟' },
          when: follows('gdpr'),
          fields: [
            {
              id: 'privacyOfficerName',
              type: 'text',
              label: { en: 'Name of the data protection officer', ar: 'اسم مسؤول حماية البيانات' },
              required: true,
              class: 'pii',
              due: 'now',
              rules: { minLength: 2, maxLength: 200 },
              dir: 'auto',
            },
            {
              id: 'privacyOfficerEmail',
              type: 'email',
              label: {
                en: 'Email address of the data protection officer',
                ar: 'البريد الإلكتروني لمسؤول حماية البيانات',
              },
              required: true,
              class: 'pii',
              due: 'now',
              dir: 'ltr',
            },
          ],
        },
        {
          id: 'evidence',
          kind: 'upload',
          title: { en: 'Do you have reports or certificates?', ar: 'هل لديكم تقارير أو شهادات؟' },
          help: {
            en: 'They can follow later. Only our compliance team reads them.',
            ar: 'يمكن تقديمها لاحقًا، ولا يطّلع عليها إلا فريق الامتثال لدينا.',
          },
          when: `(${follows('soc2')}) || (${follows('iso27001')})`,
          fields: [
            {
              id: 'soc2Report',
              type: 'upload',
              label: { en: 'Last SOC 2 report', ar: 'آخر تقرير SOC 2' },
              hint: { en: 'PDF, up to 25 MB', ar: 'ملف PDF بحجم أقصاه 25 ميغابايت' },
              required: true,
              visible: follows('soc2'),
              class: 'plain',
              due: 'later',
              rules: { mediaTypes: ['application/pdf'], fileBytesMax: 26_214_400, itemsMax: 2 },
            },
            {
              id: 'isoCertificate',
              type: 'upload',
              label: { en: 'ISO 27001 certificate', ar: 'شهادة ISO 27001' },
              hint: { en: 'PDF or picture, up to 10 MB', ar: 'ملف PDF أو صورة بحجم أقصاه 10 ميغابايت' },
              required: true,
              visible: follows('iso27001'),
              class: 'plain',
              due: 'later',
              rules: {
                mediaTypes: ['application/pdf', 'image/png', 'image/jpeg'],
                fileBytesMax: 10_485_760,
                itemsMax: 2,
              },
            },
          ],
        },
      ],
    },
    {
      id: 'residency-task',
      title: { en: 'Where data stays', ar: 'أين تبقى البيانات' },
      hint: { en: 'It cannot be changed once set up', ar: 'لا يمكن تغيير ذلك بعد الإعداد' },
      minutes: 3,
      owner: 'owner',
      dependsOn: ['frameworks-task'],
      steps: [
        {
          id: 'data-kinds',
          kind: 'form',
          title: { en: 'What kind of data does the platform see?', ar: 'ما نوع البيانات التي تطّلع عليها المنصة؟' },
          fields: [
            {
              id: 'dataClasses',
              type: 'choices',
              label: { en: 'Classes of data', ar: 'فئات البيانات' },
              hint: { en: 'Select all that apply', ar: 'اختاروا كل ما ينطبق' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { itemsMin: 1 },
              options: [
                { id: 'technical', label: { en: 'Technical events only', ar: 'أحداث تقنية فقط' } },
                { id: 'personal', label: { en: 'Personal data', ar: 'بيانات شخصية' } },
                { id: 'health', label: { en: 'Health data', ar: 'بيانات صحية' } },
                { id: 'payment', label: { en: 'Payment data', ar: 'بيانات الدفع' } },
              ],
            },
          ],
        },
        {
          id: 'residency-choice',
          kind: 'residency',
          title: { en: 'Where must your data stay?', ar: 'أين يجب أن تبقى بياناتكم؟' },
          why: {
            en: 'Everything we store about you is written in this region only.',
            ar: 'لا يُكتب أي شيء نحفظه عنكم إلا في هذه المنطقة.',
          },
          fields: [
            {
              id: 'residency',
              type: 'choice',
              label: { en: 'Region of your data', ar: 'منطقة بياناتكم' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'eu',
                  label: { en: 'European Union', ar: 'الاتحاد الأوروبي' },
                  consequence: {
                    en: 'Data never leaves the European Union, not even for support at night.',
                    ar: 'لا تغادر البيانات الاتحاد الأوروبي أبدًا، ولا حتى للدعم ليلًا.',
                  },
                },
                {
                  id: 'us',
                  label: { en: 'United States', ar: 'الولايات المتحدة' },
                  consequence: {
                    en: 'Data of people in the European Union may be kept here only under a transfer agreement.',
                    ar: 'لا تُحفظ هنا بيانات أفراد الاتحاد الأوروبي إلا بموجب اتفاقية نقل.',
                  },
                },
                {
                  id: 'gulf',
                  label: { en: 'Gulf states', ar: 'دول الخليج' },
                  consequence: {
                    en: 'Analysts outside the region see alerts without personal data.',
                    ar: 'يرى المحللون من خارج المنطقة التنبيهات دون بيانات شخصية.',
                  },
                },
              ],
            },
          ],
        },
        {
          id: 'transfer',
          kind: 'consent',
          title: { en: 'Personal data would leave the European Union', ar: 'ستغادر بيانات شخصية الاتحاد الأوروبي' },
          when: outsideEu,
          fields: [
            {
              id: 'transferConsent',
              type: 'consent',
              label: {
                en: 'We agree to the standard contractual clauses for this transfer',
                ar: 'نوافق على البنود التعاقدية القياسية لهذا النقل',
              },
              required: true,
              class: 'plain',
              due: 'now',
              consentVersion: '2026-11',
              text: {
                en: 'You follow the GDPR and keep your data outside the European Union. The standard contractual clauses of the European Commission then become part of our contract, together with a description of the data, the measures that protect it and the people who may see it. You have assessed that the law of the region does not defeat them, and you tell us when this changes.',
                ar: 'أنتم ملتزمون باللائحة الأوروبية وتحفظون بياناتكم خارج الاتحاد الأوروبي. عندئذ تصبح البنود التعاقدية القياسية الصادرة عن المفوضية الأوروبية جزءًا من عقدنا، مع وصف للبيانات والتدابير التي تحميها والأشخاص الذين يجوز لهم الاطلاع عليها. وقد قيّمتم أن قانون المنطقة لا يُبطلها، وتخبروننا عند تغيّر ذلك.',
              },
            },
          ],
        },
        {
          id: 'retention-period',
          kind: 'form',
          title: { en: 'How long should events be kept?', ar: 'كم تُحفظ الأحداث؟' },
          fields: [
            {
              id: 'retention',
              type: 'choice',
              label: { en: 'Retention', ar: 'مدة الحفظ' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                { id: 'days_30', label: { en: '30 days', ar: '30 يومًا' } },
                {
                  id: 'days_90',
                  label: { en: '90 days', ar: '90 يومًا' },
                  when: 'has(answers.tier) && answers.tier != "essential"',
                },
                {
                  id: 'year_1',
                  label: { en: 'One year', ar: 'سنة واحدة' },
                  when: 'has(answers.tier) && answers.tier == "enterprise"',
                  consequence: {
                    en: 'Auditors of SOC 2 and ISO 27001 usually ask for it.',
                    ar: 'يطلبها عادةً مدقّقو SOC 2 وISO 27001.',
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
