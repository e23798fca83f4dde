import { recordAudit } from '@/lib/audit';
import { recordEvent } from '@/lib/platform/events';
import type { GivenUp } from '@/lib/platform/jobs';
import { systemMeans } from '@/lib/platform/means';
import { asCustomer } from '@/lib/tenancy';

/**
 * A look at a credential that was given up has failed, and what was to be tried is destroyed: whoever handed it in sees so
 * and may try again. Records the event `credential.check_failed`.
 */
export const giveUpCredentialCheck: GivenUp = ({ tenantId = '', checkId = '' }) =>
  asCustomer(tenantId, `check:${checkId}`, async (tx) => {
    const [ended] = await tx.$queryRaw<{ flowId: string; step: string }[]>`
      update credential_checks set status = 'failed', sealed = null, ended_at = ${systemMeans.clock.now()},
        results = '[{"id":"access","ok":false,"code":"unexpected"}]', facts = '{}'
      where tenant_id = ${tenantId}::uuid and id = ${checkId}::uuid and status = 'checking'
      returning flow_id as "flowId", step_name as step`;
    if (!ended) return;
    const { flowId, step } = ended;
    await tx.$executeRaw`
      update onboarding_flows set revision = revision + 1, updated_at = now(), last_activity_at = now()
      where tenant_id = ${tenantId}::uuid and id = ${flowId}::uuid`;
    const details = { step, codes: ['unexpected'] };
    await recordEvent(tx, tenantId, { flowId, name: 'credential.check_failed', details });
  });

/** A credential that could not be passed on. Records audit and event `credential.renewal_failed`. */
export const giveUpRenewal: GivenUp = ({ tenantId = '', flowId = '', name = '', checkId = '' }) =>
  asCustomer(tenantId, `check:${checkId}`, async (tx) => {
    const details = { credential: name, code: 'unexpected' };
    const action = 'credential.renewal_failed';
    await recordAudit(tx, tenantId, { action, entityType: 'flow', entityId: flowId, details });
    await recordEvent(tx, tenantId, { flowId, name: action, details });
  });
