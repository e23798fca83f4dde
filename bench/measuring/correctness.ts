import { verifyAudit } from '@/lib/audit';
import { asCustomer } from '@/lib/tenancy';
import type { Instance } from '@/scripts/testing/instance';
import { pageWith, type ActionSaver } from './savers';

type Row = Readonly<{ name: string; revision: number; audited: number; recorded: number }>;

/**
 * What is wrong with the saves that were measured: every acknowledged one must be stored, audited and recorded once, a
 * wrong input refused, and another tenant's page refused without a trace. Empty when the figures count.
 */
export async function correctness(instance: Instance, savers: readonly ActionSaver[]): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const saver of savers) {
    const row = await stored(instance, saver);
    if (row?.name !== saver.storedName) problems.push(`${row?.name ?? 'nothing'} is stored, not ${saver.storedName}`);
    for (const count of [row?.revision, row?.audited, row?.recorded]) {
      if (count !== saver.saves) problems.push(`${count ?? 0} are there of ${saver.saves} acknowledged saves`);
    }
  }
  const [mine, theirs] = savers;
  if (!mine || !theirs) return [...problems, 'two savers are needed'];
  const { hidden } = await mine.form();
  const refusals = [
    ['a missing answer', await mine.browser.post(mine.path, pageWith(hidden, ''))],
    ['another tenant', await theirs.browser.post(mine.path, pageWith(hidden, 'Stolen'))],
  ] as const;
  for (const [what, { status }] of refusals) if (status === 303) problems.push(`${what} was taken`);
  const after = await stored(instance, mine);
  if (after?.revision !== mine.saves) problems.push('a refused save was stored');
  if (!(await mine.once())) problems.push('a right save was refused after the wrong ones');

  const { tenantId } = mine.customer;
  const verdict = await asCustomer(tenantId, 'checking the bench', (tx) => verifyAudit(tx, tenantId));
  if (!verdict.intact) problems.push('the audit chain is broken');
  return problems;
}

const stored = async ({ sql }: Instance, { customer }: ActionSaver): Promise<Row | undefined> =>
  (
    await sql<Row>(
      `select s.data -> 'organisationName' ->> 'value' as name, s.revision,
         (select count(*)::int from audit_logs a where a.entity_id = s.id and a.action = 'step.saved') as audited,
         (select count(*)::int from events e where e.flow_id = s.flow_id and e.name = 'step.saved') as recorded
       from onboarding_steps s where s.flow_id = $1`,
      [customer.flowId],
    )
  )[0];
