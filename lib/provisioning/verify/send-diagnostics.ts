import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { enqueue } from '@/lib/platform/jobs';
import { systemMeans, type Means } from '@/lib/platform/means';
import { consume } from '@/lib/platform/rate-limit';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { bundleOf } from './diagnostics-bundle';
import { openLookedAt } from './open-verified';

/** A mail server takes far more; what is larger than this is no bundle that anybody reads. */
const bytesMax = 1_000_000;

/**
 * Sends the diagnostics of a flow to the address for help of whoever onboards the customer: a mail with a summary and
 * the bundle. It is put together when the mail is written, so that it says how things stand then. Asked again within the
 * same minute it is one mail. Refuses `forbidden`, `not_found`, `support_address_missing` and `rate_limited`. Records
 * audit `diagnostics.sent`.
 */
export async function sendDiagnostics(
  tx: TenantTx,
  actor: Actor,
  { flowId }: Readonly<{ flowId: string }>,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ to: string }>>> {
  const allowed = authorise(actor, 'task.complete');
  if (!allowed.ok) return allowed;
  const opened = await openLookedAt(tx, flowId, means);
  if (!opened.ok) return opened;
  const { tenantId } = opened.value.flow;
  const to = await supportAddress(tx, tenantId);
  if (to === null) return refuse('support_address_missing');
  const within = await consume('diagnostics', flowId);
  if (!within.ok) return within;
  const id = means.newId();
  const minute = means.clock.now().toISOString().slice(0, 16);
  const written = await tx.$executeRaw`
    insert into messages (tenant_id, id, flow_id, kind, dedupe_key, to_email, locale)
    values (${tenantId}::uuid, ${id}::uuid, ${flowId}::uuid, 'diagnostics', ${`diagnostics:${flowId}:${minute}`}, ${to},
      ${actor.kind === 'member' ? actor.locale : 'en'})
    on conflict (tenant_id, dedupe_key) do nothing`;
  if (written === 0) return ok({ to });
  await enqueue(tx, { workflow: 'deliver-message', id: `message:${id}`, args: { tenantId, messageId: id } });
  await recordAudit(tx, tenantId, {
    action: 'diagnostics.sent',
    entityType: 'flow',
    entityId: flowId,
    details: { flow: flowId, message: id },
  });
  return ok({ to });
}

/** The address for help that the nearest look of a customer names; null where none does. */
export async function supportAddress(tx: TenantTx, tenantId: string): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ to: string | null }[]>`
    select nullif(trim(th.support_email), '') as to from themes th
    join tenant_closure c on c.ancestor_id = th.tenant_id and c.descendant_id = ${tenantId}::uuid
    where th.is_active order by c.depth limit 1`;
  return row?.to ?? null;
}

/** What a mail with diagnostics states, and the file that goes with it. */
export type DiagnosticsMail = Readonly<{
  facts: Readonly<{
    template: string;
    severity: string | null;
    run: string | null;
    failedStep: string | null;
    failed: number;
  }>;
  attachment: Readonly<{ filename: string; contentType: string; content: string }>;
}>;

/** What goes with the mail `diagnostics`, put together in the worker's transaction; null once the flow is gone. */
export async function encloseDiagnostics(
  tx: TenantTx,
  { flowId }: Readonly<{ flowId: string | null }>,
): Promise<DiagnosticsMail | null> {
  const opened = flowId === null ? null : await openLookedAt(tx, flowId, systemMeans);
  if (!opened?.ok) return null;
  const bundle = await bundleOf(tx, opened.value, systemMeans);
  const { template, run, checks } = bundle;
  const whole = JSON.stringify(bundle, null, 2);
  return {
    facts: {
      template: `${template.key} ${template.version}`,
      severity: template.severity,
      run: run?.status ?? null,
      failedStep: run?.failedStep ?? null,
      failed: checks.filter(({ status }) => status === 'failed').length,
    },
    attachment: {
      filename: `diagnostics-${bundle.flow.id}.json`,
      contentType: 'application/json',
      content: Buffer.byteLength(whole) <= bytesMax ? whole : JSON.stringify({ ...bundle, checks: [], hooks: [] }),
    },
  };
}
