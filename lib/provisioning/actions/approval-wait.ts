import { ConnectorError } from '@/lib/connectors';
import type { ActionContext, ActionKind, Receipt } from './action';

const WEEK_MINUTES = 7 * 24 * 60;

/**
 * `approval.wait { role?, count?, withinMinutes? }`: waits until so many people have agreed, one of them enough unless
 * `count` says more; with `role`, only people of that role count. One no is a no. Produces `approvals`.
 */
export const approvalWait: ActionKind = {
  probe: () => Promise.resolve(null),
  apply: () => Promise.reject(new ConnectorError('waited_too_long')),
  verify: () => Promise.resolve(),
  compensate: () => Promise.resolve({ removed: false }),
  async await(context) {
    const decisions = await decisionsOf(context);
    if (decisions.includes('decline')) throw new ConnectorError('declined');
    if (decisions.length >= numberArg(context, 'count', 1))
      return { ready: true, receipt: receiptOf(decisions.length) };
    const minutes = numberArg(context, 'withinMinutes', WEEK_MINUTES);
    return { ready: false, for: 'approval', until: new Date(context.means.clock.now().getTime() + minutes * 60_000) };
  },
};

const decisionsOf = ({ tenantId, runId, actionId, inTenant }: ActionContext): Promise<readonly string[]> =>
  inTenant(async (tx) => {
    const rows = await tx.$queryRaw<{ decision: string }[]>`
      select decision from run_approvals
      where tenant_id = ${tenantId}::uuid and run_id = ${runId}::uuid and action_id = ${actionId}`;
    return rows.map(({ decision }) => decision);
  });

const receiptOf = (approvals: number): Receipt => ({ outputs: { approvals: String(approvals) }, items: [] });

function numberArg({ args }: ActionContext, name: string, fallback: number): number {
  const value = Object.hasOwn(args, name) ? Number(args[name]) : fallback;
  return Number.isInteger(value) && value > 0 ? value : fallback;
}
