import { z } from 'zod';
import { bigQueryOf } from '../bigquery/connector';
import { bigQuery } from '../bigquery/map';
import type { Check, CheckContext, CheckReport, CheckResult } from '../check';
import { ConnectorError } from '../connector';
import { rightResult } from '../right';
import { secretManager } from '../secret-manager/connector';
import type { WireMeans } from '../wire';
import { googleAccount, googleCloud, type GoogleAccount } from './account';
import { googleWire } from './client';
import { googleScopes, resourceManagerApi, resourceManagerLimits } from './services';

/**
 * What a set-up does in BigQuery on the level of the project. Tables of a dataset belong to whoever made it, so nothing
 * more is needed there (https://cloud.google.com/bigquery/docs/access-control#bigquery.dataOwner).
 */
export const bigQueryPermissions = [
  'bigquery.datasets.create',
  'bigquery.datasets.get',
  'bigquery.datasets.delete',
  'bigquery.tables.create',
  'bigquery.tables.updateData',
  'bigquery.jobs.create',
] as const;

/** What a set-up does in Secret Manager; `get` is how it tells its own secrets from others'. */
export const secretManagerPermissions = [
  'secretmanager.secrets.create',
  'secretmanager.versions.add',
  'secretmanager.versions.access',
  'secretmanager.secrets.delete',
  'secretmanager.secrets.get',
] as const;

/** The look itself, as a permission that a page can name. */
const listing = 'bigquery.datasets.list';

/** Whether our account may do in BigQuery what a set-up does, each permission by its name, and whether it may look at all. */
export const bigQueryPermissionsCheck: Check = {
  system: bigQuery,
  asks: [...bigQueryPermissions, listing],
  run: (context) =>
    report(context, bigQuery, bigQueryPermissions, async (account) => {
      try {
        await bigQueryOf(account, context.wire).listDatasets(1);
        return [{ id: listing, ok: true }];
      } catch (error) {
        return [failed(listing, error, bigQuery)];
      }
    }),
};

/** Whether our account may do in Secret Manager what a set-up does, each permission by its name. */
export const secretManagerPermissionsCheck: Check = {
  system: secretManager,
  asks: secretManagerPermissions,
  run: (context) => report(context, secretManager, secretManagerPermissions, () => Promise.resolve([])),
};

async function report(
  { args, connection, wire }: CheckContext,
  system: string,
  permissions: readonly string[],
  more: (account: GoogleAccount) => Promise<readonly CheckResult[]>,
): Promise<CheckReport> {
  const project = typeof args.project === 'string' && args.project !== '' ? args.project : undefined;
  try {
    const account = googleAccount(await connection('google-cloud'), project);
    const granted = await grantedOf(account, permissions, wire);
    const results = permissions.map((permission) => rightResult(system, permission, granted.has(permission)));
    results.push(...(await more(account)));
    const facts = { project: account.projectId, account: account.clientEmail };
    return { ok: results.every(({ ok }) => ok), results, facts };
  } catch (error) {
    return { ok: false, results: permissions.map((permission) => failed(permission, error, system)), facts: {} };
  }
}

const answerShape = z.object({ permissions: z.array(z.string()).default([]) });

/**
 * Those of the permissions that our account has on the project
 * (https://cloud.google.com/resource-manager/reference/rest/v3/projects/testIamPermissions). Asking needs none itself.
 */
async function grantedOf(
  account: GoogleAccount,
  permissions: readonly string[],
  means: WireMeans,
): Promise<ReadonlySet<string>> {
  const service = { system: googleCloud, api: resourceManagerApi, scopes: googleScopes.resourceManager };
  const wire = googleWire(account, service, { bucket: 'requests', limit: resourceManagerLimits.requests }, means);
  const path = `/projects/${encodeURIComponent(account.projectId)}:testIamPermissions`;
  const answer = await wire({ method: 'POST', path, body: { permissions } });
  const parsed = answerShape.safeParse(answer.json());
  if (!parsed.success) throw new ConnectorError('answer_unreadable', { system: googleCloud });
  return new Set(parsed.data.permissions);
}

/** A failure of another system as a result; anything else is thrown on. */
function failed(id: string, error: unknown, system: string): CheckResult {
  if (!(error instanceof ConnectorError)) throw error;
  return { id, ok: false, code: error.code, args: { system, ...error.args } };
}
