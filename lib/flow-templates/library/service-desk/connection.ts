import type { SectionDefinition } from '@/lib/flow-definition';
import { keys } from './keys';

const isOnPremises = 'has(answers.apiProfile) && answers.apiProfile == "sdp_onprem_v3"';

/** ServiceDesk Plus: its kind, its address, whether its API is on, and who may administrate it. */
export const connection: SectionDefinition = {
  id: 'connection',
  title: { en: 'Your service desk', ar: 'مكتب الخدمة لديكم' },
  tasks: [
    {
      id: 'service-desk-details',
      title: { en: 'ServiceDesk Plus', ar: 'ServiceDesk Plus' },
      hint: { en: 'Which one, and where it is', ar: 'نوعه ومكانه' },
      minutes: 3,
      owner: 'contributor',
      steps: [
        {
          id: 'api-profile',
          kind: 'choice-cards',
          title: { en: 'Which ServiceDesk Plus do you use?', ar: 'أي إصدار من ServiceDesk Plus تستخدمون؟' },
          fields: [
            {
              id: 'apiProfile',
              type: 'choice',
              label: { en: 'Kind of ServiceDesk Plus', ar: 'نوع ServiceDesk Plus' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'sdp_cloud_client',
                  label: { en: 'In the cloud', ar: 'سحابي' },
                  hint: {
                    en: 'You sign in with a Zoho account, and register a client for us there; it lasts until you end it',
                    ar: 'تسجّلون الدخول بحساب Zoho وتسجّلون لنا فيه عميلًا يبقى صالحًا إلى أن تنهوه',
                  },
                },
                {
                  id: 'sdp_cloud_v3',
                  label: { en: 'In the cloud, with a single key', ar: 'سحابي بمفتاح واحد' },
                  hint: { en: 'Only to try it out', ar: 'للتجربة فقط' },
                  consequence: {
                    en: 'Zoho ends a single key after one hour. From then on we can neither read nor write your tickets.',
                    ar: 'تُنهي Zoho المفتاح الواحد بعد ساعة، فلا نستطيع بعدها قراءة تذاكركم ولا الكتابة فيها.',
                  },
                },
                {
                  id: 'sdp_onprem_v3',
                  label: { en: 'On a server of your own', ar: 'على خادم خاص بكم' },
                  hint: { en: 'Your technicians have API keys', ar: 'لدى الفنيين مفاتيح واجهة برمجة' },
                },
                {
                  id: 'reference',
                  label: { en: 'Through a gateway with bearer keys', ar: 'عبر بوابة بمفاتيح Bearer' },
                  hint: {
                    en: 'Your provider has put one in front of the service desk',
                    ar: 'وضعها مزوّدكم أمام مكتب الخدمة',
                  },
                },
              ],
            },
          ],
        },
        {
          id: 'service-desk-address',
          kind: 'form',
          title: { en: 'Where is it?', ar: 'أين يوجد؟' },
          fields: [
            {
              id: 'sdpUrl',
              type: 'text',
              label: { en: 'Address of your ServiceDesk Plus', ar: 'عنوان ServiceDesk Plus لديكم' },
              hint: {
                en: 'For example, https://riverdale.servicedeskplus.com',
                ar: 'مثال: https://riverdale.servicedeskplus.com',
              },
              required: true,
              visible: 'has(answers.apiProfile) && answers.apiProfile != "sdp_onprem_v3"',
              class: 'plain',
              due: 'now',
              rules: {
                maxLength: 120,
                pattern: '^https://[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.]servicedeskplus[.]com/?$',
              },
              invalid: {
                en: 'Enter the whole address, beginning with https:// and ending in .servicedeskplus.com',
                ar: 'أدخلوا العنوان كاملًا، يبدأ بـ https:// وينتهي بـ .servicedeskplus.com',
              },
              dir: 'ltr',
            },
            {
              id: 'sdpServerUrl',
              type: 'text',
              label: { en: 'Address of your server', ar: 'عنوان خادمكم' },
              hint: { en: 'For example, https://desk.riverdale.example', ar: 'مثال: https://desk.riverdale.example' },
              required: true,
              visible: isOnPremises,
              class: 'plain',
              due: 'now',
              rules: {
                maxLength: 200,
                pattern: '^https://([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]{2,63}(:[0-9]{2,5})?/?$',
              },
              invalid: {
                en: 'Enter the public address of the server, beginning with https:// and without a path',
                ar: 'أدخلوا العنوان العام للخادم، يبدأ بـ https:// ودون مسار',
              },
              dir: 'ltr',
            },
            {
              id: 'apiEnabled',
              type: 'choice',
              label: { en: 'Is its API switched on?', ar: 'هل واجهة البرمجة مفعّلة؟' },
              hint: { en: 'In ServiceDesk Plus under Admin, API', ar: 'في ServiceDesk Plus ضمن Admin ثم API' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                { id: 'yes', label: { en: 'It is on', ar: 'مفعّلة' } },
                { id: 'no', label: { en: 'It is off', ar: 'غير مفعّلة' } },
                { id: 'unknown', label: { en: 'I do not know', ar: 'لا أعلم' } },
              ],
            },
          ],
        },
        {
          id: 'open-firewall',
          kind: 'manual',
          title: { en: 'Let us reach your server', ar: 'اسمحوا لنا بالوصول إلى خادمكم' },
          help: {
            en: 'Our addresses stand in the mail that invited you. Allow HTTPS from them to the server, and HTTPS from the server to us.',
            ar: 'عناويننا مذكورة في رسالة الدعوة. اسمحوا باتصال HTTPS منها إلى الخادم، ومن الخادم إلينا.',
          },
          when: isOnPremises,
          fields: [
            {
              id: 'firewallOpen',
              type: 'yesNo',
              label: { en: 'Is the firewall open in both directions?', ar: 'هل جدار الحماية مفتوح في الاتجاهين؟' },
              required: true,
              class: 'plain',
              due: 'later',
            },
            {
              id: 'firewallProof',
              type: 'upload',
              label: { en: 'Picture of the rule', ar: 'صورة للقاعدة' },
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
      ],
    },
    {
      id: 'administration',
      title: { en: 'Administrator of the service desk', ar: 'مسؤول مكتب الخدمة' },
      hint: { en: 'Who can set up the connection', ar: 'من يستطيع إعداد الربط' },
      minutes: 3,
      owner: 'contributor',
      steps: [
        {
          id: 'admin-access',
          kind: 'form',
          title: { en: 'Who can administrate ServiceDesk Plus?', ar: 'من يستطيع إدارة ServiceDesk Plus؟' },
          why: {
            en: 'The webhook and the API key can only be set up by an administrator.',
            ar: 'لا يستطيع إعداد الخطاف ومفتاح واجهة البرمجة إلا مسؤول.',
          },
          fields: [
            {
              id: 'adminAccess',
              type: 'choice',
              label: { en: 'Administrator', ar: 'المسؤول' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                { id: 'me', label: { en: 'I am an administrator', ar: 'أنا مسؤول' } },
                {
                  id: 'colleague',
                  label: { en: 'A colleague is', ar: 'أحد زملائي مسؤول' },
                  hint: { en: 'You can hand the task to them', ar: 'يمكنكم إسناد المهمة إليه' },
                },
                {
                  id: 'provider',
                  label: { en: 'Our IT provider is', ar: 'مزوّد خدمات التقنية لدينا' },
                  hint: { en: 'You can invite them', ar: 'يمكنكم دعوته' },
                },
              ],
            },
            {
              id: 'adminContactName',
              type: 'text',
              label: { en: 'Name of the administrator', ar: 'اسم المسؤول' },
              required: true,
              visible: 'has(answers.adminAccess) && answers.adminAccess != "me"',
              class: 'pii',
              due: 'now',
              rules: { minLength: 2, maxLength: 200 },
              dir: 'auto',
            },
            {
              id: 'adminContactEmail',
              type: 'email',
              label: { en: 'Email address of the administrator', ar: 'البريد الإلكتروني للمسؤول' },
              required: true,
              visible: 'has(answers.adminAccess) && answers.adminAccess != "me"',
              class: 'pii',
              due: 'now',
              dir: 'ltr',
            },
          ],
        },
        {
          id: 'invite-administrator',
          kind: 'invite',
          title: { en: 'Hand the set-up to the administrator', ar: 'أسندوا الإعداد إلى المسؤول' },
          help: {
            en: 'They see only what you hand to them. You can also go on and do it later.',
            ar: 'لا يرى إلا ما تسندونه إليه. يمكنكم أيضًا المتابعة والقيام بذلك لاحقًا.',
          },
          when: 'has(answers.adminAccess) && answers.adminAccess != "me"',
          fields: [],
        },
        {
          id: 'switch-on-api',
          kind: 'manual',
          title: { en: 'Switch the API on', ar: 'تفعيل واجهة البرمجة' },
          help: {
            en: 'In ServiceDesk Plus, open Admin, then API, switch it on, and make a key under API keys with the rights to read tickets, write tickets and read work notes. Keep the key: we ask for it on one of the next pages, never by e-mail.',
            ar: 'في ServiceDesk Plus افتحوا Admin ثم API وفعّلوها، ثم أنشئوا ضمن API Keys مفتاحًا يتيح قراءة التذاكر وكتابتها وقراءة ملاحظات العمل. احتفظوا به، إذ نطلبه في إحدى الصفحات التالية ولا نطلبه بالبريد أبدًا.',
          },
          when: 'has(answers.apiEnabled) && answers.apiEnabled != "yes"',
          fields: [
            {
              id: 'apiSwitchedOn',
              type: 'yesNo',
              label: { en: 'Has the API been switched on?', ar: 'هل فُعّلت واجهة البرمجة؟' },
              required: true,
              class: 'plain',
              due: 'later',
            },
          ],
        },
      ],
    },
    keys,
  ],
};
