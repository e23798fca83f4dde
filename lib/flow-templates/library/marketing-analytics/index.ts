import type { FlowDefinition } from '@/lib/flow-definition';
import { accounts } from './accounts';
import { business } from './business';
import { consents } from './consents';
import { dataWarehouse } from './data-warehouse';
import { offboarding } from './offboarding';
import { analyticsTables } from './set-up';
import { start } from './start';
import { commands, diagnostics, prerequisites, related } from './support';
import { withUs } from './with-us';

/** Onboarding to marketing analytics: one customer id, an industry, the advertising accounts and who grants access. */
export const marketingAnalytics: FlowDefinition = {
  schema: 'portico/flow@1',
  key: 'marketing-analytics',
  version: 2,
  title: { en: 'Marketing analytics onboarding', ar: 'تهيئة تحليلات التسويق' },
  summary: {
    en: 'Tell us about your business and where you advertise. We then set up the data and the reports that go with it.',
    ar: 'أخبرونا عن نشاطكم وعن المنصات التي تعلنون عليها، ثم نُعِدّ البيانات والتقارير الخاصة بكم.',
  },
  locales: ['en', 'ar'],
  metadata: {
    author: 'Portico',
    source: 'Customer Onboarding Skill',
    reviewed: '2026-11-01',
    status: 'Production Ready',
    documentVersion: '1.0',
    documentDate: '2025-01',
  },
  estimatedMinutes: 15,
  firstValue: 'provisioned',
  identifiers: [
    {
      id: 'customerId',
      system: 'marketing-analytics',
      label: { en: 'Customer ID', ar: 'معرّف العميل' },
      pattern: '^[a-z][a-z0-9_]{2,31}$',
      minLength: 3,
      maxLength: 32,
      suggestFrom: 'customerName',
      uniqueIn: 'owner',
    },
  ],
  lifecycle: [
    { from: 'registered', to: 'onboarding', when: 'started' },
    { from: 'onboarding', to: 'configured', when: 'submitted' },
    { from: 'configured', to: 'active', when: 'provisioned' },
    { from: 'active', to: 'inactive', when: 'offboarded' },
  ],
  prerequisites,
  declaration: {
    en: 'The answers are correct as far as I know, and I may give them for my business.',
    ar: 'الإجابات صحيحة على حد علمي، ويحق لي تقديمها نيابةً عن نشاطنا.',
  },
  tutorial: [
    {
      id: 'what-you-get',
      title: { en: 'What you get in the end', ar: 'ما الذي ستحصلون عليه' },
      text: {
        en: 'A dataset of your own with your conversions and your daily figures, filled from the advertising accounts that you name here.',
        ar: 'مجموعة بيانات خاصة بكم تضم التحويلات والأرقام اليومية، وتُملأ من الحسابات الإعلانية التي تذكرونها هنا.',
      },
    },
    {
      id: 'your-customer-id',
      title: { en: 'Your customer ID', ar: 'معرّف العميل' },
      text: {
        en: 'It names everything we create for you and stays as it is. We suggest one from the name of your business.',
        ar: 'يُسمّى به كل ما ننشئه لكم، ولا يتغيّر بعد ذلك. نقترح عليكم معرّفًا من اسم نشاطكم.',
      },
    },
    {
      id: 'access-without-passwords',
      title: { en: 'Access without passwords', ar: 'وصول دون كلمات مرور' },
      text: {
        en: 'We never ask for passwords. Somebody with administrator rights grants us access in Google Ads or Meta, and you can invite that person here.',
        ar: 'لا نطلب كلمات المرور أبدًا. يمنحنا الوصولَ شخصٌ لديه صلاحيات المسؤول في Google Ads أو Meta، ويمكنكم دعوته من هنا.',
      },
    },
    {
      id: 'stop-and-resume',
      title: { en: 'Stop and go on at any time', ar: 'توقّفوا وتابعوا متى شئتم' },
      text: {
        en: 'Every page is saved when you continue. Nothing is set up before you have checked all answers and sent them.',
        ar: 'تُحفظ كل صفحة عند المتابعة، ولا نُعِدّ شيئًا قبل أن تراجعوا جميع الإجابات وترسلوها.',
      },
    },
  ],
  sections: [start, business, dataWarehouse, accounts, consents, withUs],
  tables: { analytics: analyticsTables },
  offboarding,
  diagnostics,
  commands,
  related,
};
