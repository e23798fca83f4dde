import type { ActionDefinition, ProvisionStep, TableSchema } from '@/lib/flow-definition';
import { customerId, datasetName, isNew, isUpdate, project, secretName, usesGoogle, usesMeta } from './references';

/** The tables of a customer's dataset: conversions of every platform in one shape, and their sums by day. */
export const analyticsTables: readonly TableSchema[] = [
  {
    name: 'conversions',
    columns: [
      { name: 'conversion_id', type: 'string', required: true },
      { name: 'occurred_at', type: 'timestamp', required: true },
      { name: 'platform', type: 'string', required: true },
      { name: 'account_id', type: 'string', required: true },
      { name: 'campaign_id', type: 'string' },
      { name: 'conversion_type', type: 'string' },
      { name: 'value', type: 'number' },
      { name: 'currency', type: 'string' },
      { name: 'attributes', type: 'json' },
      { name: 'loaded_at', type: 'timestamp', required: true },
    ],
  },
  {
    name: 'daily_metrics',
    columns: [
      { name: 'day', type: 'date', required: true },
      { name: 'platform', type: 'string', required: true },
      { name: 'account_id', type: 'string', required: true },
      { name: 'campaign_id', type: 'string' },
      { name: 'impressions', type: 'integer' },
      { name: 'clicks', type: 'integer' },
      { name: 'cost', type: 'number' },
      { name: 'conversions', type: 'number' },
      { name: 'conversion_value', type: 'number' },
      { name: 'currency', type: 'string' },
      { name: 'loaded_at', type: 'timestamp', required: true },
    ],
  },
];

/**
 * What becomes of something that is there when storing a credential fails for good: it is kept for people to look at,
 * and the customer is held, never active. Every other failure takes it away again.
 */
const keptForCredentials = {
  default: 'undo',
  storeGoogleToken: 'keep-and-hold',
  storeMetaToken: 'keep-and-hold',
} as const;

const storing = (id: string, type: string, when: string, title: ActionDefinition['title']): ActionDefinition => ({
  id,
  uses: 'secret.store',
  title,
  with: { name: secretName(type), credential: type, store: 'google-secret-manager', optional: true },
  when,
  needs: ['register'],
  onLaterFailure: 'undo',
  retry: { attemptsMax: 5, backoffMs: 1000 },
});

const actions: readonly ActionDefinition[] = [
  {
    id: 'preflight',
    uses: 'permissions.preflight',
    title: { en: 'Look whether we may do all of it', ar: 'التحقق من أن لدينا كل الصلاحيات' },
    with: { project, secrets: true },
    onLaterFailure: 'undo',
    retry: { attemptsMax: 3, backoffMs: 1000 },
  },
  {
    // Whoever names an entry need not own it: somebody of the partner's says so before it changes.
    id: 'confirmUpdate',
    uses: 'approval.wait',
    title: { en: 'Our team confirms that the entry is yours', ar: 'يتأكد فريقنا من أن السجلّ لكم' },
    with: { withinMinutes: 10_080 },
    when: isUpdate,
    needs: ['preflight'],
    onLaterFailure: 'undo',
  },
  {
    id: 'createDataset',
    uses: 'bigquery.dataset',
    title: { en: 'Create your dataset', ar: 'إنشاء مجموعة بياناتكم' },
    with: { name: datasetName, project },
    when: isNew,
    needs: ['preflight'],
    onLaterFailure: keptForCredentials,
    retry: { attemptsMax: 5, backoffMs: 1000 },
    produces: { name: 'string' },
  },
  {
    id: 'createTables',
    uses: 'bigquery.tables',
    title: { en: 'Create its tables', ar: 'إنشاء جداولها' },
    with: { dataset: datasetName, project, schema: 'analytics' },
    when: isNew,
    needs: ['createDataset'],
    onLaterFailure: keptForCredentials,
    retry: { attemptsMax: 5, backoffMs: 1000 },
    produces: { tables: 'stringList' },
  },
  {
    id: 'register',
    uses: 'registry.register',
    title: { en: 'Enter you in the register of customers', ar: 'تسجيلكم في سجلّ العملاء' },
    with: {
      id: customerId,
      name: '${answers.customerName}',
      industry: '${answers.industry}',
      dataset: datasetName,
      project,
      googleAdsIds: '${has(answers.googleAdsIds) ? answers.googleAdsIds : []}',
      metaAccountIds: '${has(answers.metaAccountIds) ? answers.metaAccountIds : []}',
      tags: '${has(answers.tags) ? answers.tags : []}',
      update: `\${${isUpdate}}`,
    },
    // Not the dataset: the entry outlives it when a customer leaves.
    needs: ['preflight', 'confirmUpdate'],
    onLaterFailure: keptForCredentials,
    retry: { attemptsMax: 5, backoffMs: 1000 },
    produces: { id: 'string' },
  },
  storing('storeGoogleToken', 'google_ads_refresh_token', usesGoogle, {
    en: 'Store the token of Google Ads',
    ar: 'حفظ رمز Google Ads',
  }),
  storing('storeMetaToken', 'meta_access_token', usesMeta, {
    en: 'Store the token of Meta',
    ar: 'حفظ رمز Meta',
  }),
  {
    id: 'activate',
    uses: 'registry.status',
    title: { en: 'Mark you as active', ar: 'جعل سجلّكم نشطًا' },
    with: { id: customerId, status: 'active' },
    needs: ['register', 'storeGoogleToken', 'storeMetaToken'],
    onLaterFailure: 'undo',
    retry: { attemptsMax: 5, backoffMs: 1000 },
  },
  {
    id: 'verifyRegistered',
    uses: 'registry.verify',
    title: { en: 'Look you up in the register', ar: 'البحث عنكم في السجلّ' },
    with: { id: customerId, status: 'active' },
    needs: ['activate'],
    onLaterFailure: 'undo',
    retry: { attemptsMax: 3, backoffMs: 1000 },
  },
  {
    id: 'verifyIndustry',
    uses: 'registry.listed',
    title: { en: 'Look you up among your industry', ar: 'البحث عنكم ضمن قطاعكم' },
    with: { id: customerId, industry: '${answers.industry}' },
    needs: ['activate'],
    onLaterFailure: 'undo',
    retry: { attemptsMax: 3, backoffMs: 1000 },
  },
  {
    id: 'verifyQuery',
    uses: 'dataset.query',
    title: { en: 'Ask your dataset a question', ar: 'طرح استعلام على مجموعة بياناتكم' },
    with: { dataset: datasetName, project },
    needs: ['activate'],
    onLaterFailure: 'undo',
    retry: { attemptsMax: 3, backoffMs: 1000 },
  },
];

/** What is set up once all answers are sent in: nothing of it happens before. */
export const setUp: ProvisionStep = {
  id: 'set-up',
  kind: 'provision',
  title: { en: 'Create the dataset and register you', ar: 'إنشاء مجموعة البيانات وتسجيلكم' },
  help: {
    en: 'It takes a minute. You can close this page; we tell you when it is done.',
    ar: 'يستغرق دقيقة واحدة. يمكنكم إغلاق هذه الصفحة وسنخبركم عند الانتهاء.',
  },
  actions,
};
