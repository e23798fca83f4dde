import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { activeTemplate } from '@/lib/flow-templates';
import { recordEvent } from '@/lib/platform/events';
import { enqueue } from '@/lib/platform/jobs';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, type Actor, type TenantTx } from '@/lib/tenancy';

export const startFlowInput = z.object({
  customerTenantId: z.uuid(),
  templateKey: z.string().regex(/^[a-z][a-z0-9-]{1,62}$/),
  /** The person who is asked to fill the flow in; becomes the customer's first owner. */
  invite: z.object({
    email: z.email().max(254).toLowerCase(),
    name: z.string().trim().max(200).default(''),
    locale: z.string().min(2).max(35),
  }),
});
export type StartFlowInput = z.input<typeof startFlowInput>;
export type StartedFlow = Readonly<{ flowId: string; invitationId: string; templateVersion: number }>;

const invitationDays = 14;
const dayMs = 86_400_000;

/**
 * Starts a flow for a customer: pins the active version of the nearest ancestor's template, invites the first owner,
 * and queues the mail in the same transaction. Refuses `forbidden`, and `not_found` for a customer out of sight or a
 * template key that nobody above the customer publishes. Records `flow.started_for` in the audit and the event
 * `flow.invited`.
 */
export async function startFlow(
  tx: TenantTx,
  actor: Actor,
  input: StartFlowInput,
  means: Means = systemMeans,
): Promise<Outcome<StartedFlow>> {
  const allowed = authorise(actor, 'flow.start');
  if (!allowed.ok) return allowed;
  const { customerTenantId, templateKey, invite } = startFlowInput.parse(input);
  const [customer] = await tx.$queryRaw<{ id: string }[]>`
    select tenant_id as id from customers where tenant_id = ${customerTenantId}::uuid`;
  const template = customer ? await activeTemplate(tx, customerTenantId, templateKey) : null;
  if (!template) return refuse('not_found');

  const flowId = means.newId();
  const invitationId = means.newId();
  const messageId = means.newId();
  const expiresAt = new Date(means.clock.now().getTime() + invitationDays * dayMs);
  await tx.$executeRaw`
    insert into onboarding_flows (tenant_id, id, customer_id, template_tenant_id, template_id)
    values (${customerTenantId}::uuid, ${flowId}::uuid, ${customerTenantId}::uuid, ${template.tenantId}::uuid, ${template.id}::uuid)`;
  await tx.$executeRaw`
    insert into invitations (tenant_id, id, flow_id, email, name, role, locale, invited_by, expires_at)
    values (${customerTenantId}::uuid, ${invitationId}::uuid, ${flowId}::uuid, ${invite.email}, ${invite.name}, 'owner',
      ${invite.locale}, ${actorUserId(actor)}::uuid, ${expiresAt})`;
  await tx.$executeRaw`
    insert into messages (tenant_id, id, flow_id, kind, subject_id, dedupe_key, to_email, locale)
    values (${customerTenantId}::uuid, ${messageId}::uuid, ${flowId}::uuid, 'invitation', ${invitationId}::uuid,
      ${`invitation:${invitationId}`}, ${invite.email}, ${invite.locale})`;
  await recordAudit(tx, customerTenantId, {
    action: 'flow.invited',
    entityType: 'flow',
    entityId: flowId,
    details: { template: template.key, version: template.version, invitation: invitationId },
  });
  await recordEvent(tx, customerTenantId, { flowId, name: 'flow.invited', details: { invitationId } });
  await enqueue(tx, {
    workflow: 'deliver-message',
    id: `message:${messageId}`,
    args: { tenantId: customerTenantId, messageId },
  });
  return ok({ flowId, invitationId, templateVersion: template.version });
}
