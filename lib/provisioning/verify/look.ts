import { ConnectorError, type CheckReport } from '@/lib/connectors';
import { checkNamed } from '@/lib/connectors';
import { resolveReference, walk, type Arguments, type Scope } from '@/lib/flow-definition';
import type { TenantTx } from '@/lib/tenancy';
import { latestRun } from '../latest-run';
import type { ProvisionedFlow } from '../read-flow';
import { outputsOf, readRun, type RunRecord } from '../run-record';
import type { Looker } from './looker';
import { ownChecks } from './own-checks';

/** One look as a template names it. */
export type Asked = Readonly<{ check: string; with: Arguments; credential?: string }>;

/** A flow as looks see it: what was answered, and what its set-up has come to. */
export type LookedAt = Readonly<{ flow: ProvisionedFlow; run: RunRecord | null }>;

/** Reads what looks need to know of a flow's set-up. */
export async function readLookedAt(tx: TenantTx, flow: ProvisionedFlow): Promise<LookedAt> {
  const last = await latestRun(tx, flow.flowId, false);
  return { flow, run: last === null ? null : await readRun(tx, last) };
}

/**
 * Takes one look. Whatever the other system refuses is in the report, as a code with harmless values; only what nobody
 * foresaw is thrown. Changes nothing anywhere.
 */
export async function look(looker: Looker, { flow, run }: LookedAt, asked: Asked): Promise<CheckReport> {
  const own = Object.hasOwn(ownChecks, asked.check) ? ownChecks[asked.check] : undefined;
  const check = own ?? checkNamed(asked.check);
  const args = argumentsOf(flow, run, asked.with);
  if (!args.ok) return failed(check.asks, new ConnectorError('refused', { reason: args.reference }));
  try {
    const secret = asked.credential === undefined ? {} : await looker.credential(asked.credential);
    if (secret === null) return failed(check.asks, new ConnectorError('credential_missing', { system: check.system }));
    const context = { args: args.values, secret, connection: looker.connection, wire: looker.wire };
    return await (own ? own.run({ ...context, looker, run }) : checkNamed(asked.check).run(context));
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return failed(check.asks, error);
  }
}

type Given =
  | Readonly<{ ok: true; values: Readonly<Record<string, string | number | boolean | readonly string[]>> }>
  | Readonly<{ ok: false; reference: string }>;

/** The arguments of a look with what was answered in them. What is a secret, or has not come about, is no argument. */
function argumentsOf(flow: ProvisionedFlow, run: RunRecord | null, given: Arguments): Given {
  const { compiled } = flow.template;
  const { key, version } = compiled.definition;
  const scope: Scope = {
    answers: walk(compiled, flow.answers, flow.facts).counting,
    customer: flow.facts.customer,
    flow: { ...flow.facts.flow, key, version: String(version) },
    today: flow.facts.today,
    ...(run && { actions: outputsOf(run) }),
  };
  const values: Record<string, string | number | boolean | readonly string[]> = {};
  for (const [name, argument] of Object.entries(given)) {
    const resolved = resolveReference(compiled, argument, scope);
    if (!resolved.ok) return { ok: false, reference: resolved.reference };
    if (typeof resolved.value !== 'object') values[name] = resolved.value;
    else if (isTextList(resolved.value)) values[name] = resolved.value;
    else return { ok: false, reference: name };
  }
  return { ok: true, values };
}

const isTextList = (value: object): value is readonly string[] => Array.isArray(value);

/** A look that could not be taken: all that was asked is open, and the first says why. */
export const failed = (asks: readonly string[], { code, args }: ConnectorError): CheckReport => ({
  ok: false,
  results: (asks.length > 0 ? asks : ['look']).map((id) => ({ id, ok: false, code, args })),
  facts: {},
});
