import { ok, type Outcome } from '@/lib/errors';
import { localizedText } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { flowHeader, type FlowHeader } from './flow-header';
import { openFlow } from './open-flow';

export type TutorialView = Readonly<{
  header: FlowHeader;
  pages: readonly Readonly<{ id: string; title: string; text: string }>[];
}>;

/**
 * The short tour of what awaits the customer, in the reader's language; no pages where the template has none. Refuses
 * `forbidden` and `not_found`. Records nothing: that somebody saw or skipped it is `visitFlow`.
 */
export async function getTutorial(
  tx: TenantTx,
  actor: Actor,
  { flowId, locale }: Readonly<{ flowId: string; locale: string }>,
  means: Means = systemMeans,
): Promise<Outcome<TutorialView>> {
  const allowed = authorise(actor, 'flow.read');
  if (!allowed.ok) return allowed;
  const flow = await openFlow(tx, flowId, means.clock.now());
  if (!flow.ok) return flow;
  const { tutorial = [] } = flow.value.template.compiled.definition;
  return ok({
    header: flowHeader(flow.value, locale),
    pages: tutorial.map(({ id, title, text }) => ({
      id,
      title: localizedText(title, locale),
      text: localizedText(text, locale),
    })),
  });
}
