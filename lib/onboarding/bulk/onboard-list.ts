import type { Refusal } from '@/lib/errors';
import { CutOff } from '@/lib/platform/faults';
import type { Durable, JobArgs, Workflow } from '@/lib/platform/jobs';
import { log } from '@/lib/platform/logging';
import { systemMeans, type Means } from '@/lib/platform/means';
import { asCustomer, type TenantTx } from '@/lib/tenancy';
import { inviteCustomer } from '../invite-customer';

type ListRef = Readonly<{ tenantId: string; bulkId: string }>;
type Row = Readonly<{
  name: string;
  identifier: string;
  industry: string;
  person: string;
  email: string;
  locale: string;
}>;

const attemptsMax = 4;

/** Between two customers: other systems count what happens within a minute, and theirs is not the only work. */
const pauseMs = (position: number): number => 1000 + ((position * 617) % 1000);

/**
 * The workflow `onboard-list { tenantId, bulkId }`: registers and invites the customers of a list one after the other,
 * with a pause of one to two seconds, each in a transaction of its own. Wherever it is cut off, it goes on with the
 * first customer that has not been onboarded; nobody is invited twice.
 */
export const onboardListWorkflow =
  (means: Means = systemMeans): Workflow =>
  async (durable, args) => {
    const ref = refOf(args);
    const positions = await durable.step('read', () => waiting(ref));
    for (const [index, position] of positions.entries()) {
      if (index > 0) await durable.sleep(pauseMs(position));
      await untilItEnds(durable, ref, position, means);
    }
    await durable.step('finish', () =>
      inOwner(ref, async (tx) => {
        await tx.$executeRaw`
          update bulk_onboardings set status = 'done', ended_at = ${means.clock.now()}
          where tenant_id = ${ref.tenantId}::uuid and id = ${ref.bulkId}::uuid and status = 'running'`;
      }),
    );
  };

/** One that fails in a way that nobody foresaw is tried again, and in the end left out: the others do not wait for it. */
async function untilItEnds(durable: Durable, ref: ListRef, position: number, means: Means): Promise<void> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    // The failure is the step's answer: a step that throws would be tried for ever, and the others would wait for it.
    const came = await durable.step(`customer:${position}#${attempt}`, async () => {
      try {
        return await onboard(ref, position, means);
      } catch (err) {
        if (err instanceof CutOff) throw err;
        log.error({ err, bulkId: ref.bulkId, position, attempt }, 'a customer of a list could not be onboarded');
        return 'failed';
      }
    });
    if (came !== 'failed') return;
    await durable.sleep(1000 * 4 ** attempt);
  }
  await durable.step(`leave-out:${position}`, () => leaveOut(ref, position, 'other', means));
}

const waiting = (ref: ListRef): Promise<readonly number[]> =>
  inOwner(ref, async (tx) => {
    const rows = await tx.$queryRaw<{ position: number }[]>`
      select r.position from bulk_onboarding_rows r
      join bulk_onboardings b on b.tenant_id = r.tenant_id and b.id = r.bulk_id
      where r.tenant_id = ${ref.tenantId}::uuid and r.bulk_id = ${ref.bulkId}::uuid and r.status = 'waiting'
        and b.status = 'running' order by r.position`;
    return rows.map(({ position }) => position);
  });

/** One customer: invited, or refused with the reason. What a refusal had written by then is rolled back. */
async function onboard(ref: ListRef, position: number, means: Means): Promise<string> {
  try {
    return await inOwner(ref, async (tx, templateKey) => {
      const [found] = await tx.$queryRaw<{ data: Row }[]>`
        select data from bulk_onboarding_rows
        where tenant_id = ${ref.tenantId}::uuid and bulk_id = ${ref.bulkId}::uuid and position = ${position}
          and status = 'waiting' for update`;
      if (!found) return 'passed';
      const { name, identifier, industry, person, email, locale } = found.data;
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
      return 'done';
    });
  } catch (error) {
    if (!(error instanceof RefusedCustomer)) throw error;
    await leaveOut(ref, position, error.refusal.code, means);
    return 'refused';
  }
}

function leaveOut(ref: ListRef, position: number, code: string, means: Means): Promise<void> {
  return inOwner(ref, async (tx) => {
    await tx.$executeRaw`
      update bulk_onboarding_rows set status = 'refused', problem = ${JSON.stringify({ code })}::jsonb,
        at = ${means.clock.now()}
      where tenant_id = ${ref.tenantId}::uuid and bulk_id = ${ref.bulkId}::uuid and position = ${position}
        and status = 'waiting'`;
  });
}

class RefusedCustomer extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

const inOwner = <T>(ref: ListRef, run: (tx: TenantTx, templateKey: string) => Promise<T>): Promise<T> =>
  asCustomer(ref.tenantId, `bulk:${ref.bulkId}`, async (tx) => {
    const [list] = await tx.$queryRaw<{ key: string }[]>`
      select template_key as key from bulk_onboardings
      where tenant_id = ${ref.tenantId}::uuid and id = ${ref.bulkId}::uuid`;
    return run(tx, list?.key ?? '');
  });

function refOf({ tenantId, bulkId }: JobArgs): ListRef {
  if (tenantId === undefined || bulkId === undefined) throw new Error('A list is named by its tenant and its id');
  return { tenantId, bulkId };
}
