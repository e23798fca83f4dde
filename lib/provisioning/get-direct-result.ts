import type { Secret } from '@/lib/crypto';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { actionsOf, type AnswerValue, type DirectOnboarding, type LocalizedText } from '@/lib/flow-definition';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { revealCustomerKey } from '@/lib/vault';
import { latestRun } from './latest-run';
import { readFlow, type ProvisionedFlow } from './read-flow';
import { outputsOf, readRun, type FailureReport, type RunRecord, type RunStatus } from './run-record';

export type DirectResult =
  | Readonly<{ state: 'under_way'; status: RunStatus }>
  | Readonly<{ state: 'failed'; status: RunStatus; failure: FailureReport | null }>
  | Readonly<{
      state: 'done';
      /** The members that the template promises, without its secrets. */
      output: Readonly<Record<string, AnswerValue>>;
      /** The secrets among them, when this call is the one that shows them. */
      secrets: Readonly<Record<string, Secret>>;
      message: LocalizedText;
      /** What the message may name. */
      messageArgs: Readonly<Record<string, string>>;
    }>;

/**
 * What an onboarding by one call has come to. With `reveal`, a secret that the template promises is shown, once and for
 * good, to the program that ordered it; later calls get everything else. Refuses `forbidden`, and `not_found` for a flow
 * that is missing, out of sight, or was not ordered so. Records the reading of a secret.
 */
export async function getDirectResult(
  tx: TenantTx,
  actor: Actor,
  { flowId, reveal }: Readonly<{ flowId: string; reveal: boolean }>,
  means: Means = systemMeans,
): Promise<Outcome<DirectResult>> {
  const allowed = authorise(actor, 'customer.onboard');
  if (!allowed.ok) return allowed;
  const flow = await readFlow(tx, flowId, means.clock.now());
  const direct = flow?.template.compiled.definition.direct;
  const last = flow && direct ? await latestRun(tx, flowId, false, ['set_up']) : null;
  const run = last && (await readRun(tx, last));
  if (!flow || !direct || !run) return refuse('not_found');
  if (run.status === 'undone' || run.status === 'held') {
    return ok({ state: 'failed', status: run.status, failure: run.failure });
  }
  if (run.status !== 'done') return ok({ state: 'under_way', status: run.status });
  return ok({
    state: 'done',
    output: outputOf(direct, flow, run),
    secrets: reveal ? await secretsOf(tx, direct, flow, means) : {},
    message: direct.message,
    messageArgs: Object.fromEntries(
      Object.entries(direct.input).map(([member, fieldId]) => [member, String(flow.answers[fieldId] ?? '')]),
    ),
  });
}

function outputOf(direct: DirectOnboarding, flow: ProvisionedFlow, run: RunRecord): Record<string, AnswerValue> {
  const outputs = outputsOf(run);
  const secrets = secretOutputs(flow);
  const members: Record<string, AnswerValue> = {};
  for (const [member, source] of Object.entries(direct.output)) {
    if (secrets.has(source)) continue;
    const [root, id = '', name] = source.split('.');
    const action = run.actions.find(({ planned }) => planned.id === id);
    const value =
      root === 'answers' ? flow.answers[id] : name === undefined ? action?.status === 'verified' : outputs[id]?.[name];
    // A non-blocking action that failed has no output: its state is told instead.
    members[member] = value ?? (action?.status === 'failed' ? 'FAILED' : 'SKIPPED');
  }
  return members;
}

async function secretsOf(
  tx: TenantTx,
  direct: DirectOnboarding,
  flow: ProvisionedFlow,
  means: Means,
): Promise<Record<string, Secret>> {
  const secrets = secretOutputs(flow);
  const shown: Record<string, Secret> = {};
  for (const [member, source] of Object.entries(direct.output)) {
    const actionId = secrets.get(source);
    if (actionId === undefined) continue;
    const { tenantId, flowId } = flow;
    const key = await revealCustomerKey(tx, { tenantId, flowId, actionId, userId: null, at: means.clock.now() });
    if (key.ok) shown[member] = key.value.secret;
  }
  return shown;
}

/** `actions.<id>.<output>` of every secret that an action produces, with the action's id. */
const secretOutputs = ({ template }: ProvisionedFlow): ReadonlyMap<string, string> =>
  new Map(
    actionsOf(template.compiled.definition).flatMap(({ action }) =>
      Object.entries(action.produces ?? {})
        .filter(([, type]) => type === 'secret')
        .map(([name]): [string, string] => [`actions.${action.id}.${name}`, action.id]),
    ),
  );
