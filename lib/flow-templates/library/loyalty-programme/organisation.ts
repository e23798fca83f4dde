import type { SectionDefinition } from '@/lib/flow-definition';

/** Who the customer is, its short name with the groups made from it, and who administrates the programme. */
export const organisation: SectionDefinition = {
  id: 'organisation',
  title: { en: 'Your organisation', ar: 'مؤسستكم' },
  tasks: [
    {
      id: 'organisation-details',
      title: { en: 'Organisation and short name', ar: 'المؤسسة والاسم المختصر' },
      hint: { en: 'The short name stays as it is once set up', ar: 'لا يمكن تغيير الاسم المختصر بعد الإعداد' },
      minutes: 3,
      owner: 'contributor',
      steps: [
        {
          id: 'organisation-name',
          kind: 'form',
          title: { en: 'Which organisation is the programme for?', ar: 'لأي مؤسسة هذا البرنامج؟' },
          fields: [
            {
              id: 'organisationName',
              type: 'text',
              label: { en: 'Name of the organisation', ar: 'اسم المؤسسة' },
              hint: { en: 'As your customers know it', ar: 'كما يعرفه عملاؤكم' },
              required: true,
              class: 'plain',
              due: 'now',
              semantic: 'organization.name',
              rules: { minLength: 2, maxLength: 120 },
              dir: 'auto',
            },
            {
              id: 'country',
              type: 'country',
              label: { en: 'Country', ar: 'البلد' },
              required: true,
              class: 'plain',
              due: 'now',
              semantic: 'organization.country',
            },
            {
              id: 'timeZone',
              type: 'timeZone',
              label: { en: 'Time zone', ar: 'المنطقة الزمنية' },
              why: {
                en: 'Backups, reports and appointments follow it.',
                ar: 'تُضبط وفقها النسخ الاحتياطية والتقارير والمواعيد.',
              },
              required: true,
              class: 'plain',
              due: 'now',
              semantic: 'organization.timeZone',
            },
          ],
        },
        {
          id: 'short-name',
          kind: 'form',
          title: { en: 'Choose a short name', ar: 'اختاروا اسمًا مختصرًا' },
          why: {
            en: 'It stands at the beginning of the names of your groups and of your administrator account.',
            ar: 'يأتي في بداية أسماء مجموعاتكم واسم حساب المسؤول.',
          },
          fields: [
            {
              id: 'slug',
              type: 'identifier',
              label: { en: 'Short name', ar: 'الاسم المختصر' },
              hint: {
                en: '3 to 40 small letters from a to z and digits; words joined by single hyphens, such as corner-market',
                ar: 'من 3 إلى 40 خانة من الحروف اللاتينية الصغيرة والأرقام، وتفصل بين الكلمات شرطة واحدة، مثل corner-market',
              },
              required: true,
              class: 'plain',
              due: 'now',
              identifier: 'slug',
              dir: 'ltr',
            },
            {
              id: 'groupNames',
              type: 'text',
              label: { en: 'Groups that we create', ar: 'المجموعات التي ننشئها' },
              required: false,
              visible: 'has(answers.slug)',
              class: 'plain',
              due: 'now',
              derive:
                'has(answers.slug) ? answers.slug + "-admins, " + answers.slug + "-cashiers, " + answers.slug + "-customers" : ""',
              dir: 'ltr',
            },
          ],
        },
      ],
    },
    {
      id: 'administrator',
      title: { en: 'Your administrator', ar: 'المسؤول الإداري لديكم' },
      hint: { en: 'Who runs the programme and gets the first account', ar: 'من يدير البرنامج ويحصل على الحساب الأول' },
      minutes: 2,
      owner: 'contributor',
      steps: [
        {
          id: 'administrator-contact',
          kind: 'form',
          title: { en: 'Who administrates the programme?', ar: 'من يدير البرنامج؟' },
          help: {
            en: 'This person gets a link by e-mail to set a password. We never send passwords.',
            ar: 'يصل إلى هذا الشخص رابط بالبريد لتعيين كلمة المرور، ولا نرسل كلمات المرور أبدًا.',
          },
          fields: [
            {
              id: 'adminName',
              type: 'text',
              label: { en: 'Full name of the administrator', ar: 'الاسم الكامل للمسؤول' },
              required: true,
              class: 'pii',
              due: 'now',
              semantic: 'contact.name',
              rules: { minLength: 2, maxLength: 200 },
              dir: 'auto',
            },
            {
              id: 'adminEmail',
              type: 'email',
              label: { en: 'Email address of the administrator', ar: 'البريد الإلكتروني للمسؤول' },
              required: true,
              class: 'pii',
              due: 'now',
              semantic: 'contact.email',
              dir: 'ltr',
            },
            {
              id: 'adminPhone',
              type: 'phone',
              label: { en: 'Phone number of the administrator', ar: 'هاتف المسؤول' },
              hint: {
                en: 'Include the country code if it is a number from another country',
                ar: 'أضيفوا رمز البلد إذا كان الرقم من بلد آخر',
              },
              required: true,
              class: 'pii',
              due: 'now',
              semantic: 'contact.phone',
              dir: 'ltr',
            },
            {
              id: 'adminLanguage',
              type: 'language',
              label: { en: 'Language for messages', ar: 'لغة المراسلات' },
              why: {
                en: 'E-mails to this person are written in it.',
                ar: 'تُكتب بها الرسائل الموجّهة إلى هذا الشخص.',
              },
              required: true,
              class: 'plain',
              due: 'now',
              semantic: 'contact.language',
            },
          ],
        },
      ],
    },
  ],
};
