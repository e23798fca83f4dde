import type { SectionDefinition } from '@/lib/flow-definition';

/** The consents, each with its own version and its whole text. */
export const consents: SectionDefinition = {
  id: 'consents',
  title: { en: 'Consents', ar: 'الموافقات' },
  tasks: [
    {
      id: 'consents-task',
      title: { en: 'What you agree to', ar: 'ما توافقون عليه' },
      minutes: 3,
      owner: 'owner',
      steps: [
        {
          id: 'consent-page',
          kind: 'consent',
          title: { en: 'What may the platform do?', ar: 'ما الذي يجوز للمنصة فعله؟' },
          fields: [
            {
              id: 'processingConsent',
              type: 'consent',
              label: { en: 'We agree to the processing of security data', ar: 'نوافق على معالجة البيانات الأمنية' },
              required: true,
              class: 'plain',
              due: 'now',
              consentVersion: '2026-11',
              text: {
                en: 'The platform collects events from the services that you chose, in the region that you chose, to find and stop attacks. It keeps them for the time that you chose. Your people can be recognised in some of them; you have told them so. We use the data for nothing else and delete it within 30 days after the contract ends.',
                ar: 'تجمع المنصة الأحداث من الخدمات التي اخترتموها، وفي المنطقة التي اخترتموها، لكشف الهجمات وإيقافها، وتحفظها للمدة التي اخترتموها. يمكن التعرف على موظفيكم في بعضها وقد أبلغتموهم بذلك. لا نستخدم البيانات لغرض آخر ونحذفها خلال 30 يومًا من انتهاء العقد.',
              },
            },
            {
              id: 'responseConsent',
              type: 'consent',
              label: {
                en: 'We agree that your analysts act in an emergency',
                ar: 'نوافق على تدخّل محللي المنصة في حالات الطوارئ',
              },
              required: true,
              visible: 'has(answers.services) && "managed" in answers.services',
              class: 'plain',
              due: 'now',
              consentVersion: '2026-11',
              text: {
                en: 'When an attack is under way and nobody of yours can be reached within 15 minutes, our analysts may cut devices off the network and lock accounts. They tell you at once what was done, and undo it when you say so.',
                ar: 'عند وقوع هجوم وتعذّر الوصول إلى أحد منكم خلال 15 دقيقة، يجوز لمحللينا عزل الأجهزة عن الشبكة وقفل الحسابات. يخبرونكم فورًا بما فعلوه ويتراجعون عنه متى طلبتم.',
              },
            },
          ],
        },
      ],
    },
  ],
};
