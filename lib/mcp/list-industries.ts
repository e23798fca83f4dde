import { ok, type Outcome } from '@/lib/errors';
import { fieldsOf } from '@/lib/flow-definition';
import { availableTemplates, loadTemplate } from '@/lib/flow-templates';
import { localizedText } from '@/lib/i18n';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';

export type TemplateIndustries = Readonly<{
  template: string;
  industries: readonly Readonly<{ id: string; label: string }>[];
}>;

/**
 * The industries that each template in use offers where it asks for one: the options of the question that means it.
 * Refuses `forbidden`. Records nothing.
 */
export async function listIndustries(
  tx: TenantTx,
  actor: Actor,
  locale: string,
): Promise<Outcome<readonly TemplateIndustries[]>> {
  const allowed = authorise(actor, 'customer.read');
  if (!allowed.ok) return allowed;
  const found: TemplateIndustries[] = [];
  for (const { tenantId, id, key } of await availableTemplates(tx, actor.tenantId)) {
    const { compiled } = await loadTemplate(tx, tenantId, id);
    const options = fieldsOf(compiled.definition)
      .filter(({ field }) => field.semantic === 'organization.industry')
      .flatMap(({ field }) => field.options ?? []);
    if (options.length === 0) continue;
    found.push({
      template: key,
      industries: options.map((option) => ({ id: option.id, label: localizedText(option.label, locale) })),
    });
  }
  return ok(found);
}
