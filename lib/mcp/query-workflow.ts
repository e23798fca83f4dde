import {
  bigQueryOf,
  ConnectorError,
  googleAccount,
  type BigQuery,
  type Connection,
  type WireMeans,
} from '@/lib/connectors';
import { openSealed, sealValue } from '@/lib/crypto';
import type { GivenUp, Workflow } from '@/lib/platform/jobs';
import { systemMeans, type Means } from '@/lib/platform/means';
import { asCustomer, asPlatform } from '@/lib/tenancy';
import { datasetOf, queryPlace, type QueryRef } from './order-query';

/** What the worker lends to questions. */
export type QueryEnvironment = Readonly<{
  wire: WireMeans;
  connection: (ownerTenantId: string, system: string, purpose: string) => Promise<Connection | null>;
  means: Means;
  onUnexpected: (error: unknown, about: Readonly<Record<string, string>>) => void;
}>;

const rowsMax = 100;
const bytesMax = 1024 ** 3;
const answerCharactersMax = 200_000;
const keptMs = 10 * 60_000;

/** The workflow `query-dataset { tenantId, queryId }`: asks a customer's dataset what was ordered, once. */
export const queryDatasetWorkflow =
  (environment: QueryEnvironment): Workflow =>
  (durable, { tenantId = '', queryId = '' }) =>
    durable.step('ask', () => ask(environment, { tenantId, queryId }));

/** A question that was given up is answered with that. */
export const giveUpQuery: GivenUp = ({ tenantId = '', queryId = '' }) =>
  settle({ means: systemMeans }, { tenantId, queryId }, 'unexpected', null);

type Question = Readonly<{ sql: string; dataset: string; project: string | null; owner: string }>;

async function ask(environment: QueryEnvironment, ref: QueryRef): Promise<void> {
  const question = await asCustomer(ref.tenantId, `query:${ref.queryId}`, async (tx): Promise<Question | null> => {
    const [row] = await tx.$queryRaw<{ flow_id: string; sealed_sql: string; owner: string }[]>`
      select q.flow_id, q.sealed_sql, c.owner_tenant_id as owner from dataset_queries q
      join customers c on c.tenant_id = q.tenant_id
      where q.tenant_id = ${ref.tenantId}::uuid and q.id = ${ref.queryId}::uuid and q.status = 'queued'`;
    const place = row && (await datasetOf(tx, { tenantId: ref.tenantId, flowId: row.flow_id }));
    if (!row || !place) return null;
    const sql = await openSealed(tx, queryPlace(ref, 'sealed_sql'), row.sealed_sql, 'mcp');
    return { ...place, sql: sql.reveal(), owner: row.owner };
  });
  if (question === null) return;
  try {
    await settle(environment, ref, null, JSON.stringify(await answerOf(environment, ref, question)));
  } catch (error) {
    const isForeseen = error instanceof ConnectorError || error instanceof NotAllowed;
    // A step that throws is tried again for as long as it throws: anybody's odd question would hold a worker up.
    if (!isForeseen) environment.onUnexpected(error, { queryId: ref.queryId });
    await settle(environment, ref, isForeseen ? error.code : 'unexpected', null);
  }
}

/** A question that is not asked: it would change something, look beyond the customer's dataset, or cost too much. */
class NotAllowed extends Error {
  constructor(readonly code: 'query_not_allowed' | 'query_too_large') {
    super(code);
  }
}

async function answerOf({ wire, connection }: QueryEnvironment, { queryId }: QueryRef, question: Question) {
  const opened = await connection(question.owner, 'google-cloud', `query:${queryId}`);
  if (opened === null) throw new ConnectorError('not_connected', { system: 'BigQuery' });
  const warehouse = bigQueryOf(googleAccount(opened, question.project ?? undefined), wire);
  await requireHarmless(warehouse, question);
  const { dataset: datasetId, sql } = question;
  const { rows, totalRows } = await warehouse.query(sql, {}, { datasetId, maxRows: rowsMax, requestId: queryId });
  const capped = rows.slice(0, rowsMax);
  while (JSON.stringify(capped).length > answerCharactersMax) capped.pop();
  return { rows: capped, total_rows: totalRows };
}

/**
 * What a dry run does not name among the tables: lists of everything in a project, and other databases. A backslash is
 * refused as well, because inside a quoted name it could write any of these another way.
 */
const unnamed = /information_schema|__tables|external_query|external_object|\\/i;

/**
 * What the warehouse itself says of the statement beforehand decides, not our reading of it: one SELECT, every table
 * behind it in the customer's own dataset, no routine, and not too large.
 */
async function requireHarmless(warehouse: BigQuery, { sql, dataset }: Question): Promise<void> {
  if (unnamed.test(sql)) throw new NotAllowed('query_not_allowed');
  const plan = await warehouse.dryRun(sql, { datasetId: dataset });
  const isWithin = plan.tables.every(
    ({ projectId, datasetId }) => projectId === warehouse.projectId && datasetId === dataset,
  );
  if (plan.statementType !== 'SELECT' || !isWithin || plan.hasRoutines) throw new NotAllowed('query_not_allowed');
  if (plan.bytes > bytesMax) throw new NotAllowed('query_too_large');
}

function settle(
  { means }: Pick<QueryEnvironment, 'means'>,
  ref: QueryRef,
  code: string | null,
  result: string | null,
): Promise<void> {
  return asCustomer(ref.tenantId, `query:${ref.queryId}`, async (tx) => {
    const sealed = result === null ? null : await sealValue(tx, queryPlace(ref, 'sealed_result'), result);
    await tx.$executeRaw`
      update dataset_queries set status = ${sealed === null ? 'refused' : 'done'}, code = ${code}, sealed_result = ${sealed},
        ended_at = ${means.clock.now()}
      where tenant_id = ${ref.tenantId}::uuid and id = ${ref.queryId}::uuid and status = 'queued'`;
  });
}

/** Clears what nobody has taken away; the worker calls it every minute. Answers how many. */
export const clearQueries = (now: Date = new Date()): Promise<number> =>
  asPlatform('clear answers that nobody has taken', async (tx) => {
    const before = new Date(now.getTime() - keptMs);
    const [old] = await tx.$queryRaw<{ some: boolean }[]>`
      select exists (select 1 from dataset_queries where created_at < ${before}) as some`;
    return old?.some ? tx.$executeRaw`delete from dataset_queries where created_at < ${before}` : 0;
  });
