import type { SectionDefinition } from '@/lib/flow-definition';

/** Whether this business is new, and what becomes of an entry that it already has. */
export const start: SectionDefinition = {
  id: 'start',
  title: { en: 'Before you start', ar: 'قبل البدء' },
  tasks: [
    {
      id: 'starting-point',
      title: { en: 'Where you start from', ar: 'نقطة البداية' },
      hint: { en: 'New here, or known to us already', ar: 'عميل جديد أو مسجّل لدينا من قبل' },
      minutes: 1,
      owner: 'owner',
      steps: [
        {
          id: 'entry-choice',
          kind: 'choice-cards',
          title: { en: 'Does your business have an entry with us already?', ar: 'هل لنشاطكم سجلّ لدينا من قبل؟' },
          why: {
            en: 'Each business has one entry only. If there is one, we ask what should happen to it.',
            ar: 'لكل نشاط سجلّ واحد فقط، فإن كان موجودًا سألناكم عمّا ينبغي فعله به.',
          },
          fields: [
            {
              id: 'entry',
              type: 'choice',
              label: { en: 'How do you start?', ar: 'كيف تبدؤون؟' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'new',
                  label: { en: 'We are new', ar: 'نحن عملاء جدد' },
                  hint: { en: 'Nothing has been set up for us yet', ar: 'لم يُعَدّ لنا أي شيء بعد' },
                },
                {
                  id: 'update',
                  label: { en: 'Update our entry', ar: 'تحديث سجلّنا' },
                  hint: {
                    en: 'Keep the customer ID and change what is registered',
                    ar: 'الإبقاء على معرّف العميل وتغيير البيانات المسجّلة',
                  },
                  consequence: {
                    en: 'Your dataset and its history stay as they are.',
                    ar: 'تبقى مجموعة بياناتكم وسجلّها كما هما.',
                  },
                },
                {
                  id: 'other_id',
                  label: { en: 'Add a second entry', ar: 'إضافة سجلّ ثانٍ' },
                  hint: {
                    en: 'For another brand, under a customer ID of its own',
                    ar: 'لعلامة تجارية أخرى وبمعرّف عميل مستقل',
                  },
                  consequence: {
                    en: 'Reports of both are kept apart.',
                    ar: 'تبقى تقارير كل منهما منفصلة عن الآخر.',
                  },
                },
                {
                  id: 'offboard_first',
                  label: { en: 'Close the earlier entry first', ar: 'إغلاق السجلّ السابق أولًا' },
                  hint: {
                    en: 'Then start again under the same or another customer ID',
                    ar: 'ثم البدء من جديد بالمعرّف نفسه أو بمعرّف آخر',
                  },
                  consequence: {
                    en: 'Reports from the earlier entry stop. We set up the new one when the earlier one is closed.',
                    ar: 'تتوقف تقارير السجلّ السابق، ونُعِدّ السجلّ الجديد بعد إغلاقه.',
                  },
                },
              ],
            },
          ],
        },
        {
          id: 'existing-entry',
          kind: 'form',
          title: { en: 'Which entry do you have?', ar: 'ما السجلّ القائم لديكم؟' },
          help: {
            en: 'You find the customer ID at the top of every report.',
            ar: 'تجدون معرّف العميل في أعلى كل تقرير.',
          },
          when: 'has(answers.entry) && answers.entry != "new"',
          fields: [
            {
              id: 'existingCustomerId',
              type: 'text',
              label: { en: 'Your present customer ID', ar: 'معرّف العميل الحالي' },
              hint: { en: 'For example, birchfield_golf', ar: 'مثال: birchfield_golf' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { minLength: 3, maxLength: 32, pattern: '^[a-z][a-z0-9_]{2,31}$' },
              invalid: {
                en: 'Enter the customer ID as it stands in your reports: small letters from a to z, digits and underscores',
                ar: 'أدخلوا معرّف العميل كما يرد في تقاريركم: حروف لاتينية صغيرة وأرقام وشرطة سفلية',
              },
              dir: 'ltr',
            },
          ],
        },
        {
          id: 'close-earlier-entry',
          kind: 'destructive',
          title: { en: 'Close the earlier entry', ar: 'إغلاق السجلّ السابق' },
          help: {
            en: 'Nothing happens before you have sent all answers and our team has talked to you.',
            ar: 'لا يحدث شيء قبل أن ترسلوا جميع الإجابات ويتواصل معكم فريقنا.',
          },
          when: 'has(answers.entry) && answers.entry == "offboard_first" && has(answers.existingCustomerId)',
          consequences: [
            {
              en: 'The earlier entry becomes inactive, and its reports stop.',
              ar: 'يصبح السجلّ السابق غير نشط وتتوقف تقاريره.',
            },
            {
              en: 'Access that we hold to your advertising accounts is given up.',
              ar: 'نتخلّى عن صلاحيات الوصول التي لدينا إلى حساباتكم الإعلانية.',
            },
            {
              en: 'Its data is kept unless you ask for it to be deleted; deleted data cannot be brought back.',
              ar: 'تبقى بياناته محفوظة ما لم تطلبوا حذفها، ولا يمكن استعادة البيانات بعد حذفها.',
            },
          ],
          fields: [
            {
              id: 'earlierData',
              type: 'choice',
              label: { en: 'What should happen to its data?', ar: 'ماذا نفعل ببياناته؟' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'keep',
                  label: { en: 'Keep it', ar: 'الاحتفاظ بها' },
                  consequence: { en: 'You can ask for it later.', ar: 'يمكنكم طلبها لاحقًا.' },
                },
                {
                  id: 'delete',
                  label: { en: 'Delete it', ar: 'حذفها' },
                  consequence: {
                    en: 'Two people of our team have to approve it. It cannot be undone.',
                    ar: 'يجب أن يوافق على الحذف شخصان من فريقنا، ولا يمكن التراجع عنه.',
                  },
                },
              ],
            },
            {
              id: 'closeConfirmation',
              type: 'typedConfirmation',
              label: {
                en: 'To confirm, type the present customer ID',
                ar: 'للتأكيد، اكتبوا معرّف العميل الحالي',
              },
              required: true,
              class: 'plain',
              due: 'now',
              phrase: '${answers.existingCustomerId}',
              dir: 'ltr',
            },
          ],
        },
      ],
    },
  ],
};
