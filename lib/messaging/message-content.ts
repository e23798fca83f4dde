import { lifetimes, hashToken, newToken } from '@/lib/auth';
import { toLocale } from '@/lib/i18n';
import { config } from '@/lib/platform/config';
import type { TenantTx } from '@/lib/tenancy';
import { connectedSystems } from '@/lib/vault';
import type { DiagnosticsFacts, MailContent } from './compose';
import { approvalContent, isLeavingKind, leavingContent } from './leaving-notices';
import type { MailLook } from './mail';
import type { Attachment } from './transport';

/** A message as it was claimed. */
export type ClaimedMessage = Readonly<{
  id: string;
  tenantId: string;
  flowId: string | null;
  kind: string;
  subjectId: string | null;
  toEmail: string;
  locale: string;
}>;

/** Everything for composing a mail, or null when it is no longer to be sent. */
export type MessageContent = Readonly<{
  content: MailContent;
  theme: MailLook | null;
  attachment?: Attachment;
}> | null;

/**
 * What another part of the product adds to a mail of its own: the facts that the mail states, and a file. Null when
 * there is nothing to send any more.
 */
export type Enclose = (
  tx: TenantTx,
  message: ClaimedMessage,
) => Promise<Readonly<{ facts: DiagnosticsFacts; attachment: Attachment }> | null>;

/** By the kind of a message: who puts together what goes with it. */
export type Enclosures = Readonly<Partial<Record<'diagnostics', Enclose>>>;

/**
 * Gathers what a message says, in the worker's transaction that claims it. For an invitation it mints the token, whose
 * hash is stored with it: the link exists in that mail and nowhere else. Null when the reason for the message is gone.
 */
export async function messageContent(
  tx: TenantTx,
  message: ClaimedMessage,
  enclosures: Enclosures = {},
): Promise<MessageContent> {
  const [place] = await tx.$queryRaw<Place[]>`
    select t.name as "customerName", t.time_zone as "timeZone", coalesce(p.name, t.name) as "partnerName",
      (select jsonb_build_object('name', th.name, 'mark', th.mark, 'brand', th.brand, 'supportEmail', th.support_email)
        from themes th join tenant_closure c on c.ancestor_id = th.tenant_id and c.descendant_id = t.id
        where th.is_active order by c.depth limit 1) as theme
    from tenants t left join tenants p on p.id = t.parent_id where t.id = ${message.tenantId}::uuid`;
  if (!place) return null;
  if (message.kind === 'diagnostics') return diagnostics(tx, message, place, enclosures);
  const content =
    message.kind === 'invitation' ? await invitation(tx, message, place) : await notice(tx, message, place);
  return content && { content, theme: place.theme };
}

type Place = Readonly<{ customerName: string; timeZone: string; partnerName: string; theme: MailLook | null }>;
type Text = Readonly<Record<string, string>>;

async function diagnostics(
  tx: TenantTx,
  message: ClaimedMessage,
  { customerName, theme }: Place,
  enclosures: Enclosures,
): Promise<MessageContent> {
  const enclosed = await enclosures.diagnostics?.(tx, message);
  if (!enclosed) return null;
  const url = `${config().publicUrl}/${toLocale(message.locale)}/portfolio/${message.flowId}/support`;
  return {
    content: { kind: 'diagnostics', url, customerName, ...enclosed.facts },
    theme,
    attachment: enclosed.attachment,
  };
}

async function invitation(tx: TenantTx, message: ClaimedMessage, place: Place): Promise<MailContent | null> {
  const token = newToken();
  // The link holds for its full time from now: a mail that waited for a mail server must not arrive half spent.
  const [row] = await tx.$queryRaw<InvitationRow[]>`
    update invitations i set token_hash = ${hashToken(token)}::bytea,
        expires_at = greatest(i.expires_at, clock_timestamp() + make_interval(secs => ${lifetimes.invitation}::int))
      where i.tenant_id = ${message.tenantId}::uuid and i.id = ${message.subjectId}::uuid
        and i.accepted_at is null and i.revoked_at is null
      returning i.name, i.locale, i.invited_by as "invitedBy", i.expires_at as "expiresAt",
        app.people(array[i.invited_by]) -> i.invited_by::text ->> 'name' as "inviterName",
        (select jsonb_build_object('title', o.config #> '{definition,title}', 'minutes', o.config #> '{definition,estimatedMinutes}',
            'prerequisites', coalesce(o.config #> '{definition,prerequisites}', '[]'))
          from onboarding_flows f join onboarding_templates o
            on o.tenant_id = f.template_tenant_id and o.id = f.template_id
          where f.tenant_id = i.tenant_id and f.id = i.flow_id) as template`;
  if (!row) return null;
  return {
    kind: 'invitation',
    url: `${config().publicUrl}/${toLocale(message.locale)}/i/${token}`,
    inviterName: row.inviterName || null,
    name: row.name,
    customerName: place.customerName,
    partnerName: place.theme?.name ?? place.partnerName,
    title: row.template?.title ?? null,
    minutes: row.template?.minutes ?? null,
    prerequisites: row.template?.prerequisites ?? [],
    expiresAt: row.expiresAt,
    timeZone: place.timeZone,
  };
}

type InvitationRow = Readonly<{
  name: string;
  invitedBy: string | null;
  inviterName: string | null;
  expiresAt: Date;
  template: Readonly<{ title: Text | null; minutes: number | null; prerequisites: readonly Text[] }> | null;
}>;

type AskedRow = Readonly<{ name: string; stepId: string; askerName: string | null; title: Text | null }>;

type DueRow = Readonly<{ stepId: string; rotateAt: Date; title: Text | null }>;

/** What follows from an event of a flow: to its people, or to those who look after it. */
async function notice(tx: TenantTx, message: ClaimedMessage, place: Place): Promise<MailContent | null> {
  const origin = `${config().publicUrl}/${toLocale(message.locale)}`;
  const partnerName = place.theme?.name ?? place.partnerName;
  const names = { customerName: place.customerName, partnerName };
  if (isLeavingKind(message.kind)) return leavingContent(tx, message, message.kind, names);
  switch (message.kind) {
    case 'approval_asked':
      return approvalContent(tx, message, names);
    case 'flow_submitted':
    case 'run_done': {
      const [member] = await tx.$queryRaw<{ name: string }[]>`
        select display_name as name from members
        where tenant_id = ${message.tenantId}::uuid and email = ${message.toEmail} and revoked_at is null`;
      // Somebody who has left since is not told how it went on.
      if (!member) return null;
      const page = message.kind === 'run_done' ? 'done' : 'status';
      return {
        kind: message.kind,
        url: `${origin}/flows/${message.flowId}/${page}`,
        name: member.name === message.toEmail ? '' : member.name,
        customerName: place.customerName,
        partnerName,
      };
    }
    case 'answer_requested': {
      const [asked] = await tx.$queryRaw<AskedRow[]>`
        select m.display_name as name, e.details ->> 'stepId' as "stepId",
          app.people(array[e.user_id]) -> e.user_id::text ->> 'name' as "askerName",
          jsonb_path_query_first(t.config -> 'definition', '$.sections[*].tasks[*].steps[*] ? (@.id == $id).title',
            jsonb_build_object('id', e.details ->> 'stepId')) as title
        from events e
        join onboarding_flows f on f.tenant_id = e.tenant_id and f.id = e.flow_id and f.status in ('invited', 'in_progress', 'changes_requested')
        join onboarding_templates t on t.tenant_id = f.template_tenant_id and t.id = f.template_id
        join members m on m.tenant_id = e.tenant_id and m.email = ${message.toEmail} and m.revoked_at is null
        where e.tenant_id = ${message.tenantId}::uuid and e.id = ${message.subjectId}::uuid`;
      // Nobody to write to any more, or nothing left to answer.
      if (!asked) return null;
      return {
        kind: message.kind,
        url: `${origin}/flows/${message.flowId}/${asked.stepId}`,
        name: asked.name === message.toEmail ? '' : asked.name,
        askerName: asked.askerName || null,
        customerName: place.customerName,
        partnerName,
        title: asked.title,
      };
    }
    case 'credential_due_soon':
    case 'credential_due': {
      const [due] = await tx.$queryRaw<DueRow[]>`
        select e.details ->> 'stepId' as "stepId", (e.details ->> 'rotateAt')::timestamptz as "rotateAt",
          jsonb_path_query_first(t.config -> 'definition', '$.sections[*].tasks[*].steps[*] ? (@.id == $id).title',
            jsonb_build_object('id', e.details ->> 'stepId')) as title
        from events e
        join onboarding_flows f on f.tenant_id = e.tenant_id and f.id = e.flow_id
        join onboarding_templates t on t.tenant_id = f.template_tenant_id and t.id = f.template_id
        where e.tenant_id = ${message.tenantId}::uuid and e.id = ${message.subjectId}::uuid and exists (
          select from credentials c where c.tenant_id = e.tenant_id and c.flow_id = e.flow_id
            and c.name = e.details ->> 'credential' and c.replaced_at is null and c.removed_at is null
            and c.rotate_at = (e.details ->> 'rotateAt')::timestamptz)`;
      // Replaced meanwhile, or withdrawn: nothing is left to do.
      if (!due) return null;
      return {
        kind: message.kind,
        url:
          message.kind === 'credential_due'
            ? `${origin}/portfolio/${message.flowId}`
            : `${origin}/flows/${message.flowId}/${due.stepId}`,
        customerName: place.customerName,
        partnerName,
        title: due.title,
        date: due.rotateAt,
        timeZone: place.timeZone,
      };
    }
    case 'version_ends': {
      const [end] = await tx.$queryRaw<{ system: string; version: string; endsOn: string }[]>`
        select details ->> 'system' as system, details ->> 'version' as version, details ->> 'endsOn' as "endsOn"
        from events where tenant_id = ${message.tenantId}::uuid and id = ${message.subjectId}::uuid`;
      if (!end) return null;
      return { kind: message.kind, url: `${origin}/integrations`, ...end, name: systemName(end.system) };
    }
    case 'run_undone':
    case 'run_held':
      return { kind: message.kind, url: `${origin}/portfolio/${message.flowId}`, customerName: place.customerName };
    default:
      return null;
  }
}

const systemName = (system: string): string => connectedSystems[system]?.name ?? system;
