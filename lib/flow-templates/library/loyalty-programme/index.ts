import type { FlowDefinition } from '@/lib/flow-definition';
import { deployment } from './deployment';
import { mail } from './mail';
import { operation } from './operation';
import { organisation } from './organisation';
import { server } from './server';
import { team } from './team';
import { testing } from './testing';
import { withUs } from './with-us';

/** Onboarding to a loyalty programme: organisation, deployment, mail, people, hand-over and tests. */
export const loyaltyProgramme: FlowDefinition = {
  schema: 'portico/flow@1',
  key: 'loyalty-programme',
  version: 1,
  title: { en: 'Loyalty programme onboarding', ar: 'تهيئة برنامج الولاء' },
  summary: {
    en: 'Tell us about your organisation, how the programme should run and who works with it. We then set it up and show you around.',
    ar: 'أخبرونا عن مؤسستكم وكيف ينبغي أن يعمل البرنامج ومن سيعمل عليه، ثم نُعِدّه ونرافقكم في جولة عليه.',
  },
  locales: ['en', 'ar'],
  metadata: {
    author: 'Portico',
    source: 'Client Onboarding Workflow',
    reviewed: '2026-11-01',
    status: 'Production Ready',
    documentVersion: '1.0',
    documentDate: '2025-01',
  },
  estimatedMinutes: 25,
  firstValue: 'submitted',
  identifiers: [
    {
      id: 'slug',
      system: 'loyalty-programme',
      label: { en: 'Short name', ar: 'الاسم المختصر' },
      pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
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
    { en: 'The name and contact details of your administrator', ar: 'اسم المسؤول الإداري لديكم وبيانات الاتصال به' },
    { en: 'How many people will use the programme', ar: 'عدد الأشخاص الذين سيستخدمون البرنامج' },
    {
      en: 'Access to the service that sends your e-mail, or somebody who has it',
      ar: 'صلاحية الوصول إلى خدمة إرسال البريد لديكم، أو شخص يملكها',
    },
    {
      en: 'For an isolated deployment: a server, or the wish that we provide one',
      ar: 'للنشر المعزول: خادم لديكم، أو الرغبة في أن نوفّره لكم',
    },
  ],
  declaration: {
    en: 'The answers are correct as far as I know, and I may give them for my organisation.',
    ar: 'الإجابات صحيحة على حد علمي، ويحق لي تقديمها نيابةً عن مؤسستي.',
  },
  tutorial: [
    {
      id: 'the-way',
      title: { en: 'The way to your programme', ar: 'الطريق إلى برنامجكم' },
      text: {
        en: 'You answer the questions, we set the programme up, you try it with the list of tests, and we go through it together on a call.',
        ar: 'تجيبون عن الأسئلة، ثم نُعِدّ البرنامج، ثم تجرّبونه وفق قائمة الاختبارات، ثم نستعرضه معًا في مكالمة.',
      },
    },
    {
      id: 'shared-or-isolated',
      title: { en: 'Shared or isolated', ar: 'مشترك أم معزول' },
      text: {
        en: 'Most organisations run on our shared platform, where groups keep everybody apart. Some need servers of their own. A few questions tell which suits you; the decision stays yours.',
        ar: 'تعمل معظم المؤسسات على منصتنا المشتركة حيث تفصل المجموعات بين الجميع، ويحتاج بعضها إلى خوادم خاصة. تبيّن لكم أسئلة قليلة ما يناسبكم، ويبقى القرار لكم.',
      },
    },
    {
      id: 'three-groups',
      title: { en: 'Three groups of people', ar: 'ثلاث مجموعات من الأشخاص' },
      text: {
        en: 'Administrators run the programme, cashiers award points, customers collect them. We create the three groups from your short name.',
        ar: 'يدير المسؤولون البرنامج، ويمنح الصرّافون النقاط، ويجمعها العملاء. ننشئ المجموعات الثلاث من اسمكم المختصر.',
      },
    },
    {
      id: 'secrets',
      title: { en: 'Passwords and keys', ar: 'كلمات المرور والمفاتيح' },
      text: {
        en: 'What you enter as a password or key is encrypted at once and never shown again. Never send one by e-mail or chat.',
        ar: 'تُشفَّر كلمات المرور والمفاتيح فور إدخالها ولا تُعرض مرة أخرى. لا ترسلوها أبدًا بالبريد أو المحادثات.',
      },
    },
    {
      id: 'later',
      title: { en: 'Some things can wait', ar: 'بعض الأمور يمكن تأجيلها' },
      text: {
        en: 'Tests and proofs are due later: you send your answers first, and come back to them when the programme is ready.',
        ar: 'الاختبارات وإثباتاتها تُقدَّم لاحقًا: أرسلوا إجاباتكم أولًا، ثم عودوا إليها عندما يصبح البرنامج جاهزًا.',
      },
    },
  ],
  sections: [organisation, deployment, server, mail, operation, team, testing, withUs],
};
