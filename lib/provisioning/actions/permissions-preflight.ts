import {
  checkNamed,
  ConnectorError,
  connectorFailures,
  type CheckReport,
  type ConnectorFailure,
} from '@/lib/connectors';
import { flagArg, optionalText } from './google';
import type { ActionContext, ActionKind } from './action';

/**
 * `permissions.preflight { project?, secrets? }`: looks whether the owner's account may do everything that comes after,
 * before anything is touched. Rights that are missing refuse with `permissions_missing`, which names them.
 */
export const permissionsPreflight: ActionKind = {
  probe: () => Promise.resolve(null),
  async apply(context) {
    const looks = ['bigquery.permissions', ...(flagArg(context, 'secrets') ? ['secret-manager.permissions'] : [])];
    const missing: string[] = [];
    for (const look of looks) missing.push(...missingIn(await lookAt(context, look), checkNamed(look).system));
    if (missing.length > 0) {
      throw new ConnectorError('permissions_missing', { system: 'Google Cloud', permissions: missing.join(', ') });
    }
    return { outputs: {}, items: [] };
  },
  verify: () => Promise.resolve(),
  compensate: () => Promise.resolve({ removed: false }),
};

async function lookAt(context: ActionContext, look: string): Promise<CheckReport> {
  const project = look === 'bigquery.permissions' ? optionalText(context, 'project') : '';
  return checkNamed(look).run({
    args: project === '' ? {} : { project },
    secret: {},
    connection: (system) => context.connection(system),
    wire: context.wire,
  });
}

/** The rights that are missing. What stands in the way otherwise is thrown as what it is, so that it can be tried again. */
function missingIn({ results }: CheckReport, system: string): readonly string[] {
  const failed = results.filter(({ ok }) => !ok);
  const other = failed.find(({ code }) => code !== undefined && code !== 'permission_denied');
  if (other) throw new ConnectorError(failureNamed(other.code), { system, ...other.args });
  return failed.map(({ id }) => id);
}

const failureNamed = (code: string | undefined): ConnectorFailure =>
  code !== undefined && Object.hasOwn(connectorFailures, code) ? (code as ConnectorFailure) : 'refused';
