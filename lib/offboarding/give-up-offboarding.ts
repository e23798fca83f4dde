import { recordAudit } from '@/lib/audit';
import type { GivenUp } from '@/lib/platform/jobs';
import { systemMeans } from '@/lib/platform/means';
import { asCustomer } from '@/lib/tenancy';

/**
 * A wish to leave whose end could not be written down is on hold, where people see it and may have it gone on with. Left
 * alone while its run goes on: that is found again by itself, and ends the wish. Records `offboarding.held`.
 */
export const giveUpOffboarding: GivenUp = ({ tenantId = '', runId = '' }) =>
  asCustomer(tenantId, `run:${runId}`, async (tx) => {
    const [held] = await tx.$queryRaw<{ id: string }[]>`
      update offboardings o set status = 'held', ended_at = ${systemMeans.clock.now()}
      from provisioning_runs r
      where o.tenant_id = ${tenantId}::uuid and o.run_id = ${runId}::uuid and o.status = 'running'
        and r.tenant_id = o.tenant_id and r.id = o.run_id and r.status in ('done', 'undone', 'held')
      returning o.id`;
    if (!held) return;
    await recordAudit(tx, tenantId, { action: 'offboarding.held', entityType: 'offboarding', entityId: held.id });
  });
