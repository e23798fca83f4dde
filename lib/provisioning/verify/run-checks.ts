import type { CheckReport } from '@/lib/connectors';
import type { Diagnostic, VerifyStep } from '@/lib/flow-definition';
import type { JobArgs, Workflow } from '@/lib/platform/jobs';
import { asCustomer } from '@/lib/tenancy';
import type { Environment } from '../environment';
import { ownerOf } from '../environment';
import { readFlow } from '../read-flow';
import { look, readLookedAt, type Asked, type LookedAt } from './look';
import { workerLooker, type Looker } from './looker';
import { readFindings, storeFinding, type Place } from './results';
import { findVerifyStep, settleVerification, verifyPlace } from './verify-step';

/**
 * The workflow `run-checks { tenantId, flowId, scope, place }`: takes every look of a verification step, or of a guided
 * diagnostic, one after the other, and keeps what it finds. Each look is stored as soon as it has ended.
 */
export const runChecks =
  (environment: Environment): Workflow =>
  async (durable, args) => {
    const where = placeOf(args);
    await durable.step('look', async () => {
      const purpose = `checks:${where.place}`;
      const at = await asCustomer(where.tenantId, purpose, async (tx) => {
        const flow = await readFlow(tx, where.flowId, environment.means.clock.now());
        return flow && { at: await readLookedAt(tx, flow), ownerTenantId: await ownerOf(tx, where.tenantId) };
      });
      if (at === null) return;
      const looker = workerLooker(environment, { ...where, ownerTenantId: at.ownerTenantId }, purpose);
      const onUnexpected = (error: unknown) => environment.onUnexpected(error, { ...where });
      if (where.scope === 'verify') {
        const step = findVerifyStep(at.at.flow, where.place);
        if (step) await verifyNow(looker, at.at, step, onUnexpected);
        return;
      }
      const diagnostic = findDiagnostic(at.at, where.place);
      if (diagnostic)
        for (const probe of diagnostic.probes) await lookAndKeep(looker, at.at, where, probe, onUnexpected);
    });
  };

/** Takes every look of a verification step and settles it; answers whether all of it holds now. */
export async function verifyNow(
  looker: Looker,
  at: LookedAt,
  step: VerifyStep,
  onUnexpected: (error: unknown) => void = () => undefined,
): Promise<boolean> {
  const where = verifyPlace(at.flow, step.id);
  for (const item of step.checks) {
    if (item.by === 'check') await lookAndKeep(looker, at, where, item, onUnexpected);
  }
  return looker.inTenant(async (tx) =>
    settleVerification(tx, await readLookedAt(tx, at.flow), step, await readFindings(tx, where), looker.means),
  );
}

/** Takes one look and keeps what it found. What nobody foresaw is found as such, and told to whoever looks after us. */
async function lookAndKeep(
  looker: Looker,
  at: LookedAt,
  where: Place,
  item: Asked & Readonly<{ id: string }>,
  onUnexpected: (error: unknown) => void,
): Promise<void> {
  let report: CheckReport;
  try {
    report = await look(looker, at, item);
  } catch (error) {
    onUnexpected(error);
    report = { ok: false, results: [{ id: item.id, ok: false, code: 'unexpected', args: {} }], facts: {} };
  }
  const { ok, results, facts } = report;
  await looker.inTenant((tx) =>
    storeFinding(tx, where, {
      itemId: item.id,
      status: ok ? 'passed' : 'failed',
      foundBy: 'machine',
      results,
      facts,
      at: looker.means.clock.now(),
    }),
  );
}

/** The diagnostic of this id in the flow's own version of the template. */
export const findDiagnostic = ({ flow }: LookedAt, id: string): Diagnostic | null =>
  flow.template.compiled.definition.diagnostics?.find((diagnostic) => diagnostic.id === id) ?? null;

function placeOf({ tenantId, flowId, scope, place }: JobArgs): Place {
  if (tenantId === undefined || flowId === undefined || place === undefined)
    throw new Error('Checks are named by their tenant, flow and place');
  return { tenantId, flowId, scope: scope === 'diagnostic' ? 'diagnostic' : 'verify', place };
}
