import type { SectionDefinition } from '@/lib/flow-definition';
import { credentials } from './credentials';
import { usesGoogle, usesMeta } from './references';

/** The advertising accounts, and who may grant access to them. */
export const accounts: SectionDefinition = {
  id: 'accounts',
  title: { en: 'Advertising accounts', ar: 'الحسابات الإعلانية' },
  tasks: [
    {
      id: 'ad-accounts',
      title: { en: 'Your accounts', ar: 'حساباتكم' },
      hint: { en: 'Where you advertise, and under which IDs', ar: 'أين تعلنون وبأي أرقام حسابات' },
      minutes: 2,
      owner: 'contributor',
      steps: [
        {
          id: 'platforms',
          kind: 'form',
          title: { en: 'Where do you advertise?', ar: 'أين تعلنون؟' },
          help: {
            en: 'If you do not advertise yet, go on without a choice. You can add accounts later.',
            ar: 'إن لم تكونوا تعلنون بعد فتابعوا دون اختيار، ويمكنكم إضافة الحسابات لاحقًا.',
          },
          fields: [
            {
              id: 'adPlatforms',
              type: 'choices',
              label: { en: 'Advertising platforms', ar: 'المنصات الإعلانية' },
              hint: { en: 'Select all that apply', ar: 'اختاروا كل ما ينطبق' },
              required: false,
              class: 'plain',
              due: 'now',
              options: [
                { id: 'google_ads', label: { en: 'Google Ads', ar: 'Google Ads' } },
                {
                  id: 'meta',
                  label: { en: 'Meta', ar: 'Meta' },
                  hint: { en: 'Facebook and Instagram', ar: 'فيسبوك وإنستغرام' },
                },
              ],
            },
            {
              id: 'googleAdsIds',
              type: 'list',
              label: { en: 'Google Ads customer IDs', ar: 'أرقام العملاء في Google Ads' },
              hint: {
                en: 'As at the top of your Google Ads account, such as 123-456-7890',
                ar: 'كما تظهر في أعلى حسابكم في Google Ads، مثل 123-456-7890',
              },
              required: false,
              visible: usesGoogle,
              class: 'plain',
              due: 'now',
              rules: { itemType: 'text', itemsMax: 20, pattern: '^[0-9]{3}-[0-9]{3}-[0-9]{4}$' },
              invalid: {
                en: 'Write Google Ads customer IDs as three, three and four digits with hyphens, such as 123-456-7890',
                ar: 'اكتبوا أرقام Google Ads على هيئة ثلاثة أرقام ثم ثلاثة ثم أربعة تفصل بينها شرطات، مثل 123-456-7890',
              },
              dir: 'ltr',
            },
            {
              id: 'metaAccountIds',
              type: 'list',
              label: { en: 'Meta ad account IDs', ar: 'أرقام الحسابات الإعلانية في Meta' },
              hint: {
                en: 'As in the settings of your ad account, such as act_12345678',
                ar: 'كما تظهر في إعدادات الحساب الإعلاني، مثل act_12345678',
              },
              required: false,
              visible: usesMeta,
              class: 'plain',
              due: 'now',
              rules: { itemType: 'text', itemsMax: 20, pattern: '^act_[0-9]+$' },
              invalid: {
                en: 'Write Meta ad account IDs as act_ and digits, such as act_12345678',
                ar: 'اكتبوا أرقام حسابات Meta على هيئة act_ تليها أرقام، مثل act_12345678',
              },
              dir: 'ltr',
            },
          ],
        },
      ],
    },
    {
      id: 'account-access',
      title: { en: 'Access to your accounts', ar: 'الوصول إلى حساباتكم' },
      hint: { en: 'Who may grant it, and how', ar: 'من يملك منحه وكيف' },
      minutes: 4,
      owner: 'contributor',
      dependsOn: ['ad-accounts'],
      when: 'has(answers.adPlatforms)',
      steps: [
        {
          id: 'access-grantor',
          kind: 'form',
          title: { en: 'Who can grant access?', ar: 'من يستطيع منح الوصول؟' },
          why: {
            en: 'Only an administrator of the advertising account can let us read it.',
            ar: 'لا يستطيع السماح لنا بقراءة الحساب الإعلاني إلا مسؤول ذلك الحساب.',
          },
          fields: [
            {
              id: 'accessGrantor',
              type: 'choice',
              label: { en: 'Administrator of the accounts', ar: 'مسؤول الحسابات' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                { id: 'me', label: { en: 'I can do it', ar: 'أستطيع ذلك بنفسي' } },
                {
                  id: 'colleague',
                  label: { en: 'A colleague', ar: 'أحد الزملاء' },
                  hint: { en: 'You can invite them on the next page', ar: 'يمكنكم دعوته في الصفحة التالية' },
                },
                {
                  id: 'agency',
                  label: { en: 'An agency', ar: 'وكالة إعلانية' },
                  hint: { en: 'It looks after the accounts for you', ar: 'تدير الحسابات نيابةً عنكم' },
                },
              ],
            },
            {
              id: 'agencyName',
              type: 'text',
              label: { en: 'Name of the agency', ar: 'اسم الوكالة' },
              required: true,
              visible: 'has(answers.accessGrantor) && answers.accessGrantor == "agency"',
              class: 'plain',
              due: 'now',
              rules: { minLength: 2, maxLength: 120 },
              dir: 'auto',
            },
            {
              id: 'agencyEmail',
              type: 'email',
              label: { en: 'Email address at the agency', ar: 'البريد الإلكتروني لدى الوكالة' },
              required: true,
              visible: 'has(answers.accessGrantor) && answers.accessGrantor == "agency"',
              class: 'pii',
              due: 'now',
              dir: 'ltr',
            },
          ],
        },
        {
          id: 'invite-administrator',
          kind: 'invite',
          title: { en: 'Invite whoever can grant access', ar: 'ادعوا من يستطيع منح الوصول' },
          help: {
            en: 'They see only what you hand to them. You can also go on and invite them later.',
            ar: 'لا يرى المدعوّ إلا ما تسندونه إليه. يمكنكم أيضًا المتابعة ودعوته لاحقًا.',
          },
          when: 'has(answers.accessGrantor) && answers.accessGrantor != "me"',
          fields: [],
        },
        {
          id: 'grant-google',
          kind: 'manual',
          title: { en: 'Let us read your Google Ads account', ar: 'اسمحوا لنا بقراءة حسابكم في Google Ads' },
          help: {
            en: 'In Google Ads, open Admin, then Access and security, and accept the link request that we send. Read-only access is enough.',
            ar: 'في Google Ads افتحوا «المشرف» ثم «الوصول والأمان» واقبلوا طلب الربط الذي نرسله. تكفي صلاحية القراءة فقط.',
          },
          when: usesGoogle,
          fields: [
            {
              id: 'googleAccessGranted',
              type: 'yesNo',
              label: { en: 'Has access to Google Ads been granted?', ar: 'هل مُنح الوصول إلى Google Ads؟' },
              required: true,
              class: 'plain',
              due: 'later',
            },
            {
              id: 'googleAccessProof',
              type: 'upload',
              label: { en: 'Picture of the page with our name on it', ar: 'صورة للصفحة التي يظهر فيها اسمنا' },
              hint: { en: 'PNG, JPEG or PDF, up to 10 MB', ar: 'ملف PNG أو JPEG أو PDF بحجم أقصاه 10 ميغابايت' },
              required: false,
              class: 'plain',
              due: 'later',
              rules: {
                mediaTypes: ['image/png', 'image/jpeg', 'application/pdf'],
                fileBytesMax: 10_485_760,
                itemsMax: 1,
              },
            },
          ],
        },
        {
          id: 'grant-meta',
          kind: 'manual',
          title: { en: 'Let us read your Meta ad account', ar: 'اسمحوا لنا بقراءة حسابكم الإعلاني في Meta' },
          help: {
            en: 'In Meta Business settings, open Partners, add us, and give us the right to view the performance of your ad account. Nothing more is needed.',
            ar: 'في إعدادات الأعمال في Meta افتحوا «الشركاء» وأضيفونا، ثم امنحونا حق عرض أداء الحساب الإعلاني. لا نحتاج إلى أكثر من ذلك.',
          },
          when: usesMeta,
          fields: [
            {
              id: 'metaAccessGranted',
              type: 'yesNo',
              label: { en: 'Has access to Meta been granted?', ar: 'هل مُنح الوصول إلى Meta؟' },
              required: true,
              class: 'plain',
              due: 'later',
            },
          ],
        },
      ],
    },
    credentials,
  ],
};
