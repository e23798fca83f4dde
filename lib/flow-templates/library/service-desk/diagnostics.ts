import type { Diagnostic } from '@/lib/flow-definition';
import { allFigures, desk, figures, keyName, registered } from './references';
import { hookAction, noteAction } from './set-up';

const context: Diagnostic['probes'][number] = {
  id: 'context',
  title: { en: 'Does the wall between tenants hold?', ar: 'هل الفصل بين المستأجرين سليم؟' },
  check: 'tenant.context',
  with: {},
};
const delivery: Diagnostic['probes'][number] = {
  id: 'delivery',
  title: { en: 'Has a signed delivery arrived?', ar: 'هل وصلت رسالة موقّعة؟' },
  check: 'webhook.delivered',
  with: { action: hookAction },
};
const rights: Diagnostic['probes'][number] = {
  id: 'rights',
  title: { en: 'Does the key have every right?', ar: 'هل يملك المفتاح كل الصلاحيات؟' },
  check: 'service-desk.permissions',
  with: desk,
  credential: keyName,
};
const queue: Diagnostic['probes'][number] = {
  id: 'queue',
  title: { en: 'Does work wait too long?', ar: 'هل تنتظر الأعمال طويلًا؟' },
  check: 'work.queue',
  with: {},
};

/** What goes wrong most, what is looked at by itself, and what to try, the likeliest first. */
export const diagnostics: readonly Diagnostic[] = [
  {
    id: 'webhook-not-received',
    on: ['waited_too_long'],
    title: { en: 'No webhook arrives', ar: 'لا يصل أي خطاف' },
    probes: [
      delivery,
      {
        id: 'reachable',
        title: { en: 'Do we reach the service desk?', ar: 'هل نصل إلى مكتب الخدمة؟' },
        check: 'service-desk.connectivity',
        with: desk,
        credential: keyName,
      },
    ],
    remedies: [
      {
        en: 'Let HTTPS to our address through the customer’s firewall.',
        ar: 'اسمحوا باتصال HTTPS إلى عنواننا في جدار الحماية لدى العميل.',
      },
      {
        en: 'Let the addresses of ServiceDesk Plus through our own firewall.',
        ar: 'اسمحوا بعناوين ServiceDesk Plus في جدار الحماية لدينا.',
      },
      {
        en: 'Compare the URL in ServiceDesk Plus with the one on the page of the webhook.',
        ar: 'قارنوا العنوان المدخل في ServiceDesk Plus بالعنوان الظاهر في صفحة الخطاف.',
      },
      {
        en: 'See in ServiceDesk Plus that the webhook is Active.',
        ar: 'تأكدوا في ServiceDesk Plus من أن الخطاف Active.',
      },
      {
        en: 'Use the test button there, and our own signed test, to see which half of the way fails.',
        ar: 'استخدموا زر الاختبار هناك واختبارنا الموقّع لمعرفة أي نصفي الطريق معطّل.',
      },
    ],
  },
  {
    id: 'authentication-fails',
    on: ['credential_refused', 'key_wrong', 'credential_missing'],
    title: { en: 'ServiceDesk Plus does not know our key (401)', ar: 'لا يتعرّف ServiceDesk Plus على مفتاحنا (401)' },
    probes: [rights],
    remedies: [
      {
        en: 'Compare the key with the one in ServiceDesk Plus: spaces and missing ends are the usual cause.',
        ar: 'قارنوا المفتاح بالمفتاح في ServiceDesk Plus، فالمسافات والنقص في آخره هما السبب المعتاد.',
      },
      {
        en: 'See that it may read and write tickets.',
        ar: 'تأكدوا من أنه يتيح قراءة التذاكر وكتابتها.',
      },
      {
        en: 'Have a new key made: the old one may have been revoked.',
        ar: 'اطلبوا إنشاء مفتاح جديد، فقد يكون القديم قد أُلغي.',
      },
      {
        en: 'Have the customer enter it on the page of the key; then bring the stored secret up to date and restart the workers.',
        ar: 'اطلبوا من العميل إدخاله في صفحة المفتاح، ثم حدّثوا السر المحفوظ وأعيدوا تشغيل وحدات العمل.',
      },
    ],
  },
  {
    id: 'row-level-security',
    on: ['already_exists', 'check_failed', 'unexpected'],
    title: {
      en: '“New row violates row-level security policy”',
      ar: 'رسالة new row violates row-level security policy',
    },
    probes: [
      {
        id: 'row',
        title: { en: 'Is the tenant’s row there?', ar: 'هل سجلّ المستأجر موجود؟' },
        check: 'tenant.entry',
        with: registered,
      },
      context,
    ],
    remedies: [
      {
        en: 'Compare the tenant ID in the registry with the one that the product uses.',
        ar: 'قارنوا معرّف المستأجر في السجلّ بالمعرّف الذي يستخدمه النظام.',
      },
      {
        en: 'See that the policy filters on tenant_id and on no other column.',
        ar: 'تأكدوا من أن السياسة تصفّي بالعمود tenant_id دون غيره.',
      },
      {
        en: 'See that the application sets app.current_tenant_id before each query.',
        ar: 'تأكدوا من أن التطبيق يضبط app.current_tenant_id قبل كل استعلام.',
      },
      {
        en: 'If the policy itself is at fault, go to engineering with the diagnostics bundle.',
        ar: 'إن كان الخلل في السياسة نفسها فارفعوا الأمر إلى فريق الهندسة مع حزمة التشخيص.',
      },
    ],
  },
  {
    id: 'ticket-not-updated',
    on: ['permission_denied', 'api_disabled', 'not_found'],
    title: { en: 'The webhook arrives, but the ticket gets no note', ar: 'يصل الخطاف لكن لا تُضاف ملاحظة إلى التذكرة' },
    probes: [
      delivery,
      rights,
      {
        id: 'note',
        title: { en: 'Was the note of the test ticket written?', ar: 'هل كُتبت ملاحظة التذكرة التجريبية؟' },
        check: 'action.done',
        with: { action: noteAction },
      },
      queue,
    ],
    remedies: [
      {
        en: 'See that workers are running: the command below lists them.',
        ar: 'تأكدوا من عمل وحدات العمل: الأمر أدناه يعرضها.',
      },
      {
        en: 'See that the key may write tickets.',
        ar: 'تأكدوا من أن المفتاح يتيح كتابة التذاكر.',
      },
      {
        en: 'Look into the logs of the workers for this tenant: key, right or timeout.',
        ar: 'ابحثوا في سجلات وحدات العمل عن هذا المستأجر: المفتاح أو الصلاحية أو انتهاء المهلة.',
      },
      {
        en: 'If it is the right to write, have the key made anew with the role of an administrator.',
        ar: 'إن كان السبب صلاحية الكتابة فاطلبوا إنشاء المفتاح من جديد بدور المسؤول.',
      },
    ],
  },
  {
    id: 'processing-slow',
    on: ['timed_out', 'unavailable', 'resting', 'rate_limited'],
    title: { en: 'Notes take longer than two minutes', ar: 'تستغرق الملاحظات أكثر من دقيقتين' },
    probes: [
      queue,
      {
        id: 'latency',
        title: { en: 'What do the tenant’s figures say?', ar: 'ماذا تقول أرقام المستأجر؟' },
        check: 'prometheus.figures',
        with: { ...allFigures, atLeast: 0, below: 120 },
      },
      {
        id: 'series',
        title: { en: 'Are there figures at all?', ar: 'هل توجد أرقام أصلًا؟' },
        check: 'prometheus.series',
        with: figures,
      },
      {
        id: 'desk',
        title: { en: 'Does the service desk answer?', ar: 'هل يستجيب مكتب الخدمة؟' },
        check: 'service-desk.connectivity',
        with: desk,
        credential: keyName,
      },
    ],
    remedies: [
      {
        en: 'When much is waiting, scale the workers: the command below does it.',
        ar: 'إذا كثرت الأعمال المنتظرة فزيدوا عدد وحدات العمل: الأمر أدناه يفعل ذلك.',
      },
      {
        en: 'When one worker is slow, look into its logs.',
        ar: 'إذا كانت إحدى وحدات العمل بطيئة فانظروا في سجلاتها.',
      },
      {
        en: 'When ServiceDesk Plus is slow, talk to the customer.',
        ar: 'إذا كان ServiceDesk Plus بطيئًا فتحدّثوا مع العميل.',
      },
      {
        en: 'When the language model is slow, see status.openai.com.',
        ar: 'إذا كان النموذج اللغوي بطيئًا فراجعوا status.openai.com.',
      },
    ],
  },
];
