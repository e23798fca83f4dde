import type { VerifyStep, WebhookStep } from '@/lib/flow-definition';
import { remedies } from './keys';
import { allFigures, desk, keyName, namespace, registered, secretName, store, tenantId } from './references';
import { hookAction, noteAction } from './set-up';

/** How the customer's administrator enters the webhook, in the order of the pages there. */
export const webhookSetUp: WebhookStep = {
  id: 'enter-webhook',
  kind: 'webhook',
  title: { en: 'Enter the webhook in ServiceDesk Plus', ar: 'إدخال الخطاف في ServiceDesk Plus' },
  help: {
    en: 'Do it as an administrator. Keep this page open beside ServiceDesk Plus: it notices the first ticket by itself.',
    ar: 'قوموا بذلك بصفة مسؤول. أبقوا هذه الصفحة مفتوحة بجانب ServiceDesk Plus، فهي تلاحظ أول تذكرة من تلقاء نفسها.',
  },
  action: hookAction,
  guide: [
    {
      en: 'Open Admin, Automation, Webhooks, and choose Add Webhook. In some versions it is under Admin, Settings, Webhooks.',
      ar: 'افتحوا Admin ثم Automation ثم Webhooks واختاروا Add Webhook. في بعض الإصدارات تجدونه ضمن Admin ثم Settings ثم Webhooks.',
    },
    {
      en: 'As name enter AI Agents Enhancement Bot, and as URL the address on this page.',
      ar: 'أدخلوا الاسم AI Agents Enhancement Bot، وفي خانة URL العنوان الظاهر في هذه الصفحة.',
    },
    {
      en: 'As trigger choose On Ticket Creation, and also On Ticket Status Change if you asked for it.',
      ar: 'اختاروا المشغّل On Ticket Creation، وأضيفوا On Ticket Status Change إن كنتم قد طلبتموه.',
    },
    {
      en: 'As signature method choose HMAC-SHA256, as header X-SDP-Signature, and paste the secret.',
      ar: 'اختاروا طريقة التوقيع HMAC-SHA256 والترويسة X-SDP-Signature ثم الصقوا السر.',
    },
    {
      en: 'Method POST, header Content-Type: application/json, retry on failure on with 3 retries, timeout 30 seconds.',
      ar: 'الطريقة POST، والترويسة Content-Type: application/json، وفعّلوا إعادة المحاولة ثلاث مرات، والمهلة 30 ثانية.',
    },
    {
      en: 'Save, see that it is Active, and enter its number below.',
      ar: 'احفظوا وتأكدوا من أن حالته Active، ثم أدخلوا رقمه أدناه.',
    },
    {
      en: 'Create a ticket with the subject “Test ticket for AI Agents integration” and the description “This is a test ticket”, in any category.',
      ar: 'أنشئوا تذكرة موضوعها Test ticket for AI Agents integration ووصفها This is a test ticket في أي تصنيف.',
    },
  ],
  remedies: [
    {
      on: ['nothing'],
      text: {
        en: 'Let HTTPS from ServiceDesk Plus to our address through your firewall.',
        ar: 'اسمحوا في جدار الحماية باتصال HTTPS من ServiceDesk Plus إلى عنواننا.',
      },
    },
    {
      on: ['nothing', 'unknown'],
      text: {
        en: 'Compare the URL with the one on this page, character by character; paste it anew if in doubt.',
        ar: 'قارنوا العنوان بالعنوان الظاهر في هذه الصفحة حرفًا حرفًا، وألصقوه من جديد عند الشك.',
      },
    },
    {
      on: ['nothing'],
      text: {
        en: 'See in ServiceDesk Plus that the webhook is Active, and use its test button.',
        ar: 'تأكدوا في ServiceDesk Plus من أن الخطاف Active واستخدموا زر الاختبار فيه.',
      },
    },
    {
      on: ['signature', 'signature_wrong', 'signature_missing'],
      text: {
        en: 'Something arrives, but its signature is wrong: paste the secret anew, and see that method and header are as above.',
        ar: 'يصلنا شيء لكن توقيعه غير صحيح: ألصقوا السر من جديد وتأكدوا من الطريقة والترويسة كما ورد أعلاه.',
      },
    },
  ],
};

/** The seven things that have to hold before a tenant is active, on one page. */
export const sevenChecks: VerifyStep = {
  id: 'seven-checks',
  kind: 'verify',
  title: { en: 'Seven checks before you are active', ar: 'سبعة فحوص قبل التفعيل' },
  checks: [
    {
      id: 'database',
      title: { en: 'The tenant is there as described', ar: 'المستأجر موجود كما وُصف' },
      by: 'check',
      check: 'tenant.entry',
      with: { ...registered, name: '${answers.tenantName}' },
    },
    {
      id: 'secrets',
      title: { en: 'Key and secret are stored', ar: 'المفتاح والسر محفوظان' },
      by: 'check',
      check: 'secret.stored',
      with: { name: secretName, store, namespace },
    },
    {
      id: 'api',
      title: { en: 'Tickets can be read', ar: 'يمكن قراءة التذاكر' },
      by: 'check',
      check: 'service-desk.connectivity',
      with: desk,
      credential: keyName,
      remedies,
    },
    {
      id: 'webhook',
      title: { en: 'A new ticket reaches us', ar: 'تصلنا التذكرة الجديدة' },
      by: 'check',
      check: 'webhook.delivered',
      with: { action: hookAction },
    },
    {
      id: 'processing',
      title: {
        en: 'Its work notes hold our note within three minutes',
        ar: 'تظهر ملاحظتنا في ملاحظات العمل خلال ثلاث دقائق',
      },
      by: 'action',
      action: noteAction,
    },
    {
      id: 'monitoring',
      title: { en: 'Your figures appear in our monitoring', ar: 'تظهر أرقامكم في نظام المراقبة' },
      by: 'check',
      check: 'grafana.dashboard',
      with: { name: tenantId },
    },
    {
      id: 'status',
      title: { en: 'The tenant is set to active', ar: 'المستأجر مضبوط على الحالة النشطة' },
      help: { en: 'It is set once the other six hold.', ar: 'يُضبط بعد نجاح الفحوص الستة الأخرى.' },
      by: 'check',
      check: 'tenant.entry',
      with: { id: tenantId, status: 'active' },
    },
  ],
};

/** The whole way of one ticket, with the figures that it has to move, and somebody who has read the note. */
export const fullScenario: VerifyStep = {
  id: 'full-scenario',
  kind: 'verify',
  title: { en: 'One ticket all the way through', ar: 'تذكرة واحدة من البداية إلى النهاية' },
  help: {
    en: 'Create a ticket with details worth a note, wait two to three minutes, then check again.',
    ar: 'أنشئوا تذكرة فيها تفاصيل تستحق ملاحظة، وانتظروا دقيقتين إلى ثلاث، ثم أعيدوا الفحص.',
  },
  checks: [
    {
      id: 'figures',
      title: {
        en: 'The count went up, all succeeded, and each took less than a minute',
        ar: 'ارتفع العدد ونجحت جميعها واستغرقت كل منها أقل من دقيقة',
      },
      by: 'check',
      check: 'prometheus.figures',
      with: { ...allFigures, atLeast: 1, below: 60 },
    },
    {
      id: 'quality',
      title: { en: 'The note is useful and well formed', ar: 'الملاحظة مفيدة وحسنة الصياغة' },
      by: 'person',
      proof: { en: 'Number of the ticket, and what was found', ar: 'رقم التذكرة وما لوحظ فيها' },
    },
  ],
};
