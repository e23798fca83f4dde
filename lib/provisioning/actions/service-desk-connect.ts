import { checkNamed, ConnectorError, connectorFailures, type ConnectorFailure } from '@/lib/connectors';
import { textArg, type ActionContext, type ActionKind } from './action';

/**
 * `service-desk.connect { url, profile?, credential }`: the test of the connection from where the work is done later: the
 * list of tickets answers with 200, is a list of tickets, and no 401. Changes nothing.
 */
export const serviceDeskConnect: ActionKind = {
  probe: () => Promise.resolve(null),
  async apply(context) {
    const secret = await context.credential(textArg(context, 'credential'));
    if (secret === null) throw new ConnectorError('credential_missing', { system: 'ServiceDesk Plus' });
    await passes('service-desk.connectivity', context, secret);
    return { outputs: {}, items: [] };
  },
  verify: () => Promise.resolve(),
  compensate: () => Promise.resolve({ removed: false }),
  gone: () => Promise.resolve(true),
};

/** Takes a look and throws what the first open question of it says. */
export async function passes(
  check: string,
  context: ActionContext,
  secret: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, string>>> {
  const { args, wire } = context;
  const { system, run } = checkNamed(check);
  const connection = (name: string) => context.connection(name);
  const { ok, results, facts } = await run({ args, secret, wire, connection });
  if (ok) return facts;
  const open = results.find((result) => !result.ok);
  throw new ConnectorError(failureNamed(open?.code), { system, check: open?.id ?? check, ...open?.args });
}

const failureNamed = (code: string | undefined): ConnectorFailure =>
  code !== undefined && Object.hasOwn(connectorFailures, code) ? (code as ConnectorFailure) : 'check_failed';
