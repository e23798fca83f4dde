import type { SectionDefinition } from '@/lib/flow-definition';

/** The branch of an isolated deployment: address, server, and the attestation that it is large enough. */
export const server: SectionDefinition = {
  id: 'server',
  title: { en: 'Your own server', ar: 'خادمكم الخاص' },
  when: 'has(answers.deploymentType) && answers.deploymentType == "single_tenant"',
  tasks: [
    {
      id: 'server-details',
      title: { en: 'Address and server', ar: 'العنوان والخادم' },
      hint: { en: 'Only for an isolated deployment', ar: 'للنشر المعزول فقط' },
      minutes: 4,
      owner: 'contributor',
      steps: [
        {
          id: 'custom-domain',
          kind: 'form',
          title: { en: 'Should the programme have an address of your own?', ar: 'هل تريدون عنوانًا خاصًا للبرنامج؟' },
          help: {
            en: 'We tell you which DNS records to set once you have sent your answers.',
            ar: 'نخبركم بسجلات DNS المطلوبة بعد إرسال إجاباتكم.',
          },
          fields: [
            {
              id: 'customDomain',
              type: 'text',
              label: { en: 'Your own domain', ar: 'نطاقكم الخاص' },
              hint: { en: 'For example, loyalty.cornermarket.example', ar: 'مثال: loyalty.cornermarket.example' },
              required: false,
              class: 'plain',
              due: 'now',
              rules: { minLength: 4, maxLength: 253, pattern: '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]{2,63}$' },
              invalid: {
                en: 'Enter a domain in small letters without https:// and without a path, such as loyalty.cornermarket.example',
                ar: 'أدخلوا النطاق بحروف صغيرة دون https:// ودون مسار، مثل loyalty.cornermarket.example',
              },
              dir: 'ltr',
            },
          ],
        },
        {
          id: 'server-provider',
          kind: 'choice-cards',
          title: { en: 'Who provides the server?', ar: 'من يوفّر الخادم؟' },
          fields: [
            {
              id: 'serverProvider',
              type: 'choice',
              label: { en: 'Server', ar: 'الخادم' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                {
                  id: 'ours',
                  label: { en: 'You provide it for us', ar: 'توفّرونه لنا' },
                  hint: {
                    en: 'We rent a server in your region and look after it',
                    ar: 'نستأجر خادمًا في منطقتكم ونتولى إدارته',
                  },
                  consequence: { en: 'It is charged with your plan.', ar: 'تُضاف تكلفته إلى باقتكم.' },
                },
                {
                  id: 'theirs',
                  label: { en: 'We provide our own', ar: 'نوفّره بأنفسنا' },
                  hint: {
                    en: 'A virtual server of yours, to which we get access',
                    ar: 'خادم افتراضي لديكم نحصل على صلاحية الوصول إليه',
                  },
                  consequence: {
                    en: 'Updates of the operating system stay with you.',
                    ar: 'تبقى تحديثات نظام التشغيل على عاتقكم.',
                  },
                },
              ],
            },
          ],
        },
        {
          id: 'server-sizing',
          kind: 'form',
          title: { en: 'How large is your server?', ar: 'ما مواصفات خادمكم؟' },
          help: {
            en: 'The programme needs at least 2 CPUs, 4 GB of memory and 50 GB of storage, on Ubuntu 24.04 LTS.',
            ar: 'يحتاج البرنامج إلى معالجين على الأقل، و4 غيغابايت من الذاكرة، و50 غيغابايت من التخزين، على نظام Ubuntu 24.04 LTS.',
          },
          when: 'has(answers.serverProvider) && answers.serverProvider == "theirs"',
          groups: [
            { id: 'machine', title: { en: 'The machine', ar: 'الجهاز' } },
            { id: 'system', title: { en: 'Its system', ar: 'نظامه' } },
          ],
          fields: [
            {
              id: 'serverCpus',
              type: 'number',
              label: { en: 'CPUs', ar: 'عدد المعالجات' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { min: 2, max: 256, integer: true },
              group: 'machine',
            },
            {
              id: 'serverMemory',
              type: 'number',
              label: { en: 'Memory in GB', ar: 'الذاكرة بالغيغابايت' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { min: 4, max: 4096, integer: true },
              group: 'machine',
            },
            {
              id: 'serverStorage',
              type: 'number',
              label: { en: 'Storage in GB', ar: 'التخزين بالغيغابايت' },
              required: true,
              class: 'plain',
              due: 'now',
              rules: { min: 50, max: 100_000, integer: true },
              group: 'machine',
            },
            {
              id: 'serverSystem',
              type: 'choice',
              label: { en: 'Operating system', ar: 'نظام التشغيل' },
              required: true,
              class: 'plain',
              due: 'now',
              options: [
                { id: 'ubuntu_2404', label: { en: 'Ubuntu 24.04 LTS', ar: 'Ubuntu 24.04 LTS' } },
                {
                  id: 'other',
                  label: { en: 'Another one', ar: 'نظام آخر' },
                  consequence: {
                    en: 'It has to be replaced by Ubuntu 24.04 LTS before we start.',
                    ar: 'يجب استبداله بنظام Ubuntu 24.04 LTS قبل أن نبدأ.',
                  },
                },
              ],
              group: 'system',
            },
            {
              id: 'systemReplacement',
              type: 'date',
              label: { en: 'When will it be replaced?', ar: 'متى يُستبدل؟' },
              required: true,
              visible: 'has(answers.serverSystem) && answers.serverSystem == "other"',
              class: 'plain',
              due: 'now',
              rules: { min: 'today', max: 'today+365' },
              group: 'system',
            },
          ],
        },
        {
          id: 'server-attest',
          kind: 'manual',
          title: { en: 'Make the server ready', ar: 'جهّزوا الخادم' },
          help: {
            en: 'Open ports 80 and 443 to the internet, and create an account for our team that may sign in with a key only.',
            ar: 'افتحوا المنفذين 80 و443 على الإنترنت، وأنشئوا لفريقنا حسابًا لا يدخل إلا بمفتاح.',
          },
          when: 'has(answers.serverProvider) && answers.serverProvider == "theirs"',
          fields: [
            {
              id: 'serverAttested',
              type: 'consent',
              label: {
                en: 'I confirm that the server is as described and may be used for the programme',
                ar: 'أؤكد أن الخادم مطابق للوصف ويجوز استخدامه للبرنامج',
              },
              required: true,
              class: 'plain',
              due: 'now',
              consentVersion: '2026-11',
              text: {
                en: 'The server has the size stated here and runs no other service. It is patched, reached over encrypted connections only, and somebody of your organisation is responsible for it.',
                ar: 'الخادم بالمواصفات المذكورة هنا ولا تعمل عليه خدمة أخرى. وهو محدَّث ولا يُوصَل إليه إلا عبر اتصالات مشفَّرة، ويتولى مسؤوليته شخص من مؤسستكم.',
              },
            },
            {
              id: 'serverEvidence',
              type: 'upload',
              label: { en: 'What your provider shows about the server', ar: 'ما يعرضه مزوّدكم عن الخادم' },
              hint: { en: 'A picture or PDF, up to 10 MB', ar: 'صورة أو ملف PDF بحجم أقصاه 10 ميغابايت' },
              required: false,
              class: 'plain',
              due: 'later',
              rules: {
                mediaTypes: ['image/png', 'image/jpeg', 'application/pdf'],
                fileBytesMax: 10_485_760,
                itemsMax: 2,
              },
            },
          ],
        },
      ],
    },
  ],
};
