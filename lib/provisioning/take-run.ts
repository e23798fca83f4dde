import type { FlowDefinition } from '@/lib/flow-definition';
import { knownTemplate, loadTemplate, type LoadedTemplate } from '@/lib/flow-templates';
import type { FlowState } from '@/lib/onboarding';
import { customerStatement, Prisma } from '@/lib/tenancy';
import { inTenant } from './environment';
import { recordOf, type ActionRow, type RunRecord, type RunRef, type RunRow } from './run-record';

/** One thing that exists because of a flow, as the inventory knows it. */
export type Item = Readonly<{ runId: string; actionId: string; kind: string; name: string; status: string }>;

/** Everything that a worker needs to go on with a run that it has just taken over. */
export type TakenRun = Readonly<{
  run: RunRecord;
  state: FlowState;
  template: LoadedTemplate;
  ownerTenantId: string;
  definition: FlowDefinition;
  inventory: readonly Item[];
}>;

/**
 * Takes a run over: from now on only this worker stores anything for it. A run that waited is running again. Answers
 * null when the run has ended or is not there.
 */
export async function takeRun(ref: RunRef): Promise<TakenRun | null> {
  const [row] = await customerStatement<{ taken: Taken | null }>(
    { tenantId: ref.tenantId, reason: `run:${ref.runId}`, name: 'take_run' },
    (context) => Prisma.sql`select app.take_run(${context}, ${ref.tenantId}::uuid, ${ref.runId}::uuid) as taken`,
  );
  const taken = row?.taken;
  if (!taken) return null;
  if (taken.state === null) throw new Error('The flow of a run is missing');
  const { templateTenantId, templateId } = taken.state.flow;
  const template =
    knownTemplate(templateId) ?? (await inTenant(ref, (tx) => loadTemplate(tx, templateTenantId, templateId)));
  return {
    run: recordOf(taken.run, taken.actions),
    state: taken.state,
    template,
    ownerTenantId: taken.state.customer.ownerTenantId,
    definition: template.compiled.definition,
    inventory: taken.inventory,
  };
}

type Taken = Readonly<{
  run: RunRow;
  actions: readonly ActionRow[];
  state: FlowState | null;
  inventory: readonly Item[];
}>;
