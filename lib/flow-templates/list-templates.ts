import type { LocalizedText } from '@/lib/flow-definition';
import { ok, type Outcome } from '@/lib/errors';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';

/** The newest version in use of one key, with the sections that ask something, in the order they are asked. */
export type TemplateInUse = Readonly<{
  key: string;
  version: number;
  title: LocalizedText;
  sections: readonly Readonly<{ id: string; title: LocalizedText }>[];
}>;

/**
 * The templates whose figures the actor can ask for: those that it, somebody above it, or somebody below it has in use.
 * Refuses `forbidden` without the right to figures. Records nothing.
 */
export async function listTemplatesInUse(tx: TenantTx, actor: Actor): Promise<Outcome<readonly TemplateInUse[]>> {
  const allowed = authorise(actor, 'funnel.read');
  if (!allowed.ok) return allowed;
  return ok(
    await tx.$queryRaw<TemplateInUse[]>`
      select distinct on (key) key, version, config #> '{definition,title}' as title,
        (select coalesce(jsonb_agg(jsonb_build_object('id', s.value -> 'id', 'title', s.value -> 'title') order by s.ordinality), '[]')
          from jsonb_array_elements(config #> '{definition,sections}') with ordinality s
          where s.value @? '$.tasks[*].steps[*] ? (@.kind == "form")') as sections
      from onboarding_templates where status = 'published' and is_active
      order by key, version desc`,
  );
}
