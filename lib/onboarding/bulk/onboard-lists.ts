import type { Refusal } from '@/lib/errors';
import { CutOff } from '@/lib/platform/faults';
import { log } from '@/lib/platform/logging';
import { systemMeans, type Means } from '@/lib/platform/means';
import { asCustomer, asPlatform, type TenantTx } from '@/lib/tenancy';
import { inviteCustomer } from '../invite-customer';
import type { ListedCustomer } from './parse-list';

type ListRef = Readonly<{ tenantId: string; bulkId: string }>;
/** A line of the list; `attempts`: how often it has failed in a way that nobody foresaw. */
type Row = ListedCustomer & Readonly<{ attempts?: number }>;
type Next = Readonly<{ position: number; data: Row; templateKey: string }>;

const attemptsMax = 4;
const perTurn = 50;
const atOnce = 4;
/** Between two customers of a list: other systems count what happens within a minute, and theirs is not the only work. */
const pauseMsMin = 1000;

/**
 * The periodic job `onboard-lists`: registers and invites the next customer of every list whose turn it is, each in a
 * transaction of its own, with a pause of one to two seconds between two customers of a list. When the next one is due
 * stands in the rows, so that a list of hundreds holds no place of any worker, and a worker that dies loses nothing: a
 * customer is invited and ticked off in one. One that fails unforeseen is tried again later, and in the end left out.
 * Answers how many lists had a turn; throws the first thing that nobody foresaw once all the others had theirs.
 */
export async function onboardLists(means: Means = systemMeans): Promise<number> {
  const due = await asPlatform('look for lists of customers', (tx) => listsDue(tx, means.clock.now()));
  const waiting = [...due];
  const unexpected: unknown[] = [];
  const hand = async (): Promise<void> => {
    for (let ref = waiting.shift(); ref; ref = waiting.shift()) {
      await onboardNext(ref, means).catch((error: unknown) => unexpected.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, waiting.length) }, hand));
  if (unexpected.length > 0) throw unexpected[0];
  return due.length;
}

const listsDue = (tx: TenantTx, now: Date): Promise<ListRef[]> => tx.$queryRaw<ListRef[]>`
  select b.tenant_id as "tenantId", b.id as "bulkId" from bulk_onboardings b
  left join lateral (select max(r.at) as at from bulk_onboarding_rows r
    where r.tenant_id = b.tenant_id and r.bulk_id = b.id) last on true
  where b.status = 'running' and (last.at is null or last.at <= ${new Date(now.getTime() - pauseMsMin)})
  order by last.at nulls first, b.id limit ${perTurn}`;

/** One customer of one list: invited, or refused with the reason. What a refusal had written by then is rolled back. */
async function onboardNext(ref: ListRef, means: Means): Promise<void> {
  const taken: { next: Next | null } = { next: null };
  try {
    await inOwner(ref, async (tx) => {
      taken.next = await takeNext(tx, ref, means.clock.now());
      if (taken.next) await onboard(tx, ref, taken.next, means);
    });
  } catch (error) {
    if (error instanceof CutOff || taken.next === null) throw error;
    const { position, data } = taken.next;
    if (error instanceof RefusedCustomer) return leaveOut(ref, position, error.refusal.code, means);
    const attempts = (data.attempts ?? 0) + 1;
    log.error({ err: error, ...ref, position, attempts }, 'a customer of a list could not be onboarded');
    if (attempts >= attemptsMax) return leaveOut(ref, position, 'other', means);
    await tryLater(ref, position, attempts, means);
  }
}

/** The next customer whose turn it is, in this worker's hands alone. Null when there is none; then the list may be done. */
async function takeNext(tx: TenantTx, { tenantId, bulkId }: ListRef, now: Date): Promise<Next | null> {
  const before = new Date(now.getTime() - pauseMsMin);
  const [list] = await tx.$queryRaw<{ templateKey: string }[]>`
    select b.template_key as "templateKey" from bulk_onboardings b
    where b.tenant_id = ${tenantId}::uuid and b.id = ${bulkId}::uuid and b.status = 'running' for update`;
  if (!list) return null;
  // Another worker may have had this list a moment ago; now that it is locked, what is read is what holds.
  const rows = await tx.$queryRaw<{ position: number; data: Row; isDue: boolean; isPaused: boolean }[]>`
    select r.position, r.data,
      r.at is null or r.at <= ${now}::timestamptz - make_interval(secs => 4 ^ coalesce((r.data ->> 'attempts')::int, 0)) as "isDue",
      exists (select from bulk_onboarding_rows o where o.tenant_id = r.tenant_id and o.bulk_id = r.bulk_id
        and o.at > ${before}) as "isPaused"
    from bulk_onboarding_rows r
    where r.tenant_id = ${tenantId}::uuid and r.bulk_id = ${bulkId}::uuid and r.status = 'waiting'
    order by "isDue" desc, r.position limit 1`;
  const [row] = rows;
  if (!row) {
    await tx.$executeRaw`
      update bulk_onboardings set status = 'done', ended_at = ${now}
      where tenant_id = ${tenantId}::uuid and id = ${bulkId}::uuid`;
    return null;
  }
  return row.isDue && !row.isPaused ? { position: row.position, data: row.data, ...list } : null;
}

async function onboard(tx: TenantTx, ref: ListRef, { position, data, templateKey }: Next, means: Means): Promise<void> {
  const { name, identifier, industry, person, email, locale } = data;
  const actor = { kind: 'system', tenantId: ref.tenantId, reason: 'list', requestId: means.newId() } as const;
  const invited = await inviteCustomer(
    tx,
    actor,
    {
      customer: { ownerTenantId: ref.tenantId, name, locale, ...(industry === '' ? {} : { industry }) },
      templateKey,
      invite: { email, name: person, locale },
      identifier,
    },
    means,
  );
  if (!invited.ok) throw new RefusedCustomer(invited.refusal);
  await tx.$executeRaw`
    update bulk_onboarding_rows set status = 'done', customer_tenant_id = ${invited.value.tenantId}::uuid,
      flow_id = ${invited.value.flowId}::uuid, at = ${means.clock.now()}, data = data - 'email' - 'person'
    where tenant_id = ${ref.tenantId}::uuid and bulk_id = ${ref.bulkId}::uuid and position = ${position}`;
}

const leaveOut = (ref: ListRef, position: number, code: string, means: Means): Promise<void> =>
  inOwner(ref, async (tx) => {
    await tx.$executeRaw`
      update bulk_onboarding_rows set status = 'refused', problem = ${JSON.stringify({ code })}::jsonb,
        at = ${means.clock.now()}
      where tenant_id = ${ref.tenantId}::uuid and bulk_id = ${ref.bulkId}::uuid and position = ${position}
        and status = 'waiting'`;
  });

const tryLater = (ref: ListRef, position: number, attempts: number, means: Means): Promise<void> =>
  inOwner(ref, async (tx) => {
    await tx.$executeRaw`
      update bulk_onboarding_rows set data = data || ${JSON.stringify({ attempts })}::jsonb, at = ${means.clock.now()}
      where tenant_id = ${ref.tenantId}::uuid and bulk_id = ${ref.bulkId}::uuid and position = ${position}
        and status = 'waiting'`;
  });

class RefusedCustomer extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

const inOwner = <T>({ tenantId, bulkId }: ListRef, run: (tx: TenantTx) => Promise<T>): Promise<T> =>
  asCustomer(tenantId, `bulk:${bulkId}`, run);
