import { ConnectorError, connectorFailures, type ConnectorFailure } from '@/lib/connectors';
import { readFlow } from '../read-flow';
import { readLookedAt } from '../verify/look';
import { actionLooker } from '../verify/looker';
import { readFindings } from '../verify/results';
import { verifyNow } from '../verify/run-checks';
import { findVerifyStep, isMomentary, itemState, verifyPlace } from '../verify/verify-step';
import { optionalText } from './google';
import { textArg, type ActionContext, type ActionKind } from './action';
import { setMilestone, withdrawMilestones } from './tenant';

/**
 * `checks.hold { step, except? }`: takes every look of a verification step now, and goes on only when all of its items
 * hold, but for the one that `except` names because it follows from this. Sets milestone `checks_held:<action>`. Fails
 * with what the first open item says.
 */
export const checksHold: ActionKind = {
  probe: () => Promise.resolve(null),
  async apply(context) {
    const now = context.means.clock.now();
    const at = await context.inTenant(async (tx) => {
      const flow = await readFlow(tx, context.flowId, now);
      return flow && readLookedAt(tx, flow);
    });
    const step = at && findVerifyStep(at.flow, textArg(context, 'step'));
    if (!at || !step) throw new ConnectorError('not_found', { system: 'Portico', name: textArg(context, 'step') });
    await verifyNow(actionLooker(context), at, step);
    await throwIfOpen(context, step.id);
    await setMilestone(context, milestoneOf(context));
    return { outputs: {}, items: [] };
  },
  verify: () => Promise.resolve(),
  async compensate(context) {
    await withdrawMilestones(context, [milestoneOf(context), `validated:${textArg(context, 'step')}`]);
    return { removed: false };
  },
  gone: () => Promise.resolve(true),
};

const milestoneOf = ({ actionId }: ActionContext): string => `checks_held:${actionId}`;

async function throwIfOpen(context: ActionContext, stepId: string): Promise<void> {
  const open = await context.inTenant(async (tx) => {
    const flow = await readFlow(tx, context.flowId, context.means.clock.now());
    const step = flow && findVerifyStep(flow, stepId);
    if (!flow || !step) return null;
    const at = await readLookedAt(tx, flow);
    const findings = await readFindings(tx, verifyPlace(flow, stepId));
    const item = step.checks.find(
      (each) => each.id !== optionalText(context, 'except') && itemState(each, at, findings.get(each.id)) !== 'passed',
    );
    return item ? { id: item.id, result: findings.get(item.id)?.results.find(({ ok }) => !ok) } : null;
  });
  if (open === null) return;
  const { code, args } = open.result ?? {};
  const failure: ConnectorFailure =
    code !== undefined && isMomentary(code) && Object.hasOwn(connectorFailures, code)
      ? (code as ConnectorFailure)
      : 'check_failed';
  throw new ConnectorError(failure, { system: 'Portico', ...args, check: open.id });
}
