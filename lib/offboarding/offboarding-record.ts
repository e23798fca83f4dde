import type { TenantTx } from '@/lib/tenancy';
import type { Effect } from './effects';

export type OffboardingStatus = 'requested' | 'declined' | 'cancelled' | 'running' | 'held' | 'done';

/** One wish to take a customer's set-up away, as it is stored. */
export type OffboardingRecord = Readonly<{
  tenantId: string;
  id: string;
  flowId: string;
  optionId: string;
  destructive: boolean;
  needsApproval: boolean;
  status: OffboardingStatus;
  reason: string;
  /** What goes and stays as it was agreed to; while nobody has agreed, as it was when it was asked for. */
  effects: readonly Effect[];
  /** The customer's status before. */
  customerStatus: string;
  side: 'customer' | 'partner';
  requestedBy: string | null;
  requester: string | null;
  requestedAt: Date;
  decider: string | null;
  decidedAt: Date | null;
  note: string | null;
  runId: string | null;
  endedAt: Date | null;
}>;

/** The newest offboarding of a flow; null when nobody has asked for one or the flow is out of sight. */
export async function newestOffboarding(
  tx: TenantTx,
  tenantId: string,
  flowId: string,
): Promise<OffboardingRecord | null> {
  const [row] = await tx.$queryRaw<OffboardingRecord[]>`
    select tenant_id as "tenantId", id, flow_id as "flowId", option_id as "optionId", destructive,
      needs_approval as "needsApproval", status, reason, coalesce(agreed_effects, effects) as effects, customer_status as "customerStatus", side,
      requested_by as "requestedBy", requester, requested_at as "requestedAt", decider, decided_at as "decidedAt", note,
      run_id as "runId", ended_at as "endedAt"
    from offboardings where tenant_id = ${tenantId}::uuid and flow_id = ${flowId}::uuid
    order by requested_at desc, id desc limit 1`;
  return row ?? null;
}

/**
 * Whether a run of the flow is at work or a replaced credential is being passed on, so that nothing else may begin. A run
 * that only looks is in nobody's way.
 */
export async function isUnderWay(tx: TenantTx, tenantId: string, flowId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ busy: boolean }[]>`
    select exists (select from provisioning_runs r where r.tenant_id = ${tenantId}::uuid and r.flow_id = ${flowId}::uuid
        and r.kind <> 'dry_run' and r.status in ('planned', 'running', 'waiting', 'undoing'))
      or exists (select from credential_renewals n where n.tenant_id = ${tenantId}::uuid and n.flow_id = ${flowId}::uuid
        and n.ended_at is null and n.lease_until > clock_timestamp()) as busy`;
  return row?.busy ?? false;
}

/** Whether a wish is waiting or at work, so that there is no place for another one. */
export const isOpen = ({ status }: Pick<OffboardingRecord, 'status'>): boolean =>
  status === 'requested' || status === 'running' || status === 'held';

/** Whether something is still there because of the flow, such as data that one way of leaving has kept. */
export async function somethingStays(tx: TenantTx, tenantId: string, flowId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ stays: boolean }[]>`
    select exists (select from inventory_items i where i.tenant_id = ${tenantId}::uuid and i.flow_id = ${flowId}::uuid
      and i.status <> 'removed') as stays`;
  return row?.stays ?? false;
}
