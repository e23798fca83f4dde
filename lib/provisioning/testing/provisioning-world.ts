import pg from 'pg';
import { postgresDatasets, unpaced, warehouseDatabase } from '@/lib/connectors';
import type { FlowDefinition } from '@/lib/flow-definition';
import { immediate } from '@/lib/platform/jobs';
import { safeFetch } from '@/lib/platform/http';
import { systemMeans } from '@/lib/platform/means';
import { dropDatabases, testDatabase, withTestWorld, type TestWorld } from '@/scripts/testing/database';
import type { Environment } from '../environment';
import { provisionFlow, undoRunWorkflow } from '../run';
import { publishedTemplate, referenceTemplate, submittedFlow, type SubmittedFlow } from './submitted-flow';

/** A database and a warehouse of the test file's own, and short ways to set flows up and to look at what came of it. */
export async function provisioningWorld() {
  const database = await testDatabase({ warehouse: true });
  const world = await withTestWorld(database);
  const datasets = postgresDatasets(database.warehouseUrl);
  const unexpected: unknown[] = [];
  const environment: Environment = {
    datasets,
    wire: { fetch: safeFetch, pace: unpaced, now: () => systemMeans.clock.now() },
    connection: () => Promise.resolve(null),
    credential: () => Promise.resolve(null),
    means: systemMeans,
    random: () => 0,
    onUnexpected: (error) => unexpected.push(error),
  };
  const templates = new Map<unknown, string>();
  let version = 0;
  const base = new URL(database.warehouseUrl).pathname.slice(1);

  const submitted = async (
    customer: Readonly<{ id: string }>,
    identifier: string,
    change?: (definition: FlowDefinition) => FlowDefinition,
  ): Promise<SubmittedFlow> => {
    const known = templates.get(change);
    const id =
      known ?? (await publishedTemplate(database.sql, world.platform.id, referenceTemplate((version += 1), change)));
    templates.set(change, id);
    return submittedFlow(database.sql, { tenantId: world.platform.id, id }, customer, identifier);
  };
  const run = (flow: SubmittedFlow, runId = flow.runId) =>
    provisionFlow(environment)(immediate, { tenantId: flow.tenantId, runId });
  const undo = (flow: SubmittedFlow, runId = flow.runId) =>
    undoRunWorkflow(environment)(immediate, { tenantId: flow.tenantId, runId });

  /** Asks the warehouse of an owner, past the connector. */
  const warehouse = async <Row extends pg.QueryResultRow>(
    owner: string,
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> => {
    const url = new URL(database.superuserUrl);
    url.pathname = `/${warehouseDatabase(base, owner)}`;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  };
  const schemas = async (owner: string): Promise<string[]> =>
    (
      await warehouse<{ nspname: string }>(
        owner,
        `select nspname from pg_namespace where nspname !~ '^(pg_|information_schema|public|portico:)' order by 1`,
      )
    ).map((row) => row.nspname);

  const close = async (): Promise<void> => {
    await datasets.close();
    const owners = [world.platform, world.northwind, world.alufuq];
    await dropDatabases(
      database.superuserUrl,
      owners.map(({ id }) => warehouseDatabase(base, id)),
    );
    await database.close();
  };
  return { database, world, environment, unexpected, submitted, run, undo, warehouse, schemas, close };
}

export type ProvisioningWorld = Awaited<ReturnType<typeof provisioningWorld>>;
export type { TestWorld };

/** The set-up with another list of actions, made from the reference's own. */
export const changingActions =
  (change: (actions: readonly Action[]) => readonly Action[]) =>
  (definition: FlowDefinition): FlowDefinition => ({
    ...definition,
    sections: definition.sections.map((section) => ({
      ...section,
      tasks: section.tasks.map((task) => ({
        ...task,
        steps: task.steps.map((step) =>
          step.kind === 'provision' ? { ...step, actions: change(step.actions) } : step,
        ),
      })),
    })),
  });
type Action = Extract<
  FlowDefinition['sections'][number]['tasks'][number]['steps'][number],
  { kind: 'provision' }
>['actions'][number];
