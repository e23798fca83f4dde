import type { OffboardingOption } from '@/lib/flow-definition';
import { tenantId } from './references';

/** Two ways back: stop the tickets at once and keep the rest, or take everything away and look that it is gone. */
export const offboarding: readonly OffboardingOption[] = [
  {
    id: 'disable-webhook',
    title: { en: 'Close the webhook and keep the rest', ar: 'إغلاق الخطاف والإبقاء على الباقي' },
    consequences: [
      {
        en: 'No ticket reaches us any more from this moment on. Nothing else changes.',
        ar: 'لا تصلنا أي تذكرة بعد هذه اللحظة، ولا يتغير شيء آخر.',
      },
      {
        en: 'Tell the customer’s administrator to disable “AI Agents Enhancement Bot” under Admin, Webhooks: until then ServiceDesk Plus tries in vain.',
        ar: 'اطلبوا من مسؤول العميل تعطيل AI Agents Enhancement Bot ضمن Admin ثم Webhooks، فإلى ذلك الحين يحاول ServiceDesk Plus دون جدوى.',
      },
    ],
    keeps: ['tenant', 'secret', 'dashboard', 'ticket', 'credential'],
    destructive: false,
    ends: 'paused',
  },
  {
    id: 'delete-tenant',
    title: { en: 'Delete the tenant', ar: 'حذف المستأجر' },
    consequences: [
      {
        en: 'The tenant, its key and webhook secret, its dashboard and its test ticket are deleted, and looked for afterwards. Work that was waiting is thrown away.',
        ar: 'يُحذف المستأجر ومفتاحه وسر خطافه ولوحة أرقامه وتذكرته التجريبية ثم نتحقق من زوالها، وتُلغى الأعمال المنتظرة.',
      },
      {
        en: 'Tickets and notes in the customer’s own ServiceDesk Plus stay. This cannot be undone.',
        ar: 'تبقى التذاكر والملاحظات في نظام ServiceDesk Plus لدى العميل. لا يمكن التراجع عن ذلك.',
      },
    ],
    keeps: [],
    destructive: true,
    phrase: tenantId,
    ends: 'inactive',
  },
];
