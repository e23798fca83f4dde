import type { SectionDefinition } from '@/lib/flow-definition';

/** Which service sends the programme's e-mail, with the part that each of them needs. */
export const mail: SectionDefinition = {
  id: 'mail',
  title: { en: 'E-mail', ar: 'البريد الإلكتروني' },
  tasks: [
    {
      id: 'mail-service',
      title: { en: 'How e-mail is sent', ar: 'كيفية إرسال البريد' },
      hint: {
        en: 'Points, receipts and links to sign in go out by e-mail',
        ar: 'تُرسل النقاط والإيصالات وروابط الدخول بالبريد',
      },
      minutes: 4,
      owner: 'contributor',
      steps: [
        {
          id: 'mail-provider',
          kind: 'choice-cards',
          title: { en: 'Which service should send your e-mail?', ar: 'أي خدمة ترسل بريدكم؟' },
          fields: [
            {
              id: 'smtpProvider',
              type: 'choice',
              label: { en: 'E-mail service', ar: 'خدمة البريد' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'sendgrid',
                  label: { en: 'SendGrid', ar: 'SendGrid' },
                  hint: { en: 'You need an API key', ar: 'تحتاجون إلى مفتاح واجهة برمجة' },
                },
                {
                  id: 'ses',
                  label: { en: 'Amazon SES', ar: 'Amazon SES' },
                  hint: {
                    en: 'You need SMTP credentials and their region',
                    ar: 'تحتاجون إلى بيانات اعتماد SMTP ومنطقتها',
                  },
                },
                {
                  id: 'smtp',
                  label: { en: 'Another mail server', ar: 'خادم بريد آخر' },
                  hint: {
                    en: 'You need its address, a user and a password',
                    ar: 'تحتاجون إلى عنوانه واسم مستخدم وكلمة مرور',
                  },
                },
              ],
            },
          ],
        },
        {
          id: 'mail-sender',
          kind: 'form',
          title: { en: 'Who should the e-mail come from?', ar: 'باسم من يُرسل البريد؟' },
          fields: [
            {
              id: 'smtpFrom',
              type: 'email',
              label: { en: 'Sender address', ar: 'عنوان المرسل' },
              hint: { en: 'For example, points@cornermarket.example', ar: 'مثال: points@cornermarket.example' },
              why: {
                en: 'Its domain must allow the service to send for it; we check that.',
                ar: 'يجب أن يسمح نطاقه للخدمة بالإرسال نيابةً عنه، ونتحقق من ذلك.',
              },
              required: true,
              class: 'plain',
              due: 'now',
              dir: 'ltr',
            },
          ],
        },
        {
          id: 'mail-sendgrid',
          kind: 'form',
          title: { en: 'How do we reach SendGrid?', ar: 'كيف نصل إلى SendGrid؟' },
          help: {
            en: 'Create the key with the right to send mail and nothing else. Server and user name are known: smtp.sendgrid.net on port 587, apikey.',
            ar: 'أنشئوا مفتاحًا له حق إرسال البريد فقط. أما الخادم واسم المستخدم فمعروفان: smtp.sendgrid.net على المنفذ 587، وapikey.',
          },
          when: 'has(answers.smtpProvider) && answers.smtpProvider == "sendgrid"',
          fields: [
            {
              id: 'sendgridKey',
              type: 'secret',
              label: { en: 'SendGrid API key', ar: 'مفتاح SendGrid' },
              required: true,
              class: 'secret',
              due: 'now',
              rules: { minLength: 16, maxLength: 500 },
              dir: 'ltr',
            },
          ],
        },
        {
          id: 'mail-ses',
          kind: 'form',
          title: { en: 'How do we reach Amazon SES?', ar: 'كيف نصل إلى Amazon SES؟' },
          help: {
            en: 'Use SMTP credentials made in the SES console; the access keys of an account do not work.',
            ar: 'استخدموا بيانات اعتماد SMTP المنشأة في لوحة SES، فمفاتيح الحساب العامة لا تعمل.',
          },
          when: 'has(answers.smtpProvider) && answers.smtpProvider == "ses"',
          fields: [
            {
              id: 'sesRegion',
              type: 'text',
              label: { en: 'SES region', ar: 'منطقة SES' },
              hint: { en: 'For example, sa-east-1', ar: 'مثال: sa-east-1' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { minLength: 9, maxLength: 20, pattern: '^[a-z]{2,4}-[a-z-]{4,12}-[0-9]$' },
              invalid: {
                en: 'Enter the region as AWS writes it, such as sa-east-1',
                ar: 'أدخلوا المنطقة كما تكتبها AWS، مثل sa-east-1',
              },
              dir: 'ltr',
            },
            {
              id: 'sesUser',
              type: 'text',
              label: { en: 'SES SMTP user name', ar: 'اسم مستخدم SMTP في SES' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { minLength: 4, maxLength: 128 },
              dir: 'ltr',
            },
            {
              id: 'sesPassword',
              type: 'secret',
              label: { en: 'SES SMTP password', ar: 'كلمة مرور SMTP في SES' },
              required: true,
              class: 'secret',
              due: 'now',
              rules: { minLength: 8, maxLength: 500 },
              dir: 'ltr',
            },
          ],
        },
        {
          id: 'mail-smtp',
          kind: 'form',
          title: { en: 'How do we reach your mail server?', ar: 'كيف نصل إلى خادم بريدكم؟' },
          when: 'has(answers.smtpProvider) && answers.smtpProvider == "smtp"',
          fields: [
            {
              id: 'smtpHost',
              type: 'text',
              label: { en: 'Mail server', ar: 'خادم البريد' },
              hint: { en: 'For example, mail.cornermarket.example', ar: 'مثال: mail.cornermarket.example' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: {
                minLength: 4,
                maxLength: 253,
                pattern: '^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?[.])+[A-Za-z]{2,63}$',
              },
              invalid: {
                en: 'Enter the name of the server only, such as mail.cornermarket.example',
                ar: 'أدخلوا اسم الخادم فقط، مثل mail.cornermarket.example',
              },
              dir: 'ltr',
            },
            {
              id: 'smtpSecurity',
              type: 'choice',
              label: { en: 'Encryption', ar: 'التشفير' },
              required: true,
              class: 'plain',
              due: 'now',
              default: 'starttls',
              options: [
                {
                  id: 'starttls',
                  label: { en: 'STARTTLS', ar: 'STARTTLS' },
                  hint: { en: 'Usual on port 587', ar: 'المعتاد على المنفذ 587' },
                },
                {
                  id: 'tls',
                  label: { en: 'TLS', ar: 'TLS' },
                  hint: { en: 'Usual on port 465', ar: 'المعتاد على المنفذ 465' },
                },
              ],
            },
            {
              id: 'smtpPort',
              type: 'number',
              label: { en: 'Port', ar: 'المنفذ' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { min: 1, max: 65_535, integer: true },
              default: 587,
            },
            {
              id: 'smtpUser',
              type: 'text',
              label: { en: 'User name at the mail server', ar: 'اسم المستخدم في خادم البريد' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { maxLength: 200 },
              dir: 'ltr',
            },
            {
              id: 'smtpPassword',
              type: 'secret',
              label: { en: 'Password at the mail server', ar: 'كلمة المرور في خادم البريد' },
              required: true,
              class: 'secret',
              due: 'now',
              rules: { minLength: 4, maxLength: 500 },
              dir: 'ltr',
            },
          ],
        },
      ],
    },
  ],
};
