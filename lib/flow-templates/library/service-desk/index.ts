import type { FlowDefinition } from '@/lib/flow-definition';
import { commands, related } from './commands';
import { connection } from './connection';
import { consents } from './consents';
import { diagnostics } from './diagnostics';
import { offboarding } from './offboarding';
import { start } from './start';
import { tenant } from './tenant';
import { webhook } from './webhook';
import { withUs } from './with-us';

/** Onboarding of a service desk: three ways to begin, a tenant, ServiceDesk Plus, its webhook and the checks after it. */
export const serviceDesk: FlowDefinition = {
  schema: 'portico/flow@1',
  key: 'service-desk',
  version: 2,
  title: { en: 'Service desk onboarding', ar: 'تهيئة مكتب الخدمة' },
  summary: {
    en: 'Tell us about your ServiceDesk Plus and who looks after it. We then connect it, so that your tickets arrive with helpful notes.',
    ar: 'أخبرونا عن نظام ServiceDesk Plus لديكم ومن يديره، ثم نربطه لتصلكم تذاكركم مع ملاحظات مفيدة.',
  },
  locales: ['en', 'ar'],
  metadata: {
    author: 'Portico',
    severity: 'Medium',
    source: 'Tenant Onboarding Runbook',
    reviewed: '2026-11-01',
    status: 'Awaiting validation',
    documentVersion: '1.0',
    documentDate: '2025-11-03',
  },
  estimatedMinutes: 15,
  firstValue: 'provisioned',
  identifiers: [
    {
      id: 'tenantId',
      system: 'service-desk',
      label: { en: 'Tenant ID', ar: 'معرّف المستأجر' },
      pattern: '^[a-z0-9][a-z0-9-]{0,48}[a-z0-9]$',
      minLength: 2,
      maxLength: 50,
      suggestFrom: 'tenantName',
      uniqueIn: 'owner',
    },
  ],
  lifecycle: [
    { from: 'registered', to: 'onboarding', when: 'started' },
    { from: 'onboarding', to: 'configured', when: 'tenant_status:configured' },
    { from: 'configured', to: 'validated', when: 'checks_held:sixChecks' },
    { from: 'validated', to: 'active', when: 'validated:seven-checks' },
    { from: 'active', to: 'paused', when: 'paused' },
    { from: 'active', to: 'inactive', when: 'offboarded' },
  ],
  prerequisites: [
    { en: 'The address of your ServiceDesk Plus', ar: 'عنوان نظام ServiceDesk Plus لديكم' },
    {
      en: 'Administrator access to it, or somebody who has it',
      ar: 'صلاحية المسؤول عليه، أو شخص يملكها',
    },
    {
      en: 'An API key with the rights to read tickets, write tickets and read work notes; we ask for it here, try it, and never by e-mail',
      ar: 'مفتاح واجهة برمجة يتيح قراءة التذاكر وكتابتها وقراءة ملاحظات العمل، ونطلبه هنا ونجرّبه، ولا نطلبه بالبريد أبدًا',
    },
  ],
  declaration: {
    en: 'The answers are correct as far as I know, and I may have tickets of my organisation processed in this way.',
    ar: 'الإجابات صحيحة على حد علمي، ويحق لي السماح بمعالجة تذاكر مؤسستي على هذا النحو.',
  },
  tutorial: [
    {
      id: 'what-happens',
      title: { en: 'What happens with a ticket', ar: 'ما الذي يحدث للتذكرة' },
      text: {
        en: 'Your service desk tells us about a new ticket. Within two to three minutes its work notes hold what our assistant found out about it.',
        ar: 'يُبلغنا مكتب الخدمة بتذكرة جديدة، وخلال دقيقتين إلى ثلاث تظهر في ملاحظات العمل خلاصة ما توصّل إليه مساعدنا.',
      },
    },
    {
      id: 'two-directions',
      title: { en: 'Two connections', ar: 'اتصالان' },
      text: {
        en: 'A webhook tells us about tickets; an API key lets us write the notes. An administrator of yours sets up both, and we guide them.',
        ar: 'يُبلغنا الخطاف (webhook) بالتذاكر، ويتيح لنا مفتاح واجهة البرمجة كتابة الملاحظات. يُعِدّ الاثنين مسؤولٌ لديكم ونرشده خطوة بخطوة.',
      },
    },
    {
      id: 'the-secret',
      title: { en: 'The secret between us', ar: 'السر المشترك بيننا' },
      text: {
        en: 'Each message from your service desk is signed with a secret. We make it, 64 random characters long, and show it to your administrator once.',
        ar: 'تُوقَّع كل رسالة من مكتب الخدمة بسر مشترك. نحن ننشئه من 64 خانة عشوائية ونعرضه لمسؤولكم مرة واحدة فقط.',
      },
    },
    {
      id: 'when-it-is-done',
      title: { en: 'When it is done', ar: 'متى يكتمل الإعداد' },
      text: {
        en: 'You are active when all seven checks have passed, not before. You see each of them on the status page.',
        ar: 'يصبح حسابكم نشطًا بعد نجاح الفحوص السبعة جميعها وليس قبل ذلك، وترون كلًّا منها في صفحة الحالة.',
      },
    },
  ],
  sections: [start, tenant, connection, webhook, consents, withUs],
  offboarding,
  diagnostics,
  commands,
  related,
};
