import type { SectionDefinition } from '@/lib/flow-definition';

const isEntry = (mode: string) => `has(answers.entryMode) && answers.entryMode == "${mode}"`;
const existing = 'has(answers.entryMode) && answers.entryMode != "new"';

/** The three ways in: a new customer, a move from staging to production, and a return after data was restored. */
export const start: SectionDefinition = {
  id: 'start',
  title: { en: 'Before you start', ar: 'قبل البدء' },
  tasks: [
    {
      id: 'entry-task',
      title: { en: 'Where you start from', ar: 'نقطة البداية' },
      hint: { en: 'New, moving to production, or coming back', ar: 'جديد أو منتقل إلى الإنتاج أو عائد' },
      minutes: 2,
      owner: 'owner',
      steps: [
        {
          id: 'entry-mode',
          kind: 'choice-cards',
          title: { en: 'What do you want to do?', ar: 'ماذا تريدون أن تفعلوا؟' },
          fields: [
            {
              id: 'entryMode',
              type: 'choice',
              label: { en: 'Your way in', ar: 'طريقة البدء' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'new',
                  label: { en: 'Connect a service desk for the first time', ar: 'ربط مكتب خدمة لأول مرة' },
                  hint: { en: 'Nothing is there yet', ar: 'لا يوجد شيء بعد' },
                },
                {
                  id: 'staging',
                  label: { en: 'Move from staging to production', ar: 'الانتقال من بيئة التجربة إلى الإنتاج' },
                  hint: { en: 'You have tried it and now use it for real', ar: 'جرّبتموه وتريدون استخدامه فعليًا' },
                  consequence: {
                    en: 'The staging tenant stays until you have confirmed that production works.',
                    ar: 'يبقى مستأجر التجربة إلى أن تؤكدوا أن الإنتاج يعمل.',
                  },
                },
                {
                  id: 'restore',
                  label: {
                    en: 'Come back after data was restored or moved',
                    ar: 'العودة بعد استعادة البيانات أو نقلها',
                  },
                  hint: {
                    en: 'Your tenant is known, but its data was put back',
                    ar: 'مستأجركم معروف لكن بياناته استُعيدت',
                  },
                  consequence: {
                    en: 'Keys and secrets made before stop working.',
                    ar: 'تتوقف المفاتيح والأسرار السابقة عن العمل.',
                  },
                },
              ],
            },
          ],
        },
        {
          id: 'earlier-tenant',
          kind: 'form',
          title: { en: 'Which tenant do you have?', ar: 'ما المستأجر القائم لديكم؟' },
          when: existing,
          fields: [
            {
              id: 'earlierTenantId',
              type: 'text',
              label: { en: 'Present tenant ID', ar: 'معرّف المستأجر الحالي' },
              hint: { en: 'For example, riverdale-it', ar: 'مثال: riverdale-it' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { minLength: 2, maxLength: 50, pattern: '^[a-z0-9][a-z0-9-]{0,48}[a-z0-9]$' },
              invalid: {
                en: 'Enter the tenant ID as it was set up: small letters from a to z, digits and hyphens',
                ar: 'أدخلوا معرّف المستأجر كما أُعِدّ: حروف لاتينية صغيرة وأرقام وشرطات',
              },
              dir: 'ltr',
            },
            {
              id: 'cutOverDate',
              type: 'date',
              label: { en: 'Day of the move', ar: 'يوم الانتقال' },
              required: true,
              visible: isEntry('staging'),
              class: 'plain',
              due: 'now',
              rules: { min: 'today', max: 'today+365' },
            },
            {
              id: 'keepStaging',
              type: 'yesNo',
              label: {
                en: 'Keep the staging tenant for further tests?',
                ar: 'هل نُبقي مستأجر التجربة لمزيد من الاختبارات؟',
              },
              required: true,
              visible: isEntry('staging'),
              class: 'plain',
              due: 'now',
            },
            {
              id: 'restoredUpTo',
              type: 'date',
              label: { en: 'Day up to which data was restored', ar: 'اليوم الذي استُعيدت البيانات حتى تاريخه' },
              hint: { en: 'Tickets after that day are asked for again', ar: 'نطلب التذاكر اللاحقة لهذا اليوم من جديد' },
              required: true,
              visible: isEntry('restore'),
              class: 'plain',
              due: 'now',
              rules: { min: 'today-365', max: 'today' },
            },
          ],
        },
        {
          id: 'restore-confirmation',
          kind: 'destructive',
          title: { en: 'Replace keys and secrets', ar: 'استبدال المفاتيح والأسرار' },
          help: {
            en: 'Nothing happens before you have sent all answers.',
            ar: 'لا يحدث شيء قبل أن ترسلوا جميع الإجابات.',
          },
          when: `${isEntry('restore')} && has(answers.earlierTenantId)`,
          consequences: [
            {
              en: 'The API key and the webhook secret that you have now stop working.',
              ar: 'يتوقف مفتاح واجهة البرمجة وسر الخطاف الحاليان عن العمل.',
            },
            {
              en: 'No notes are written until your administrator has entered the new secret.',
              ar: 'لا تُكتب أي ملاحظات إلى أن يُدخل مسؤولكم السر الجديد.',
            },
            {
              en: 'Work that was waiting from before is thrown away; tickets since then are fetched again.',
              ar: 'تُلغى الأعمال المنتظرة من قبل، وتُجلب التذاكر اللاحقة من جديد.',
            },
          ],
          fields: [
            {
              id: 'restoreConfirmation',
              type: 'typedConfirmation',
              label: { en: 'To confirm, type the present tenant ID', ar: 'للتأكيد، اكتبوا معرّف المستأجر الحالي' },
              required: true,
              class: 'plain',
              due: 'now',
              phrase: '${answers.earlierTenantId}',
              dir: 'ltr',
            },
          ],
        },
      ],
    },
  ],
};
