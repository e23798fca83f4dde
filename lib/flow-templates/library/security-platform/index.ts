import type { FlowDefinition } from '@/lib/flow-definition';
import { account } from './account';
import { brand } from './brand';
import { compliance } from './compliance';
import { consents } from './consents';
import { goLive } from './go-live';
import { integrations } from './integrations';
import { people } from './people';
import { policy } from './policy';
import { services } from './services';
import { withUs } from './with-us';

/** Onboarding to a security platform: account, services, policy, tier, compliance, residency, people, integrations. */
export const securityPlatform: FlowDefinition = {
  schema: 'portico/flow@1',
  key: 'security-platform',
  version: 1,
  title: { en: 'Security platform onboarding', ar: 'تهيئة المنصة الأمنية' },
  summary: {
    en: 'Tell us whom and what the platform should protect, under which rules, and who takes part. We then set up your space and start protecting it.',
    ar: 'أخبرونا بمن وبما ينبغي أن تحميه المنصة، ووفق أي قواعد، ومن يشارك في ذلك، ثم نُعِدّ مساحتكم ونبدأ حمايتها.',
  },
  locales: ['en', 'ar'],
  metadata: {
    author: 'Portico',
    source: 'Security platform onboarding specification',
    reviewed: '2026-11-01',
    status: 'Production Ready',
    documentVersion: '1.0',
    documentDate: '2025-08',
  },
  estimatedMinutes: 30,
  firstValue: 'submitted',
  identifiers: [
    {
      id: 'spaceName',
      system: 'security-platform',
      label: { en: 'Name of your space', ar: 'اسم مساحتكم' },
      pattern: '^[a-z][a-z0-9-]{1,38}[a-z0-9]$',
      minLength: 3,
      maxLength: 40,
      suggestFrom: 'organisationName',
      uniqueIn: 'owner',
    },
  ],
  lifecycle: [
    { from: 'registered', to: 'onboarding', when: 'started' },
    { from: 'onboarding', to: 'configured', when: 'submitted' },
  ],
  prerequisites: [
    { en: 'How many people and devices are to be protected', ar: 'عدد الأشخاص والأجهزة المطلوب حمايتها' },
    {
      en: 'The frameworks you are audited by, and the last report if you have one',
      ar: 'أطر الامتثال التي تُدقَّقون وفقها، وآخر تقرير إن وُجد',
    },
    { en: 'Where your data has to be kept', ar: 'المكان الذي يجب أن تُحفظ فيه بياناتكم' },
    {
      en: 'Names of those who answer for security, law and operations',
      ar: 'أسماء المسؤولين عن الأمن والشؤون القانونية والتشغيل',
    },
  ],
  declaration: {
    en: 'The answers are correct as far as I know, and I may give them and the consents for my organisation.',
    ar: 'الإجابات صحيحة على حد علمي، ويحق لي تقديمها ومنح الموافقات نيابةً عن مؤسستي.',
  },
  tutorial: [
    {
      id: 'the-parts',
      title: { en: 'Short tasks, many people', ar: 'مهام قصيرة وأشخاص عدة' },
      text: {
        en: 'The list of tasks shows all parts. Hand the legal ones to your lawyers and the technical ones to your IT team; each sees only their own.',
        ar: 'تعرض قائمة المهام جميع الأجزاء. أسندوا القانونية منها إلى فريقكم القانوني والتقنية إلى فريق تقنية المعلومات، ولا يرى كل منهم إلا ما أُسند إليه.',
      },
    },
    {
      id: 'only-what-applies',
      title: { en: 'Only what applies to you', ar: 'ما يخصّكم فقط' },
      text: {
        en: 'Your services decide what we ask. When an answer adds a question, we say which one and why.',
        ar: 'الخدمات التي تختارونها تحدد ما نسأل عنه، وحين تضيف إجابةٌ سؤالًا نبيّن لكم السؤال وسببه.',
      },
    },
    {
      id: 'consequences',
      title: { en: 'Choices with consequences', ar: 'خيارات لها نتائج' },
      text: {
        en: 'Where your data is kept and which frameworks you follow change what the platform does. Each choice says what it brings with it before you take it.',
        ar: 'مكان حفظ بياناتكم وأطر الامتثال التي تتبعونها يغيّران عمل المنصة. يوضح كل خيار ما يترتب عليه قبل أن تختاروه.',
      },
    },
    {
      id: 'evidence-later',
      title: { en: 'Evidence can follow', ar: 'المستندات يمكن أن تتبع' },
      text: {
        en: 'Reports and certificates may be handed in after you have sent your answers. We remind you of what is still open.',
        ar: 'يمكن تقديم التقارير والشهادات بعد إرسال إجاباتكم، ونذكّركم بما بقي منها.',
      },
    },
    {
      id: 'after-sending',
      title: { en: 'After you have sent everything', ar: 'بعد إرسال كل شيء' },
      text: {
        en: 'We review the compliance part, create your space and meet you for the start. The status page shows who has the next step.',
        ar: 'نراجع جزء الامتثال وننشئ مساحتكم ونلتقي بكم عند البدء. تبيّن صفحة الحالة من عليه الخطوة التالية.',
      },
    },
  ],
  sections: [account, services, policy, compliance, consents, people, brand, integrations, goLive, withUs],
};
