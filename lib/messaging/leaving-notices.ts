import { toLocale } from '@/lib/i18n';
import { config } from '@/lib/platform/config';
import type { TenantTx } from '@/lib/tenancy';
import type { LeavingMail } from './leaving-mails';
import type { ClaimedMessage } from './message-content';

type Leaving = Exclude<LeavingMail, { kind: 'approval_asked' }>;
type Names = Pick<Leaving, 'customerName' | 'partnerName'>;

/**
 * How a wish has to stand for a mail about it to say something still. One that is on hold is known by its run, which ends
 * a moment before the wish is marked.
 */
const stands: Readonly<Record<Leaving['kind'], (wish: Pick<WishRow, 'status' | 'runStatus'>) => boolean>> = {
  offboarding_requested: ({ status }) => status === 'requested',
  offboarding_approved: ({ status }) => ['running', 'held', 'done'].includes(status),
  offboarding_declined: ({ status }) => status === 'declined',
  offboarding_held: ({ runStatus }) => runStatus === 'held',
  offboarding_stopped: ({ runStatus }) => runStatus === 'held',
  offboarding_done: ({ status }) => status === 'done',
};

export const isLeavingKind = (kind: string): kind is Leaving['kind'] => Object.hasOwn(stands, kind);

/**
 * What a mail about a customer's leaving says: null when the wish stands otherwise by now, so that nobody is asked about
 * what was decided, and when a customer's person who asked for it has left since. Names the way and who asked; the
 * reason stays on the page.
 */
export async function leavingContent(
  tx: TenantTx,
  { tenantId, flowId, toEmail, locale }: ClaimedMessage,
  kind: Leaving['kind'],
  names: Names,
): Promise<LeavingMail | null> {
  const [wish] = await tx.$queryRaw<WishRow[]>`
    select o.status, r.status as "runStatus", o.side, o.requester, m.id is not null as "isCustomer",
      jsonb_path_query_first(t.config -> 'definition', '$.offboarding[*] ? (@.id == $id).title',
        jsonb_build_object('id', o.option_id)) as title
    from offboardings o
    join onboarding_flows f on f.tenant_id = o.tenant_id and f.id = o.flow_id
    join onboarding_templates t on t.tenant_id = f.template_tenant_id and t.id = f.template_id
    left join provisioning_runs r on r.tenant_id = o.tenant_id and r.id = o.run_id
    left join members m on m.tenant_id = o.tenant_id and m.user_id = o.requested_by and m.email = ${toEmail}
      and m.revoked_at is null
    where o.tenant_id = ${tenantId}::uuid and o.flow_id = ${flowId}::uuid
    order by o.requested_at desc, o.id desc limit 1`;
  if (!wish || !stands[kind](wish)) return null;
  const isForStaff = kind === 'offboarding_requested' || kind === 'offboarding_held' || wish.side === 'partner';
  if (!isForStaff && !wish.isCustomer) return null;
  const origin = `${config().publicUrl}/${toLocale(locale)}`;
  return {
    kind,
    url: isForStaff ? `${origin}/portfolio/${flowId}/offboard` : `${origin}/flows/${flowId}/status`,
    ...names,
    personName: wish.requester,
    title: wish.title,
  };
}

type WishRow = Readonly<{
  status: string;
  runStatus: string | null;
  side: 'customer' | 'partner';
  requester: string | null;
  isCustomer: boolean;
  title: Readonly<Record<string, string>> | null;
}>;

/** What a mail about an action that waits for people says; null when it does not wait any more. */
export async function approvalContent(
  tx: TenantTx,
  { tenantId, flowId, subjectId, toEmail, locale }: ClaimedMessage,
  names: Names,
): Promise<LeavingMail | null> {
  const [waiting] = await tx.$queryRaw<{ title: Readonly<Record<string, string>> | null; isCustomer: boolean }[]>`
    select jsonb_path_query_first(r.plan, '$.actions[*] ? (@.id == $id).title', jsonb_build_object('id', a.action_id)) as title,
      exists (select from members m where m.tenant_id = e.tenant_id and m.email = ${toEmail} and m.revoked_at is null) as "isCustomer"
    from events e
    join provisioning_runs r on r.tenant_id = e.tenant_id and r.id = (e.details ->> 'runId')::uuid
    join provisioning_actions a on a.tenant_id = r.tenant_id and a.run_id = r.id
      and a.action_id = e.details ->> 'actionId' and a.status = 'paused'
    where e.tenant_id = ${tenantId}::uuid and e.id = ${subjectId}::uuid and r.status in ('waiting', 'running')`;
  if (!waiting) return null;
  const origin = `${config().publicUrl}/${toLocale(locale)}`;
  const page = waiting.isCustomer ? `flows/${flowId}/status` : `portfolio/${flowId}/run`;
  return { kind: 'approval_asked', url: `${origin}/${page}`, ...names, title: waiting.title };
}
