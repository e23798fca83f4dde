import { notFound, redirect } from 'next/navigation';
import { pageActor } from '@/app/_server/page-actor';
import { pageRequest, type PageRequest } from '@/app/_server/request';
import { ownerTheme, type OwnerTheme } from '@/lib/customers';
import type { Outcome } from '@/lib/errors';
import type { FlowHeader } from '@/lib/onboarding';
import { withTenant, type MemberActor, type TenantTx } from '@/lib/tenancy';

export type FlowParams = Readonly<{ params: Promise<{ locale: string; flowId: string }> }>;

/** What a page of a flow works with: who looks, the request, the view, and the look of the flow's partner. */
export type FlowPage<View> = Readonly<{
  actor: MemberActor;
  request: PageRequest;
  view: View;
  theme: OwnerTheme | null;
  /** The address of the flow's home in the reader's language. */
  home: string;
}>;

/**
 * Reads a page of a flow in one transaction. Without a session on to sign-in; a flow that none of the person's
 * memberships sees is "not found", the same page as for one that does not exist. `elsewhere` may turn a refusal into
 * another address.
 */
export async function flowPage<View extends { header: FlowHeader }>(
  flowId: string,
  read: (tx: TenantTx, actor: MemberActor, locale: string) => Promise<Outcome<View>>,
  elsewhere: (code: string, detail: Readonly<Record<string, unknown>>, home: string) => string | null = () => null,
): Promise<FlowPage<View>> {
  const [actor, request] = [await pageActor({ flowId }), await pageRequest()];
  const home = `/${request.locale}/flows/${flowId}`;
  const found = await withTenant(actor, async (tx) => {
    const outcome = await read(tx, actor, request.locale);
    if (!outcome.ok) return outcome;
    return { ok: true as const, view: outcome.value, theme: await ownerTheme(tx, outcome.value.header.tenantId) };
  });
  if (found.ok) return { actor, request, view: found.view, theme: found.theme, home };
  const target = elsewhere(found.refusal.code, found.refusal.detail ?? {}, home);
  if (target) redirect(target);
  return notFound();
}
