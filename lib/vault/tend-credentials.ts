import { recordAudit } from '@/lib/audit';
import { recordEvent } from '@/lib/platform/events';
import { systemMeans, type Means } from '@/lib/platform/means';
import { asPlatform, type TenantTx } from '@/lib/tenancy';
import { connectedSystems, firstEnd } from './systems';

const dayMs = 86_400_000;
/** So long before it has to be replaced the customer is reminded. */
export const remindDays = 14;
/** A secret that is being tried is destroyed after this long, whatever became of the look. */
const tryMs = 15 * 60_000;
/** How long before a version ends somebody is told, the last time on the day itself. */
const noticeDays = [0, 14, 60] as const;

/**
 * What has to happen by the clock alone: secrets whose look never ended are destroyed; customers are reminded of
 * credentials that have to be replaced, and staff told when the day has come; owners are told before a version of an
 * interface ends that their connection uses. Each once. Records the events `credential.due_soon`, `credential.due` and
 * `connector.version_ends`, and audit `credential.candidate_destroyed`. Answers how many there were of each.
 */
export const tendCredentials = (
  means: Means = systemMeans,
): Promise<Readonly<{ expired: number; reminded: number; alerted: number; versions: number }>> =>
  asPlatform('tend credentials', async (tx) => {
    const now = means.clock.now();
    return {
      expired: await expireLooks(tx, now),
      reminded: await announce(tx, now, 'reminded_at', 'credential.due_soon', remindDays),
      alerted: await announce(tx, now, 'alerted_at', 'credential.due', 0),
      versions: await announceVersions(tx, now),
    };
  });

async function expireLooks(tx: TenantTx, now: Date): Promise<number> {
  const before = new Date(now.getTime() - tryMs);
  const [open] = await tx.$queryRaw<{ some: boolean }[]>`
    select exists (select from credential_checks where status = 'checking' and requested_at < ${before}) as some`;
  if (!open?.some) return 0;
  const ended = await tx.$queryRaw<{ tenantId: string; id: string }[]>`
    update credential_checks set status = 'expired', sealed = null, ended_at = ${now}
    where status = 'checking' and requested_at < ${before}
    returning tenant_id as "tenantId", id`;
  for (const { tenantId, id } of ended) {
    await recordAudit(tx, tenantId, {
      action: 'credential.candidate_destroyed',
      entityType: 'credential_check',
      entityId: id,
    });
  }
  return ended.length;
}

type Due = Readonly<{ tenantId: string; id: string; flowId: string; name: string; stepName: string; rotateAt: Date }>;

async function announce(
  tx: TenantTx,
  now: Date,
  column: 'reminded_at' | 'alerted_at',
  name: string,
  days: number,
): Promise<number> {
  const until = new Date(now.getTime() + days * dayMs);
  const due =
    column === 'reminded_at'
      ? await tx.$queryRaw<Due[]>`
          select tenant_id as "tenantId", id, flow_id as "flowId", name, step_name as "stepName", rotate_at as "rotateAt"
          from credentials
          where rotate_at <= ${until} and reminded_at is null and replaced_at is null and removed_at is null`
      : await tx.$queryRaw<Due[]>`
          select tenant_id as "tenantId", id, flow_id as "flowId", name, step_name as "stepName", rotate_at as "rotateAt"
          from credentials
          where rotate_at <= ${until} and alerted_at is null and replaced_at is null and removed_at is null`;
  for (const { tenantId, id, flowId, name: credential, stepName, rotateAt } of due) {
    if (column === 'reminded_at') {
      await tx.$executeRaw`update credentials set reminded_at = ${now} where tenant_id = ${tenantId}::uuid and id = ${id}::uuid`;
    } else {
      await tx.$executeRaw`update credentials set alerted_at = ${now} where tenant_id = ${tenantId}::uuid and id = ${id}::uuid`;
    }
    await recordEvent(tx, tenantId, {
      flowId,
      name,
      details: { credential, stepId: stepName, rotateAt: rotateAt.toISOString() },
    });
  }
  return due.length;
}

async function announceVersions(tx: TenantTx, now: Date): Promise<number> {
  let announced = 0;
  for (const [system, known] of Object.entries(connectedSystems)) {
    const end = firstEnd(known);
    if (end?.endsOn === undefined || end.endsOn === null) continue;
    const daysLeft = Math.ceil((Date.parse(end.endsOn) - now.getTime()) / dayMs);
    const stage = noticeDays.find((days) => daysLeft <= days);
    if (stage === undefined) continue;
    const notice = `${end.version}:${stage}`;
    const owners = await tx.$queryRaw<{ tenantId: string }[]>`
      select tenant_id as "tenantId" from connections
      where system = ${system} and removed_at is null and version_notice is distinct from ${notice}`;
    for (const { tenantId } of owners) {
      await tx.$executeRaw`
        update connections set version_notice = ${notice}
        where tenant_id = ${tenantId}::uuid and system = ${system} and removed_at is null`;
      await recordEvent(tx, tenantId, {
        name: 'connector.version_ends',
        details: { system, version: end.version, endsOn: end.endsOn, daysLeft },
      });
      announced += 1;
    }
  }
  return announced;
}
