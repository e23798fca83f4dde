import type { ActionDefinition, OnLaterFailure, ProvisionStep } from '@/lib/flow-definition';
import {
  allFigures,
  desk,
  figures,
  isRestore,
  keyName,
  namespace,
  registered,
  secretName,
  store,
  tenantId,
} from './references';

/** What is proved once somebody at the customer has entered the webhook. Nobody should have to do that twice. */
const proofs = [
  'firstDelivery',
  'createTicket',
  'ticketDelivered',
  'writeNote',
  'dashboard',
  'metrics',
  'sixChecks',
  'activate',
  'allChecks',
];

/** Before the webhook is entered a failure takes everything away; after it, it is kept for people to look at. */
const keptOnceEntered: Readonly<Record<string, OnLaterFailure>> = {
  default: 'undo',
  ...Object.fromEntries(proofs.map((id) => [id, 'keep-and-hold'])),
};

const withKey = { ...desk, credential: keyName };
const patient = { attemptsMax: 5, backoffMs: 1000 };

const actions: readonly ActionDefinition[] = [
  {
    id: 'preflight',
    uses: 'access.preflight',
    title: { en: 'Look whether we get in everywhere', ar: 'التحقق من أن لدينا كل الصلاحيات' },
    with: { id: tenantId, ...withKey, store, secretName, namespace, adopt: `\${${isRestore}}` },
    onLaterFailure: 'undo',
    retry: patient,
    produces: { doors: 'stringList' },
  },
  {
    id: 'approveReturn',
    uses: 'approval.wait',
    title: {
      en: 'Have our team agree that this tenant is yours',
      ar: 'موافقة فريقنا على أن هذا المستأجر لكم',
    },
    with: { withinMinutes: 20160 },
    when: isRestore,
    needs: ['preflight'],
    onLaterFailure: 'undo',
  },
  {
    id: 'registerTenant',
    uses: 'tenant.register',
    title: { en: 'Create the tenant', ar: 'إنشاء المستأجر' },
    with: { id: tenantId, name: '${answers.tenantName}', adopt: `\${${isRestore}}` },
    needs: ['preflight', 'approveReturn'],
    onLaterFailure: keptOnceEntered,
    retry: patient,
    produces: { id: 'string' },
  },
  {
    id: 'hook',
    uses: 'webhook.create',
    title: { en: 'Make the webhook and its secret', ar: 'إنشاء الخطاف وسرّه' },
    with: {
      profile: 'hmac-header',
      name: 'AI Agents Enhancement Bot',
      header: 'X-SDP-Signature',
      connector: 'service-desk',
    },
    needs: ['registerTenant'],
    onLaterFailure: keptOnceEntered,
    retry: patient,
    produces: { url: 'string', header: 'string', hook: 'string', secret: 'secret', fingerprint: 'string' },
  },
  {
    id: 'storeSecret',
    uses: 'secret.bundle',
    title: { en: 'Store key and webhook secret', ar: 'حفظ المفتاح وسر الخطاف' },
    with: {
      name: secretName,
      store,
      credential: keyName,
      hookSecret: '${actions.hook.secret}',
      namespace,
      workers: 'celery-worker',
      adopt: `\${${isRestore}}`,
    },
    needs: ['hook'],
    onLaterFailure: keptOnceEntered,
    retry: patient,
  },
  {
    id: 'configure',
    uses: 'tenant.configure',
    title: { en: 'Enter the address of your service desk', ar: 'تسجيل عنوان مكتب الخدمة' },
    with: { ...registered, status: 'configured' },
    needs: ['registerTenant', 'storeSecret'],
    onLaterFailure: keptOnceEntered,
    retry: patient,
  },
  {
    id: 'connect',
    uses: 'service-desk.connect',
    title: { en: 'Test the connection once more', ar: 'اختبار الاتصال مرة أخرى' },
    with: withKey,
    needs: ['configure'],
    onLaterFailure: keptOnceEntered,
    retry: patient,
  },
  {
    id: 'firstDelivery',
    uses: 'webhook.wait',
    title: { en: 'Wait for the first ticket from your service desk', ar: 'انتظار أول تذكرة من مكتب الخدمة' },
    with: { hook: '${actions.hook.hook}', withinMinutes: 20160, replaces: `\${${isRestore}}` },
    needs: ['hook', 'connect'],
    onLaterFailure: keptOnceEntered,
    produces: { delivery: 'string', kind: 'string', about: 'string' },
  },
  {
    id: 'createTicket',
    uses: 'ticket.create',
    title: { en: 'Create a test ticket', ar: 'إنشاء تذكرة تجريبية' },
    with: {
      ...withKey,
      subject: 'Test enhancement request',
      description: 'A test of the connection. It is worked on by itself and needs nothing from anybody.',
    },
    needs: ['firstDelivery'],
    onLaterFailure: keptOnceEntered,
    retry: patient,
    produces: { ticket: 'string' },
  },
  {
    id: 'ticketDelivered',
    uses: 'ticket.delivered',
    title: { en: 'Wait until your service desk tells us of it', ar: 'انتظار إبلاغ مكتب الخدمة عنها' },
    with: { hook: '${actions.hook.hook}', ticket: '${actions.createTicket.ticket}', withinMinutes: 60 },
    needs: ['hook', 'createTicket'],
    onLaterFailure: keptOnceEntered,
    produces: { delivery: 'string', receivedAt: 'string' },
  },
  {
    id: 'writeNote',
    uses: 'ticket.note',
    title: { en: 'Write into its work notes, and read it back', ar: 'الكتابة في ملاحظات العمل ثم قراءتها' },
    with: {
      ...withKey,
      ticket: '${actions.createTicket.ticket}',
      since: '${actions.ticketDelivered.receivedAt}',
      text: 'This ticket arrived, was worked on, and got this note. The connection works in both directions.',
      withinMinutes: 3,
    },
    needs: ['createTicket', 'ticketDelivered'],
    onLaterFailure: keptOnceEntered,
    retry: { attemptsMax: 8, backoffMs: 1000 },
    produces: { note: 'string', seconds: 'string' },
  },
  {
    id: 'dashboard',
    uses: 'dashboard.create',
    title: { en: 'Add your figures to our monitoring', ar: 'إضافة أرقامكم إلى نظام المراقبة' },
    with: { title: 'Tickets of ${answers.tenantName}', tag: tenantId, ...allFigures },
    needs: ['registerTenant', 'writeNote'],
    onLaterFailure: keptOnceEntered,
    retry: patient,
    produces: { uid: 'string' },
  },
  {
    id: 'metrics',
    uses: 'metrics.visible',
    title: { en: 'Look whether your figures appear', ar: 'التحقق من ظهور أرقامكم' },
    with: figures,
    needs: ['dashboard'],
    onLaterFailure: keptOnceEntered,
    retry: { attemptsMax: 8, backoffMs: 2000 },
  },
  {
    id: 'sixChecks',
    uses: 'checks.hold',
    title: { en: 'Take the first six checks', ar: 'إجراء الفحوص الستة الأولى' },
    with: { step: 'seven-checks', except: 'status' },
    needs: ['metrics', 'writeNote', 'storeSecret', 'configure'],
    onLaterFailure: keptOnceEntered,
    retry: patient,
  },
  {
    id: 'activate',
    uses: 'tenant.configure',
    title: { en: 'Set the tenant to active', ar: 'ضبط المستأجر على الحالة النشطة' },
    with: { ...registered, status: 'active' },
    needs: ['sixChecks'],
    onLaterFailure: keptOnceEntered,
    retry: patient,
  },
  {
    id: 'allChecks',
    uses: 'checks.hold',
    title: { en: 'Take all seven checks', ar: 'إجراء الفحوص السبعة جميعها' },
    with: { step: 'seven-checks' },
    needs: ['activate'],
    onLaterFailure: keptOnceEntered,
    retry: patient,
  },
];

/** What is set up once all answers are sent in. It waits in between until the webhook was entered. */
export const setUp: ProvisionStep = {
  id: 'set-up',
  kind: 'provision',
  title: { en: 'Create the tenant and connect your service desk', ar: 'إنشاء المستأجر وربط مكتب الخدمة' },
  help: {
    en: 'The first part takes a minute. Then we wait until the webhook is entered in your service desk.',
    ar: 'يستغرق الجزء الأول دقيقة، ثم ننتظر إدخال الخطاف في مكتب الخدمة لديكم.',
  },
  actions,
};

export const hookAction = 'hook';
export const noteAction = 'writeNote';
