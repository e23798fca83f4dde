import { inTenant, resolvedArgs } from './environment';
import type { PlannedAction } from './plan';
import { planOffboarding, type Belonging } from './plan-offboarding';
import { outputsOf, recordOf, type ActionRecord, type ActionRow, type RunRow } from './run-record';
import type { Work } from './work';

/**
 * Freezes what an offboarding takes away: the actions that have left something, newest first, with the arguments and
 * receipts that they had. A way that the template does not have ends the run as `held`: nothing has been touched.
 */
export async function beginOffboarding(work: Work): Promise<boolean> {
  const { taken } = work;
  const { number, subject } = work.run();
  const made = await madeByFlow(work);
  const belongings = taken.inventory.flatMap((item): readonly Belonging[] => {
    const by = made.get(item.actionId);
    return by === undefined ? [] : [{ ...item, order: by.order, needs: by.planned.needs }];
  });
  const steps = planOffboarding(taken.definition, belongings, subject ?? '');
  if (steps === null) {
    const errors = [{ action: '', code: 'flow_not_ready', args: {}, attempts: 0 }];
    const failure = { failed_step: '', errors, completed_steps: [], created_resources: [] };
    const words = [{ name: 'offboarding.held', details: { number } }];
    await work.store({ end: { status: 'held', ended: true, failure, words } });
    return false;
  }
  const actions = steps.flatMap(({ actionId }) => made.get(actionId) ?? []);
  const keeps = steps.filter((step) => step.do === 'keep').map(({ actionId }) => actionId);
  return work.start({
    status: 'undoing',
    plan: { actions: actions.map(({ planned }) => planned), keeps },
    actions: actions.map(({ planned, receipt }) => ({ action: planned.id, receipt })),
    flowStatus: null,
    word: { name: 'offboarding.started', details: { number, actions: actions.length } },
  });
}

type Made = Readonly<{ planned: PlannedAction; receipt: ActionRecord['receipt']; order: number }>;

/** What each action of the flow was when it last came about, with the outputs of that run in its arguments. */
function madeByFlow(work: Work): Promise<ReadonlyMap<string, Made>> {
  const { tenantId, flowId } = work.run();
  return inTenant(work.run(), async (tx) => {
    const rows = await tx.$queryRaw<{ run: RunRow; actions: ActionRow[] }[]>`
      select to_jsonb(r) as run, (
        select coalesce(jsonb_agg(to_jsonb(a) order by a.position), '[]') from provisioning_actions a
        where a.tenant_id = r.tenant_id and a.run_id = r.id) as actions
      from provisioning_runs r
      where r.tenant_id = ${tenantId}::uuid and r.flow_id = ${flowId}::uuid and r.kind = 'set_up' order by r.number`;
    const made = new Map<string, Made>();
    let order = 0;
    for (const row of rows) {
      const run = recordOf(row.run, row.actions);
      const outputs = outputsOf(run);
      for (const { planned, receipt, status } of run.actions) {
        order += 1;
        if (receipt === null && ['waiting', 'skipped'].includes(status)) continue;
        const args = resolvedArgs(planned, outputs) ?? planned.args;
        made.set(planned.id, { planned: { ...planned, args }, receipt, order });
      }
    }
    return made;
  });
}
