import type { LocalizedText, PartnerTaskStep, TaskDefinition } from '@/lib/flow-definition';
import { goneLive } from './references';

const dated = (
  id: string,
  dueDays: number,
  title: LocalizedText,
  more: Pick<PartnerTaskStep, 'proof' | 'help' | 'everyDays'> = {},
): PartnerTaskStep => ({ id, kind: 'partner-task', title, anchor: goneLive, dueDays, ...more });

/** What the partner's people do in the days and weeks after a tenant went live, each by its day. */
export const afterwards: readonly TaskDefinition[] = [
  {
    id: 'first-day',
    title: { en: 'On the first day', ar: 'في اليوم الأول' },
    owner: 'owner',
    dependsOn: ['validation'],
    steps: [
      dated(
        'quality-accepted',
        1,
        { en: 'Have the quality of the notes accepted', ar: 'الحصول على قبول جودة الملاحظات' },
        { proof: { en: 'Who accepted it, and when', ar: 'من الذي قبلها ومتى' } },
      ),
      dated(
        'watch-24-hours',
        1,
        { en: 'Watch the dashboard for 24 hours', ar: 'مراقبة لوحة الأرقام مدة 24 ساعة' },
        {
          help: {
            en: 'With the alert rules below, failures call you by themselves.',
            ar: 'بقواعد التنبيه أدناه تُبلَّغون بالأعطال تلقائيًا.',
          },
        },
      ),
      dated(
        'configuration-documented',
        1,
        { en: 'Write the configuration down in the wiki', ar: 'توثيق الإعدادات في دليل الفريق' },
        { proof: { en: 'Where it stands', ar: 'مكان التوثيق' } },
      ),
    ],
  },
  {
    id: 'first-week',
    title: { en: 'In the first week', ar: 'في الأسبوع الأول' },
    owner: 'owner',
    dependsOn: ['validation'],
    steps: [
      dated(
        'follow-up-call',
        7,
        { en: 'Call after one week', ar: 'مكالمة متابعة بعد أسبوع' },
        { proof: { en: 'When, and with whom', ar: 'متى ومع من' } },
      ),
      dated('first-figures', 7, { en: 'Review success rate and latency', ar: 'مراجعة نسبة النجاح وزمن المعالجة' }),
      dated('feedback', 7, { en: 'Ask for feedback on the notes', ar: 'جمع آراء العميل في الملاحظات' }),
      dated('customisations', 7, {
        en: 'Note what is particular to their ServiceDesk Plus',
        ar: 'تدوين ما يخص نظام ServiceDesk Plus لديهم',
      }),
    ],
  },
  {
    id: 'first-month',
    title: { en: 'In the first thirty days', ar: 'في أول ثلاثين يومًا' },
    owner: 'owner',
    dependsOn: ['validation'],
    steps: [
      dated('metrics-review', 30, { en: 'Review the figures with the customer', ar: 'مراجعة الأرقام مع العميل' }),
      dated('quarterly-list', 30, {
        en: 'Add the tenant to the quarterly review list',
        ar: 'إضافة المستأجر إلى قائمة المراجعة الفصلية',
      }),
      dated('latency-optimised', 30, {
        en: 'Make it quicker where it takes long',
        ar: 'تحسين السرعة حيث تطول المعالجة',
      }),
    ],
  },
  {
    id: 'ongoing',
    title: { en: 'From then on', ar: 'بعد ذلك باستمرار' },
    owner: 'owner',
    dependsOn: ['validation'],
    steps: [
      dated(
        'figures-watched',
        37,
        { en: 'Look at the tenant’s figures', ar: 'الاطلاع على أرقام المستأجر' },
        { everyDays: 7 },
      ),
      dated(
        'alerts-tried',
        37,
        {
          en: 'See that alerts on failures and on missing deliveries still reach somebody',
          ar: 'التأكد من وصول تنبيهات الأعطال وانقطاع التسليم إلى شخص مسؤول',
        },
        { everyDays: 30 },
      ),
      dated(
        'contacts-updated',
        90,
        { en: 'Bring contacts up to date', ar: 'تحديث جهات الاتصال' },
        {
          everyDays: 90,
          help: {
            en: 'Also whenever the key to ServiceDesk Plus changes.',
            ar: 'وكذلك كلما تغيّر مفتاح ServiceDesk Plus.',
          },
        },
      ),
    ],
  },
];
