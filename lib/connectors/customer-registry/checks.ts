import { randomUUID } from 'node:crypto';
import { bigQueryOf, type BigQuery } from '../bigquery';
import { bigQuery as system } from '../bigquery/map';
import type { Check, CheckContext, CheckReport, CheckResult } from '../check';
import { ConnectorError } from '../connector';
import { googleAccount } from '../google-cloud/account';
import { secretManagerOf } from '../secret-manager';
import { customerRegistry, registryColumns, type CustomerRegistry } from './registry';

/** Whether the project is there and lets us look at it at all: the likeliest slip is a wrong project id. */
export const projectCheck: Check = looking(['project'], async (context) => {
  await (await warehouse(context)).listDatasets(1);
});

/** Whether another dataset may be made today: makes one and takes it away again at once. */
export const quotaCheck: Check = looking(['quota'], async (context) => {
  const bigQuery = await warehouse(context);
  const datasetId = `portico_probe_${randomUUID().replaceAll('-', '')}`;
  const labels = { 'managed-by': 'portico', 'portico-flow': 'probe' };
  await bigQuery.createDataset({ datasetId, labels });
  await bigQuery.deleteDataset(datasetId, labels);
});

/** Whether the customer's dataset answers a query: `SELECT 1` gives a row. */
export const selectOneCheck: Check = looking(['query'], async (context) => {
  const bigQuery = await warehouse(context);
  const datasetId = text(context, 'dataset');
  if ((await bigQuery.getDataset(datasetId)) === null) {
    throw new ConnectorError('dataset_missing', { system, dataset: datasetId });
  }
  const { rows } = await bigQuery.query('SELECT 1 AS test', {}, { datasetId, maxRows: 1 });
  if (rows.length === 0) throw new ConnectorError('check_failed', { system, check: 'select_one' });
});

/** Whether the customer is in the owner's register, with the status and in the list of the industry that are asked for. */
export const registryEntryCheck: Check = {
  system,
  asks: ['entry', 'status', 'industry'],
  run: async (context) => {
    const [status, industry] = [text(context, 'status'), text(context, 'industry')];
    try {
      const registry = await registryOf(context);
      const id = text(context, 'id');
      const entry = await registry.read(id);
      const results: CheckResult[] = [verdict('entry', entry !== null)];
      if (status !== '') results.push(verdict('status', entry?.status === status));
      if (industry !== '') results.push(verdict('industry', await registry.listedIn(industry, id)));
      return report(results, entry ? { status: entry.status, industry: entry.industry } : {});
    } catch (error) {
      return report([failed('entry', error)]);
    }
  },
};

/** Whether the table of the register is there, with the columns that are written. */
export const registryTableCheck: Check = looking(['table'], async (context) => {
  const account = googleAccount(await context.connection('google-cloud'));
  if (account.registry === null) throw new ConnectorError('not_connected', { system });
  const { datasetId, tableId } = account.registry;
  const name = `${datasetId}.${tableId}`;
  const table = await bigQueryOf(account, context.wire).getTable(datasetId, tableId);
  if (table === null) throw new ConnectorError('registry_missing', { system, table: name });
  const missing = registryColumns.find((column) => !table.schema.some((found) => found.name === column));
  if (missing !== undefined) throw new ConnectorError('shape_differs', { system, table: name, column: missing });
});

/** Whether the register lets us write: a change that meets no row needs the same right as one that does. */
export const registryWriteCheck: Check = looking(['write'], async (context) => {
  await (await registryOf(context)).setStatus('', '', '');
});

/** Whether what would be entered is something that the register takes. Asks nobody. */
export const registryDataCheck: Check = {
  system,
  asks: ['id', 'name', 'industry'],
  run: (context) =>
    Promise.resolve(
      report([
        verdict('id', /^[A-Za-z]\w{1,127}$/.test(text(context, 'id'))),
        verdict('name', /^.{1,200}$/su.test(text(context, 'name').trim())),
        verdict('industry', /^[a-z][a-z_]{1,60}$/.test(text(context, 'industry'))),
      ]),
    ),
};

/** Whether a stored credential can be read back; its value goes nowhere. */
export const secretExistsCheck: Check = looking(['secret'], async (context) => {
  const store = secretManagerOf(googleAccount(await context.connection('google-cloud')), context.wire);
  await store.access(text(context, 'name'));
});

/** A look with one result; failures of the other system are results too. */
function looking(asks: readonly [string], look: (context: CheckContext) => Promise<void>): Check {
  const [id] = asks;
  return {
    system,
    asks,
    run: async (context) => {
      try {
        await look(context);
        return report([{ id, ok: true }]);
      } catch (error) {
        return report([failed(id, error)]);
      }
    },
  };
}

async function warehouse(context: CheckContext): Promise<BigQuery> {
  const project = text(context, 'project');
  const connection = await context.connection('google-cloud');
  return bigQueryOf(googleAccount(connection, project === '' ? undefined : project), context.wire);
}

async function registryOf(context: CheckContext): Promise<CustomerRegistry> {
  const account = googleAccount(await context.connection('google-cloud'));
  if (account.registry === null) throw new ConnectorError('not_connected', { system });
  return customerRegistry(bigQueryOf(account, context.wire), account.registry);
}

function text({ args }: CheckContext, name: string): string {
  const value = Object.hasOwn(args, name) ? args[name] : '';
  return typeof value === 'string' ? value : '';
}

const verdict = (id: string, ok: boolean): CheckResult =>
  ok ? { id, ok } : { id, ok, code: 'check_failed', args: { system, check: id } };

const report = (results: readonly CheckResult[], facts: CheckReport['facts'] = {}): CheckReport => ({
  ok: results.every(({ ok }) => ok),
  results,
  facts,
});

function failed(id: string, error: unknown): CheckResult {
  if (!(error instanceof ConnectorError)) throw error;
  return { id, ok: false, code: error.code, args: { system, ...error.args } };
}
