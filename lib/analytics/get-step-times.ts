import { ok, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import type { OpenTimes } from './metrics';

export type GetStepTimesInput = Readonly<{
  /** The customer who is being onboarded; the figures are those of all customers of its owner. */
  customerTenantId: string;
  templateKey: string;
}>;

/**
 * How long the pages of a template take people, per step, as the customers of one owner may know it: steps with fewer
 * than 20 samples are left out by the database. Empty for a customer out of sight. Refuses `forbidden`. Records
 * nothing.
 */
export async function getStepTimes(
  tx: TenantTx,
  actor: Actor,
  { customerTenantId, templateKey }: GetStepTimesInput,
): Promise<Outcome<ReadonlyMap<string, OpenTimes>>> {
  const allowed = authorise(actor, 'task.read');
  if (!allowed.ok) return allowed;
  if (!isUuid(customerTenantId)) return ok(new Map());
  const rows = await tx.$queryRaw<{ step: string; seconds: number; samples: number }[]>`
    select step_name as step, seconds, samples from app.step_times(${customerTenantId}::uuid, ${templateKey})`;
  const times = new Map<string, { seconds: number; samples: number }[]>();
  for (const { step, seconds, samples } of rows) {
    const known = times.get(step) ?? [];
    known.push({ seconds, samples });
    times.set(step, known);
  }
  return ok(times);
}
