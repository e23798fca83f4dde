import { notFound, redirect } from 'next/navigation';
import { guardedPage } from '@/app/_server/guarded-page';
import { newestFlowOf } from '@/lib/onboarding';
import { withTenant } from '@/lib/tenancy';
import { staffContext } from '../../_shell/staff-context';

type Props = Readonly<{ params: Promise<{ tenantId: string }> }>;

/** The address of a customer, as mails name it: leads to the file of its newest flow. */
async function CustomerPage({ params }: Props): Promise<never> {
  const { tenantId } = await params;
  const { actor, locale } = await staffContext({ tenantId });
  const flowId = await withTenant(actor, (tx) => newestFlowOf(tx, tenantId));
  if (flowId === null) notFound();
  return redirect(`/${locale}/portfolio/${flowId}`);
}

export default guardedPage(CustomerPage);
