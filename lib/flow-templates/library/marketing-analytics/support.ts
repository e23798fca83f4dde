import type { CommandHelp, Diagnostic, FlowDefinition, LocalizedText } from '@/lib/flow-definition';
import { customerId, datasetName, project } from './references';

/** What each right is needed for. The set-up script and the pre-flight name the same ones. */
export const neededPermissions = {
  bigQuery: [
    'bigquery.datasets.create',
    'bigquery.datasets.get',
    'bigquery.datasets.delete',
    'bigquery.tables.create',
    'bigquery.tables.updateData',
  ],
  /** Besides the rights to make and to fill: tables have to be read back, and a query is a job. */
  bigQueryReading: ['bigquery.tables.get', 'bigquery.tables.list', 'bigquery.tables.getData', 'bigquery.jobs.create'],
  secretManager: [
    'secretmanager.secrets.create',
    'secretmanager.secrets.get',
    'secretmanager.versions.add',
    'secretmanager.versions.access',
    'secretmanager.secrets.delete',
  ],
} as const;

const granular = [
  ...neededPermissions.bigQuery,
  ...neededPermissions.bigQueryReading,
  ...neededPermissions.secretManager,
].join(',');

/** What goes wrong, what is looked at by itself, and what to try, the likeliest first. */
export const diagnostics: readonly Diagnostic[] = [
  {
    id: 'customer-exists',
    on: ['dataset_exists', 'already_exists'],
    title: { en: 'The customer exists already', ar: 'العميل موجود بالفعل' },
    probes: [
      {
        id: 'entry',
        title: { en: 'Is there an entry in the register?', ar: 'هل له سجلّ في سجلّ العملاء؟' },
        check: 'registry.entry',
        with: { id: customerId },
      },
    ],
    remedies: [
      {
        en: 'Use another customer ID: reopen the page that asks for it.',
        ar: 'استخدموا معرّف عميل آخر: أعيدوا فتح الصفحة التي تسأل عنه.',
      },
      {
        en: 'Update the existing customer instead of creating one: reopen the first page and choose to update.',
        ar: 'حدّثوا العميل الموجود بدل إنشاء عميل جديد: أعيدوا فتح الصفحة الأولى واختاروا التحديث.',
      },
      {
        en: 'Offboard the existing customer first, then start again.',
        ar: 'أنهوا خدمة العميل الموجود أولًا ثم ابدؤوا من جديد.',
      },
    ],
  },
  {
    id: 'permission-denied',
    on: ['permission_denied', 'quota_exceeded', 'credential_refused'],
    title: { en: 'Creating the dataset is refused', ar: 'رُفض إنشاء مجموعة البيانات' },
    probes: [
      {
        id: 'role',
        title: { en: 'Does the service account have the rights?', ar: 'هل يملك حساب الخدمة الصلاحيات؟' },
        check: 'bigquery.permissions',
        with: { project },
      },
      {
        id: 'project',
        title: { en: 'Is the project ID right?', ar: 'هل معرّف المشروع صحيح؟' },
        check: 'bigquery.project',
        with: { project },
      },
      {
        id: 'quota',
        title: { en: 'Is there quota left?', ar: 'هل بقي شيء من الحصة المسموح بها؟' },
        check: 'bigquery.quota',
        with: { project },
      },
      {
        id: 'secrets',
        title: { en: 'May credentials be stored?', ar: 'هل يُسمح بحفظ بيانات الاعتماد؟' },
        check: 'secret-manager.permissions',
        with: {},
      },
    ],
    remedies: [
      {
        en: 'Give the service account the role: the set-up script below does it.',
        ar: 'امنحوا حساب الخدمة الدور المطلوب: يفعل ذلك نص الإعداد أدناه.',
      },
      {
        en: 'Compare the project ID with the one in the Google Cloud console.',
        ar: 'قارنوا معرّف المشروع بالمعرّف الظاهر في لوحة تحكم Google Cloud.',
      },
      {
        en: 'If the quota is used up, wait for the next day or ask Google for more, then try again.',
        ar: 'إذا نفدت الحصة فانتظروا إلى الغد أو اطلبوا زيادتها من Google ثم أعيدوا المحاولة.',
      },
    ],
  },
  {
    id: 'registry-update-fails',
    on: ['registry_missing', 'not_found', 'shape_differs', 'registry_refused'],
    title: { en: 'The register of customers cannot be updated', ar: 'تعذّر تحديث سجلّ العملاء' },
    probes: [
      {
        id: 'table',
        title: { en: 'Is the table of the register there?', ar: 'هل جدول السجلّ موجود؟' },
        check: 'registry.table',
        with: {},
      },
      {
        id: 'write-access',
        title: { en: 'May the service account write to it?', ar: 'هل يُسمح لحساب الخدمة بالكتابة فيه؟' },
        check: 'registry.write-access',
        with: {},
      },
      {
        id: 'data',
        title: { en: 'Is what would be entered valid?', ar: 'هل البيانات المراد تسجيلها صحيحة؟' },
        check: 'registry.data',
        with: { id: customerId, name: '${answers.customerName}', industry: '${answers.industry}' },
      },
    ],
    remedies: [
      {
        en: 'Create the table of the register: the set-up script below does it.',
        ar: 'أنشئوا جدول السجلّ: يفعل ذلك نص الإعداد أدناه.',
      },
      {
        en: 'Let the service account write to the dataset of the register, as data editor.',
        ar: 'اسمحوا لحساب الخدمة بالكتابة في مجموعة بيانات السجلّ بصفة محرّر بيانات.',
      },
      {
        en: 'Compare customer ID, name and industry with what the register takes, and correct the answers.',
        ar: 'قارنوا معرّف العميل والاسم والقطاع بما يقبله السجلّ وصحّحوا الإجابات.',
      },
    ],
  },
];

const account = 'portico-onboarding';
const create = `PROJECT_ID=${project}
SERVICE_ACCOUNT=${account}@$PROJECT_ID.iam.gserviceaccount.com
gcloud iam service-accounts create ${account} --project="$PROJECT_ID" --display-name="Customer onboarding"`;
const grant = (role: string): string =>
  `gcloud projects add-iam-policy-binding "$PROJECT_ID" --member="serviceAccount:$SERVICE_ACCOUNT" --role="${role}" --condition=None`;

/** The table of the register as the connector writes it, and who may write to it. */
const registry = `bq --project_id="$PROJECT_ID" mk --dataset --force "$PROJECT_ID:growthnav_registry"
bq --project_id="$PROJECT_ID" query --use_legacy_sql=false 'CREATE TABLE IF NOT EXISTS growthnav_registry.customers (customer_id STRING NOT NULL, customer_name STRING NOT NULL, industry STRING NOT NULL, gcp_project_id STRING, dataset STRING, google_ads_customer_ids ARRAY<STRING>, meta_ad_account_ids ARRAY<STRING>, tags ARRAY<STRING>, status STRING NOT NULL, managed_by STRING, previous STRING, created_at TIMESTAMP, updated_at TIMESTAMP)'
bq --project_id="$PROJECT_ID" query --use_legacy_sql=false "GRANT \`roles/bigquery.dataEditor\` ON SCHEMA growthnav_registry TO 'serviceAccount:$SERVICE_ACCOUNT'"`;

const list = `gcloud iam service-accounts describe "$SERVICE_ACCOUNT" --project="$PROJECT_ID"
gcloud projects get-iam-policy "$PROJECT_ID" --flatten=bindings --filter="bindings.members:$SERVICE_ACCOUNT" --format="table(bindings.role)"
bq --project_id="$PROJECT_ID" ls --max_results=1`;

/** What somebody with rights in the project runs once, and what helps to look around afterwards. */
export const commands: readonly CommandHelp[] = [
  {
    id: 'service-account',
    title: { en: 'Set up the service account in the project', ar: 'إعداد حساب الخدمة في المشروع' },
    variants: [
      {
        id: 'least',
        label: { en: 'With the smallest set of rights', ar: 'بأقل قدر من الصلاحيات' },
        text: `${create}
gcloud iam roles create porticoOnboarding --project="$PROJECT_ID" --title="Customer onboarding" --permissions=${granular}
${grant('projects/$PROJECT_ID/roles/porticoOnboarding')}
${registry}`,
      },
      {
        id: 'predefined',
        label: { en: 'With the roles that Google has defined', ar: 'بالأدوار المعرّفة لدى Google' },
        text: `${create}
${grant('roles/bigquery.admin')}
${grant('roles/secretmanager.admin')}
${registry}`,
      },
    ],
  },
  {
    id: 'verify-rights',
    title: { en: 'Look at the rights of the service account', ar: 'عرض صلاحيات حساب الخدمة' },
    variants: [
      {
        id: 'gcloud',
        label: { en: 'With gcloud and bq', ar: 'باستخدام gcloud وbq' },
        text: `PROJECT_ID=${project}
SERVICE_ACCOUNT=${account}@$PROJECT_ID.iam.gserviceaccount.com
${list}`,
      },
    ],
  },
  {
    id: 'look-at-customer',
    title: { en: 'Look at what exists for the customer', ar: 'عرض ما هو موجود للعميل' },
    variants: [
      {
        id: 'bq',
        label: { en: 'With gcloud and bq', ar: 'باستخدام gcloud وbq' },
        text: `PROJECT_ID=${project}
bq --project_id="$PROJECT_ID" ls "${datasetName}"
bq --project_id="$PROJECT_ID" query --use_legacy_sql=false "SELECT * FROM growthnav_registry.customers WHERE customer_id = '${customerId}'"
gcloud secrets list --project="$PROJECT_ID" --filter="name~growthnav-${customerId}-"`,
      },
    ],
  },
];

export const related: NonNullable<FlowDefinition['related']> = [
  {
    title: { en: 'Analytics reporting: reports for customers', ar: 'تقارير التحليلات: إعداد تقارير العملاء' },
    href: 'https://cloud.google.com/bigquery/docs/visualize-looker-studio',
  },
  {
    title: {
      en: 'BigQuery best practices: asking customer data efficiently',
      ar: 'أفضل ممارسات BigQuery: الاستعلام عن بيانات العملاء بكفاءة',
    },
    href: 'https://cloud.google.com/bigquery/docs/best-practices-performance-overview',
  },
];

/** Read before anything is asked. */
export const prerequisites: readonly LocalizedText[] = [
  { en: 'The name of your business as it should appear in reports', ar: 'اسم نشاطكم كما ينبغي أن يظهر في التقارير' },
  {
    en: 'The IDs of your Google Ads and Meta ad accounts, if you advertise there',
    ar: 'أرقام حساباتكم الإعلانية في Google Ads وMeta إن كنتم تعلنون عليهما',
  },
  {
    en: 'The name of somebody who may grant access to those accounts, and who can make a token for each',
    ar: 'اسم شخص يملك صلاحية منح الوصول إلى هذه الحسابات ويستطيع إنشاء رمز لكل منها',
  },
  {
    en: 'Your Google Cloud project ID, if your data is to be kept in a project of your own',
    ar: 'معرّف مشروعكم في Google Cloud إذا كانت بياناتكم ستُحفظ في مشروع خاص بكم',
  },
];
