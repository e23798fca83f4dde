import type { FlowDefinition } from '@/lib/flow-definition';

/** Onboarding to the data pipeline: who the customer is, what runs, one dataset with five tables, one API key. */
export const dataPipeline: FlowDefinition = {
  schema: 'portico/flow@1',
  key: 'data-pipeline',
  version: 2,
  title: { en: 'Data pipeline onboarding', ar: 'تهيئة خط البيانات' },
  summary: {
    en: 'Tell us who you are and what your pipelines should do. We then create your dataset, its tables and your API key.',
    ar: 'أخبرنا من أنتم وما المطلوب من خطوط البيانات، ثم ننشئ مجموعة البيانات وجداولها ومفتاح واجهة البرمجة الخاص بكم.',
  },
  locales: ['en', 'ar'],
  metadata: {
    author: 'Portico',
    source: 'Customer Onboarding Guide',
    reviewed: '2026-11-01',
    status: 'Production Ready',
    documentVersion: '1.0',
    documentDate: '2025-11',
  },
  estimatedMinutes: 15,
  firstValue: 'secret_revealed',
  identifiers: [
    {
      id: 'tenantId',
      system: 'data-pipeline',
      label: { en: 'Tenant ID', ar: 'معرّف المستأجر' },
      pattern: '^[A-Za-z0-9_]{3,50}$',
      minLength: 3,
      maxLength: 50,
      suggestFrom: 'organisationName',
      uniqueIn: 'owner',
      // One dataset for each tenant has taken the place of several.
      retiredEndings: ['_metadata', '_raw_gcp', '_raw_openai', '_silver_cost'],
    },
  ],
  lifecycle: [
    { from: 'registered', to: 'onboarding', when: 'started' },
    { from: 'onboarding', to: 'configured', when: 'submitted' },
    { from: 'configured', to: 'validated', when: 'provisioned' },
    { from: 'validated', to: 'active', when: 'secret_revealed' },
    { from: 'active', to: 'inactive', when: 'offboarded' },
  ],
  prerequisites: [
    { en: 'The legal name of your organisation', ar: 'الاسم القانوني لمؤسستكم' },
    { en: 'The name and email address of a technical contact', ar: 'اسم جهة الاتصال التقنية وبريدها الإلكتروني' },
    {
      en: 'The cloud providers you use and, for Google Cloud, your project ID',
      ar: 'مزوّدو الخدمات السحابية لديكم، ومعرّف المشروع إذا كنتم تستخدمون Google Cloud',
    },
    {
      en: 'A safe place to keep an API key: it is shown only once',
      ar: 'مكان آمن لحفظ مفتاح واجهة البرمجة، فهو يُعرض مرة واحدة فقط',
    },
  ],
  declaration: {
    en: 'The answers are correct as far as I know, and I may give them for my organisation.',
    ar: 'الإجابات صحيحة على حد علمي، ويحق لي تقديمها نيابةً عن مؤسستي.',
  },
  tutorial: [
    {
      id: 'what-you-get',
      title: { en: 'What you get in the end', ar: 'ما الذي ستحصلون عليه' },
      text: {
        en: 'A dataset of your own with five tables, and an API key to run pipelines with. Both are there a few minutes after you have sent your answers.',
        ar: 'مجموعة بيانات خاصة بكم تضم خمسة جداول، ومفتاح واجهة برمجة لتشغيل خطوط البيانات. يجهز كلاهما بعد دقائق من إرسال إجاباتكم.',
      },
    },
    {
      id: 'tenant-id-and-region',
      title: { en: 'Two things that stay', ar: 'أمران لا يتغيّران' },
      text: {
        en: 'Your tenant ID and your region cannot be changed once set up. Everything else can.',
        ar: 'لا يمكن تغيير معرّف المستأجر والمنطقة بعد الإعداد، أما ما عداهما فيمكن تغييره.',
      },
    },
    {
      id: 'check-and-send',
      title: { en: 'Check, then send', ar: 'راجعوا ثم أرسلوا' },
      text: {
        en: 'Every page is saved when you continue, and you can stop at any time. Nothing is created before you have checked all answers and sent them.',
        ar: 'تُحفظ كل صفحة عند المتابعة ويمكنكم التوقف متى شئتم. لا يُنشأ شيء قبل أن تراجعوا جميع الإجابات وترسلوها.',
      },
    },
    {
      id: 'the-key',
      title: { en: 'The key is shown once', ar: 'يُعرض المفتاح مرة واحدة' },
      text: {
        en: 'Have a safe place ready for your API key before you open it. We keep it encrypted and cannot show it again.',
        ar: 'جهّزوا مكانًا آمنًا لمفتاح واجهة البرمجة قبل عرضه. نحتفظ به مشفَّرًا ولا يمكننا عرضه مرة أخرى.',
      },
    },
  ],
  sections: [
    {
      id: 'organisation',
      title: { en: 'Your organisation', ar: 'مؤسستكم' },
      tasks: [
        {
          id: 'organisation-details',
          title: { en: 'Organisation details', ar: 'بيانات المؤسسة' },
          hint: { en: 'The name we use on everything we create', ar: 'الاسم الذي نستخدمه في كل ما ننشئه' },
          minutes: 2,
          owner: 'contributor',
          steps: [
            {
              id: 'organisation-name',
              kind: 'form',
              title: { en: 'What is your organisation called?', ar: 'ما اسم مؤسستكم؟' },
              fields: [
                {
                  id: 'organisationName',
                  type: 'text',
                  label: { en: 'Legal name', ar: 'الاسم القانوني' },
                  hint: { en: 'As it appears in your contract', ar: 'كما يرد في العقد' },
                  why: {
                    en: 'We use it to suggest your tenant ID and to address you.',
                    ar: 'نستخدمه لاقتراح معرّف المستأجر ولمخاطبتكم.',
                  },
                  required: true,
                  class: 'plain',
                  due: 'now',
                  semantic: 'organization.name',
                  rules: { minLength: 2, maxLength: 120 },
                  dir: 'auto',
                },
                {
                  id: 'country',
                  type: 'country',
                  label: { en: 'Country of registration', ar: 'بلد التسجيل' },
                  required: true,
                  class: 'plain',
                  due: 'now',
                  semantic: 'organization.country',
                },
                {
                  id: 'website',
                  type: 'url',
                  label: { en: 'Website', ar: 'الموقع الإلكتروني' },
                  hint: { en: 'For example, www.northwind.example', ar: 'مثال: www.northwind.example' },
                  required: false,
                  class: 'plain',
                  due: 'now',
                  semantic: 'organization.url',
                  dir: 'ltr',
                },
              ],
            },
          ],
        },
        {
          id: 'people',
          title: { en: 'People we work with', ar: 'جهات الاتصال' },
          hint: { en: 'Who runs the pipelines, who pays for them', ar: 'من يشغّل خطوط البيانات ومن يسدّد تكلفتها' },
          minutes: 3,
          owner: 'contributor',
          steps: [
            {
              id: 'technical-contact',
              kind: 'form',
              title: { en: 'Who runs the pipelines?', ar: 'من يشغّل خطوط البيانات؟' },
              help: {
                en: 'We contact this person only about running and failing pipelines.',
                ar: 'نتواصل مع هذا الشخص فقط بشأن تشغيل خطوط البيانات وأعطالها.',
              },
              fields: [
                {
                  id: 'technicalContactName',
                  type: 'text',
                  label: { en: 'Full name', ar: 'الاسم الكامل' },
                  required: true,
                  class: 'pii',
                  due: 'now',
                  rules: { maxLength: 200 },
                  dir: 'auto',
                },
                {
                  id: 'technicalContactEmail',
                  type: 'email',
                  label: { en: 'Email address', ar: 'البريد الإلكتروني' },
                  required: true,
                  class: 'pii',
                  due: 'now',
                  dir: 'ltr',
                },
                {
                  id: 'technicalContactPhone',
                  type: 'phone',
                  label: { en: 'Phone number', ar: 'رقم الهاتف' },
                  hint: {
                    en: 'Include the country code if it is a number from another country',
                    ar: 'أضيفوا رمز البلد إذا كان الرقم من بلد آخر',
                  },
                  required: false,
                  class: 'pii',
                  due: 'now',
                  dir: 'ltr',
                },
              ],
            },
            {
              id: 'billing-contact',
              kind: 'form',
              title: { en: 'Who receives the invoices?', ar: 'من يتسلّم الفواتير؟' },
              fields: [
                {
                  id: 'separateBillingContact',
                  type: 'yesNo',
                  label: {
                    en: 'Should invoices go to somebody else?',
                    ar: 'هل تُرسل الفواتير إلى شخص آخر؟',
                  },
                  required: true,
                  class: 'plain',
                  due: 'now',
                },
                {
                  id: 'billingContactName',
                  type: 'text',
                  label: { en: 'Name of the billing contact', ar: 'اسم مسؤول الفواتير' },
                  required: true,
                  visible: 'has(answers.separateBillingContact) && answers.separateBillingContact',
                  class: 'pii',
                  due: 'now',
                  rules: { maxLength: 200 },
                  dir: 'auto',
                },
                {
                  id: 'billingContactEmail',
                  type: 'email',
                  label: { en: 'Email address for invoices', ar: 'البريد الإلكتروني للفواتير' },
                  required: true,
                  visible: 'has(answers.separateBillingContact) && answers.separateBillingContact',
                  class: 'pii',
                  due: 'now',
                  dir: 'ltr',
                },
              ],
            },
          ],
        },
      ],
    },
    {
      id: 'pipelines',
      title: { en: 'Your pipelines', ar: 'خطوط البيانات' },
      tasks: [
        {
          id: 'identity',
          title: { en: 'Tenant ID and region', ar: 'معرّف المستأجر والمنطقة' },
          hint: { en: 'Both stay as they are once set up', ar: 'لا يمكن تغييرهما بعد الإعداد' },
          minutes: 3,
          owner: 'contributor',
          steps: [
            {
              id: 'tenant-id',
              kind: 'form',
              title: { en: 'Choose your tenant ID', ar: 'اختاروا معرّف المستأجر' },
              why: {
                en: 'It becomes the name of your dataset and the beginning of your API key.',
                ar: 'يصبح اسم مجموعة البيانات وبداية مفتاح واجهة البرمجة.',
              },
              fields: [
                {
                  id: 'tenantIdentifier',
                  type: 'identifier',
                  label: { en: 'Tenant ID', ar: 'معرّف المستأجر' },
                  hint: {
                    en: '3 to 50 letters from A to Z, digits and underscores, such as acmeinc_23xv2',
                    ar: 'من 3 إلى 50 خانة من الحروف اللاتينية والأرقام والشرطة السفلية، مثل acmeinc_23xv2',
                  },
                  required: true,
                  class: 'plain',
                  due: 'now',
                  identifier: 'tenantId',
                  dir: 'ltr',
                },
              ],
            },
            {
              id: 'data-region',
              kind: 'form',
              title: { en: 'Where should your data be kept?', ar: 'أين ينبغي حفظ بياناتكم؟' },
              fields: [
                {
                  id: 'region',
                  type: 'choice',
                  label: { en: 'Region', ar: 'المنطقة' },
                  required: true,
                  class: 'plain',
                  due: 'now',
                  options: [
                    {
                      id: 'eu',
                      label: { en: 'European Union', ar: 'الاتحاد الأوروبي' },
                      hint: {
                        en: 'Your data stays in the European Union. It cannot be moved later.',
                        ar: 'تبقى بياناتكم داخل الاتحاد الأوروبي، ولا يمكن نقلها لاحقًا.',
                      },
                    },
                    {
                      id: 'us',
                      label: { en: 'United States', ar: 'الولايات المتحدة' },
                      hint: {
                        en: 'Your data stays in the United States. It cannot be moved later.',
                        ar: 'تبقى بياناتكم داخل الولايات المتحدة، ولا يمكن نقلها لاحقًا.',
                      },
                    },
                  ],
                },
              ],
            },
          ],
        },
        {
          id: 'sources',
          title: { en: 'Sources and volume', ar: 'المصادر وحجم البيانات' },
          hint: { en: 'What the pipelines read, and how much of it', ar: 'ما تقرؤه خطوط البيانات وكميته' },
          minutes: 4,
          owner: 'contributor',
          steps: [
            {
              id: 'providers',
              kind: 'form',
              title: { en: 'Which providers should we read from?', ar: 'من أي مزوّدين نقرأ البيانات؟' },
              fields: [
                {
                  id: 'cloudProviders',
                  type: 'choices',
                  label: { en: 'Providers', ar: 'المزوّدون' },
                  hint: { en: 'Select all that apply', ar: 'اختاروا كل ما ينطبق' },
                  required: true,
                  class: 'plain',
                  due: 'now',
                  rules: { itemsMin: 1 },
                  options: [
                    { id: 'gcp', label: { en: 'Google Cloud', ar: 'Google Cloud' } },
                    { id: 'aws', label: { en: 'Amazon Web Services', ar: 'Amazon Web Services' } },
                    { id: 'openai', label: { en: 'OpenAI', ar: 'OpenAI' } },
                    { id: 'anthropic', label: { en: 'Anthropic', ar: 'Anthropic' } },
                  ],
                },
                {
                  id: 'gcpProjectId',
                  type: 'text',
                  label: { en: 'Google Cloud project ID', ar: 'معرّف مشروع Google Cloud' },
                  hint: { en: 'For example, northwind-prod-471220', ar: 'مثال: northwind-prod-471220' },
                  required: true,
                  visible: 'has(answers.cloudProviders) && "gcp" in answers.cloudProviders',
                  class: 'plain',
                  due: 'now',
                  rules: { minLength: 6, maxLength: 30 },
                  dir: 'ltr',
                },
                {
                  id: 'domains',
                  type: 'choices',
                  label: { en: 'What should the pipelines collect?', ar: 'ماذا ينبغي أن تجمع خطوط البيانات؟' },
                  required: true,
                  class: 'plain',
                  due: 'now',
                  rules: { itemsMin: 1 },
                  options: [
                    { id: 'cost', label: { en: 'Cost', ar: 'التكلفة' } },
                    { id: 'usage', label: { en: 'Usage', ar: 'الاستخدام' } },
                    { id: 'billing', label: { en: 'Billing', ar: 'الفوترة' } },
                  ],
                },
              ],
            },
            {
              id: 'volume',
              kind: 'form',
              title: { en: 'How much, and from when?', ar: 'ما الحجم ومتى البداية؟' },
              fields: [
                {
                  id: 'expectedVolume',
                  type: 'number',
                  label: { en: 'Expected rows a day', ar: 'عدد الصفوف المتوقع يوميًا' },
                  hint: { en: 'A rough figure is enough', ar: 'يكفي رقم تقريبي' },
                  required: true,
                  class: 'plain',
                  due: 'now',
                  rules: { min: 1, max: 1_000_000_000, integer: true },
                },
                {
                  id: 'goLiveDate',
                  type: 'date',
                  label: { en: 'Planned go-live date', ar: 'تاريخ بدء التشغيل المخطط' },
                  hint: { en: 'Today or later', ar: 'اليوم أو بعده' },
                  required: true,
                  class: 'plain',
                  due: 'now',
                  rules: { min: 'today', max: 'today+730' },
                },
                {
                  id: 'notificationEmails',
                  type: 'list',
                  label: { en: 'Who hears about failed runs?', ar: 'من يتلقى التنبيهات عند فشل التشغيل؟' },
                  hint: { en: 'Up to 5 email addresses', ar: 'حتى 5 عناوين بريد إلكتروني' },
                  required: false,
                  class: 'pii',
                  due: 'now',
                  rules: { itemType: 'email', itemsMax: 5 },
                  dir: 'ltr',
                },
                {
                  id: 'notes',
                  type: 'longText',
                  label: { en: 'Anything else we should know?', ar: 'هل هناك ما ينبغي أن نعرفه أيضًا؟' },
                  required: false,
                  class: 'plain',
                  due: 'now',
                  rules: { maxLength: 1000 },
                  dir: 'auto',
                },
              ],
            },
          ],
        },
      ],
    },
    {
      id: 'access',
      title: { en: 'Access and consent', ar: 'الوصول والموافقة' },
      tasks: [
        {
          id: 'access-consent',
          title: { en: 'Access and consent', ar: 'الوصول والموافقة' },
          hint: {
            en: 'Your existing credential, if any, and your consent',
            ar: 'بيانات الاعتماد الحالية إن وُجدت وموافقتكم',
          },
          minutes: 3,
          owner: 'contributor',
          dependsOn: ['organisation-details'],
          steps: [
            {
              id: 'existing-credential',
              kind: 'form',
              title: {
                en: 'Do you already have an ingest credential?',
                ar: 'هل لديكم بيانات اعتماد سابقة لإدخال البيانات؟',
              },
              why: {
                en: 'It is encrypted when it arrives and never shown again, not even to you.',
                ar: 'تُشفَّر عند وصولها ولا تُعرض مرة أخرى، ولا حتى لكم.',
              },
              fields: [
                {
                  id: 'hasExistingCredential',
                  type: 'yesNo',
                  label: { en: 'We have an ingest credential', ar: 'لدينا بيانات اعتماد لإدخال البيانات' },
                  required: true,
                  class: 'plain',
                  due: 'now',
                },
                {
                  id: 'existingCredential',
                  type: 'secret',
                  label: { en: 'Ingest credential', ar: 'بيانات الاعتماد' },
                  hint: { en: 'Paste it here', ar: 'الصقوها هنا' },
                  required: true,
                  visible: 'has(answers.hasExistingCredential) && answers.hasExistingCredential',
                  class: 'secret',
                  due: 'now',
                  rules: { minLength: 8, maxLength: 8000 },
                  dir: 'ltr',
                },
              ],
            },
            {
              id: 'processing-consent',
              kind: 'form',
              title: { en: 'Consent to data processing', ar: 'الموافقة على معالجة البيانات' },
              help: {
                en: 'We process billing and usage records of your cloud accounts to run your pipelines, in the region you chose, and for nothing else. You can withdraw your consent at any time; the pipelines then stop.',
                ar: 'نعالج سجلات الفوترة والاستخدام لحساباتكم السحابية لتشغيل خطوط البيانات، في المنطقة التي اخترتموها ولا لغرض آخر. يمكنكم سحب الموافقة في أي وقت، وعندها تتوقف خطوط البيانات.',
              },
              fields: [
                {
                  id: 'processingConsent',
                  type: 'consent',
                  label: {
                    en: 'I agree to this processing on behalf of my organisation',
                    ar: 'أوافق على هذه المعالجة نيابةً عن مؤسستي',
                  },
                  required: true,
                  class: 'plain',
                  due: 'now',
                  consentVersion: '2026-11',
                },
              ],
            },
          ],
        },
      ],
    },
    {
      id: 'setup',
      title: { en: 'Setting up', ar: 'الإعداد' },
      tasks: [
        {
          id: 'provisioning',
          title: { en: 'We set up your pipelines', ar: 'نُعِدّ خطوط البيانات' },
          hint: { en: 'Starts when you have submitted your answers', ar: 'يبدأ بعد إرسال إجاباتكم' },
          owner: 'owner',
          steps: [
            {
              id: 'provision',
              kind: 'provision',
              title: { en: 'Dataset, tables and API key', ar: 'مجموعة البيانات والجداول ومفتاح واجهة البرمجة' },
              actions: [
                {
                  id: 'dataset',
                  uses: 'dataset.create',
                  title: { en: 'Create your dataset', ar: 'إنشاء مجموعة البيانات' },
                  with: { name: '${answers.tenantIdentifier}', region: '${answers.region}' },
                  onLaterFailure: 'undo',
                  retry: { attemptsMax: 5, backoffMs: 1000 },
                  produces: { name: 'string' },
                },
                {
                  id: 'tables',
                  uses: 'dataset.tables',
                  title: { en: 'Create its tables', ar: 'إنشاء الجداول' },
                  with: { dataset: '${actions.dataset.name}' },
                  needs: ['dataset'],
                  onLaterFailure: 'undo',
                  retry: { attemptsMax: 5, backoffMs: 1000 },
                  produces: { tables: 'stringList' },
                },
                {
                  id: 'customerKey',
                  uses: 'customer-key.issue',
                  title: { en: 'Issue your API key', ar: 'إصدار مفتاح واجهة البرمجة' },
                  with: { tenantId: '${answers.tenantIdentifier}' },
                  needs: ['dataset'],
                  onLaterFailure: 'undo',
                  produces: { key: 'secret' },
                },
                {
                  id: 'customerKeyRecord',
                  uses: 'customer-key.record',
                  title: { en: 'Record the key in your dataset', ar: 'تسجيل المفتاح في مجموعة البيانات' },
                  with: { dataset: '${actions.dataset.name}', key: '${actions.customerKey.key}' },
                  needs: ['tables', 'customerKey'],
                  onLaterFailure: 'undo',
                  retry: { attemptsMax: 5, backoffMs: 1000 },
                },
                {
                  id: 'verification',
                  uses: 'dataset.verify',
                  title: { en: 'Check that everything is there', ar: 'التحقق من اكتمال كل شيء' },
                  with: { dataset: '${actions.dataset.name}' },
                  needs: ['customerKeyRecord'],
                  onLaterFailure: 'ignore',
                  retry: { attemptsMax: 3, backoffMs: 1000 },
                },
                {
                  id: 'dryRun',
                  uses: 'pipeline.dry-run',
                  title: { en: 'Try a pipeline without data', ar: 'تجربة خط بيانات دون بيانات' },
                  with: { dataset: '${actions.dataset.name}', template: 'gcp/example/dryrun' },
                  needs: ['verification'],
                  onLaterFailure: 'ignore',
                  nonBlocking: true,
                  retry: { attemptsMax: 2, backoffMs: 1000 },
                  produces: { status: 'string' },
                },
              ],
            },
          ],
        },
        {
          id: 'api-key',
          title: { en: 'Take your API key', ar: 'استلام مفتاح واجهة البرمجة' },
          hint: { en: 'It is shown only once', ar: 'يُعرض مرة واحدة فقط' },
          minutes: 1,
          owner: 'owner',
          steps: [
            {
              id: 'reveal-api-key',
              kind: 'reveal',
              title: { en: 'Your API key', ar: 'مفتاح واجهة البرمجة' },
              help: {
                en: 'Save it immediately in a safe place. It cannot be shown again.',
                ar: 'احفظوه فورًا في مكان آمن، فلا يمكن عرضه مرة أخرى.',
              },
              what: 'customerKey.key',
              once: true,
              to: 'owner',
            },
          ],
        },
      ],
    },
  ],
  offboarding: [
    {
      id: 'keep-data',
      title: { en: 'End the service and keep the data', ar: 'إنهاء الخدمة مع الإبقاء على البيانات' },
      consequences: [
        {
          en: 'The API key stops working at once, and no pipeline runs any more.',
          ar: 'يتوقف مفتاح واجهة البرمجة عن العمل فورًا، ولا يعمل أي خط بيانات بعد ذلك.',
        },
        {
          en: 'The dataset stays where it is, with everything in it.',
          ar: 'تبقى مجموعة البيانات في مكانها بكل ما فيها.',
        },
      ],
      keeps: ['dataset', 'table'],
      destructive: false,
      ends: 'inactive',
    },
    {
      id: 'delete-data',
      title: { en: 'End the service and delete the data', ar: 'إنهاء الخدمة وحذف البيانات' },
      consequences: [
        {
          en: 'The API key stops working at once, and no pipeline runs any more.',
          ar: 'يتوقف مفتاح واجهة البرمجة عن العمل فورًا، ولا يعمل أي خط بيانات بعد ذلك.',
        },
        {
          en: 'The dataset is deleted with all its tables and everything in them. This cannot be undone.',
          ar: 'تُحذف مجموعة البيانات بكل جداولها وكل ما فيها، ولا يمكن التراجع عن ذلك.',
        },
      ],
      keeps: [],
      destructive: true,
      phrase: '${answers.tenantIdentifier}',
      ends: 'inactive',
    },
  ],
  commands: [
    {
      id: 'last-runs',
      title: { en: 'The last ten pipeline runs', ar: 'آخر عشر مرات تشغيل لخطوط البيانات' },
      variants: [
        {
          id: 'sql',
          label: { en: 'SQL query', ar: 'استعلام SQL' },
          text: 'SELECT * FROM ${answers.tenantIdentifier}.pipeline_runs ORDER BY created_at DESC LIMIT 10',
        },
      ],
    },
    {
      id: 'steps-of-a-run',
      title: { en: 'The steps of one run, in order', ar: 'خطوات تشغيل واحد بالترتيب' },
      variants: [
        {
          id: 'sql',
          label: { en: 'SQL query', ar: 'استعلام SQL' },
          text: "SELECT * FROM ${answers.tenantIdentifier}.step_logs WHERE pipeline_logging_id = 'ID_OF_THE_RUN' ORDER BY step_number",
        },
      ],
    },
    {
      id: 'failed-quality',
      title: { en: 'Quality rules that were not met', ar: 'قواعد الجودة التي لم تتحقق' },
      variants: [
        {
          id: 'sql',
          label: { en: 'SQL query', ar: 'استعلام SQL' },
          text: "SELECT * FROM ${answers.tenantIdentifier}.dq_results WHERE status = 'FAILED'",
        },
      ],
    },
  ],
  related: [
    {
      title: {
        en: 'PostgreSQL: schemas, in which datasets live',
        ar: 'PostgreSQL: المخططات التي تضم مجموعات البيانات',
      },
      href: 'https://www.postgresql.org/docs/current/ddl-schemas.html',
    },
    {
      title: { en: 'Cloud billing exports: what a bill contains', ar: 'تصدير الفوترة السحابية: محتوى الفاتورة' },
      href: 'https://cloud.google.com/billing/docs/how-to/export-data-bigquery',
    },
  ],
  direct: {
    input: { tenant_id: 'tenantIdentifier' },
    answers: { region: 'eu' },
    output: {
      tenant_id: 'answers.tenantIdentifier',
      api_key: 'actions.customerKey.key',
      dataset_created: 'actions.dataset',
      tables_created: 'actions.tables.tables',
      dryrun_status: 'actions.dryRun.status',
    },
    message: {
      en: 'Customer {tenant_id} onboarded successfully. Save the API key now: it is shown only once.',
      ar: 'اكتمل تسجيل العميل {tenant_id} بنجاح. احفظ مفتاح واجهة البرمجة الآن، فلن يظهر مرة أخرى.',
    },
  },
};
