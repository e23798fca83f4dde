import type { ConnectStep, CredentialStep, Remedy, TaskDefinition } from '@/lib/flow-definition';
import { desk, hasClient, keyName, secretName } from './references';

/** The four causes of a connection that fails, and what helps. */
export const remedies: readonly Remedy[] = [
  {
    on: ['key_wrong', 'credential_refused'],
    text: {
      en: 'The key was not copied as it is. Copy it again, without a space before or after it and without leaving anything out; if it is old, make a new one.',
      ar: 'لم يُنسخ المفتاح كما هو. انسخوه من جديد دون مسافات في أوله أو آخره ودون نقص، وإن كان قديمًا فأنشئوا مفتاحًا جديدًا.',
    },
  },
  {
    on: ['url_wrong', 'not_found', 'address_unknown'],
    text: {
      en: 'There is no ServiceDesk Plus at this address. Compare it with the one in your browser when you work in it.',
      ar: 'لا يوجد ServiceDesk Plus على هذا العنوان. قارنوه بالعنوان الظاهر في متصفحكم عند العمل فيه.',
    },
  },
  {
    on: ['api_disabled'],
    text: {
      en: 'The API is switched off, or this key may do nothing at all. Open Admin, then API, and switch it on.',
      ar: 'واجهة البرمجة معطّلة، أو لا صلاحية لهذا المفتاح إطلاقًا. افتحوا Admin ثم API وفعّلوها.',
    },
  },
  {
    on: ['firewall', 'unreachable', 'timed_out'],
    text: {
      en: 'Nothing answers from there. Let HTTPS from our addresses through your firewall; they stand in the mail that invited you.',
      ar: 'لا يصل أي رد من هناك. اسمحوا في جدار الحماية باتصال HTTPS من عناويننا المذكورة في رسالة الدعوة.',
    },
  },
  {
    on: ['permission_denied'],
    text: {
      en: 'The key works, but a right is missing. Open Admin, API, API keys, and give it the rights to read tickets, write tickets and read work notes.',
      ar: 'المفتاح يعمل لكن تنقصه صلاحية. افتحوا Admin ثم API ثم API Keys وامنحوه صلاحيات قراءة التذاكر وكتابتها وقراءة ملاحظات العمل.',
    },
  },
  {
    on: ['rate_limited', 'resting', 'unavailable'],
    text: {
      en: 'ServiceDesk Plus is busy at the moment. Wait a few minutes and check again; nothing is wrong with the key.',
      ar: 'نظام ServiceDesk Plus مشغول الآن. انتظروا بضع دقائق ثم أعيدوا الفحص، فلا عيب في المفتاح.',
    },
  },
];

const apiKey: CredentialStep = {
  id: 'api-key',
  kind: 'credential',
  when: `!(${hasClient})`,
  title: { en: 'Give us the API key', ar: 'أعطونا مفتاح واجهة البرمجة' },
  help: {
    en: 'In ServiceDesk Plus, open Admin, API, API keys, and make a key for us with the rights named below. An administrator can do it, and you can hand this page to them.',
    ar: 'في ServiceDesk Plus افتحوا Admin ثم API ثم API Keys وأنشئوا لنا مفتاحًا بالصلاحيات المذكورة أدناه. يستطيع ذلك مسؤول النظام، ويمكنكم إسناد هذه الصفحة إليه.',
  },
  why: {
    en: 'With it we write our notes into your tickets. We try it before we keep it, right by right, and keep it only when all of them are there.',
    ar: 'نكتب به ملاحظاتنا في تذاكركم. نجرّبه قبل حفظه صلاحيةً صلاحية، ولا نحفظه إلا إذا اكتملت.',
  },
  credential: keyName,
  parts: [
    {
      id: 'api_key',
      label: { en: 'API key', ar: 'مفتاح واجهة البرمجة' },
      hint: {
        en: 'As ServiceDesk Plus shows it, without spaces. A key from Zoho’s API console ends after one hour.',
        ar: 'كما يعرضه ServiceDesk Plus ودون مسافات. المفتاح المأخوذ من وحدة Zoho ينتهي بعد ساعة واحدة.',
      },
    },
  ],
  storeName: secretName,
  check: 'service-desk.permissions',
  with: desk,
  asks: {
    'api.enabled': { en: 'The API is switched on', ar: 'واجهة البرمجة مفعّلة' },
    'tickets.read': { en: 'Read tickets', ar: 'قراءة التذاكر' },
    'tickets.write': { en: 'Write tickets', ar: 'كتابة التذاكر' },
    'notes.read': { en: 'Read work notes', ar: 'قراءة ملاحظات العمل' },
  },
  remedies,
  rotateDays: 180,
  scopes: ['Read Tickets', 'Write Tickets', 'Read Work Notes'],
};

/** The same credential under the same checks, in the shape that lasts in the vendor's cloud. */
const cloudClient: CredentialStep = {
  ...apiKey,
  id: 'cloud-client',
  when: hasClient,
  title: { en: 'Give us your client at Zoho', ar: 'أعطونا العميل الخاص بكم لدى Zoho' },
  help: {
    en: 'In Zoho’s API console, make a self client for us with the scope SDPOnDemand.requests.ALL, generate a code and exchange it for a refresh token. An administrator can do it, and you can hand this page to them.',
    ar: 'في وحدة واجهات البرمجة لدى Zoho أنشئوا لنا عميلًا ذاتيًا (self client) بالنطاق SDPOnDemand.requests.ALL، ثم ولّدوا رمزًا واستبدلوه برمز تحديث. يستطيع ذلك مسؤول النظام، ويمكنكم إسناد هذه الصفحة إليه.',
  },
  parts: [
    { id: 'client_id', label: { en: 'Client ID', ar: 'معرّف العميل' } },
    { id: 'client_secret', label: { en: 'Client secret', ar: 'سرّ العميل' } },
    { id: 'refresh_token', label: { en: 'Refresh token', ar: 'رمز التحديث' } },
    {
      id: 'data_centre',
      label: { en: 'Data centre', ar: 'مركز البيانات' },
      hint: {
        en: 'Where your Zoho account lives: us, eu, uk, in, au, jp, ca, sa or cn',
        ar: 'حيث يوجد حسابكم لدى Zoho: us أو eu أو uk أو in أو au أو jp أو ca أو sa أو cn',
      },
    },
  ],
  scopes: ['SDPOnDemand.requests.ALL'],
};

const connection: ConnectStep = {
  id: 'test-connection',
  kind: 'connect',
  title: { en: 'Test the connection', ar: 'اختبار الاتصال' },
  help: {
    en: 'We ask your service desk for its list of tickets, from where we work with it later. We look at five at most and keep none.',
    ar: 'نطلب من مكتب الخدمة قائمة تذاكره من المكان الذي سنعمل منه لاحقًا. نطّلع على خمس تذاكر على الأكثر ولا نحفظ أيًّا منها.',
  },
  check: 'service-desk.connectivity',
  with: desk,
  credential: keyName,
  asks: {
    'http.200': { en: 'It answers', ar: 'يستجيب النظام' },
    'tickets.list': { en: 'The answer is a list of tickets', ar: 'الرد قائمة تذاكر' },
    'not.401': { en: 'It knows our key', ar: 'يتعرّف على مفتاحنا' },
  },
  remedies,
};

/** The key to the service desk, tried right by right before it is kept, and the test from our own network. */
export const keys: TaskDefinition = {
  id: 'service-desk-key',
  title: { en: 'API key and connection', ar: 'مفتاح واجهة البرمجة والاتصال' },
  hint: { en: 'For an administrator of ServiceDesk Plus', ar: 'لمسؤول ServiceDesk Plus' },
  minutes: 3,
  owner: 'contributor',
  dependsOn: ['service-desk-details'],
  steps: [apiKey, cloudClient, connection],
};
