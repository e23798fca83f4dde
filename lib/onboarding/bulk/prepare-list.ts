import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { findExistingCustomers } from '@/lib/customers';
import { ok, refuse, type Outcome } from '@/lib/errors';
import { currentIdentifier, identifierError, type IdentifierRule } from '@/lib/flow-definition';
import { availableTemplates, loadTemplate } from '@/lib/flow-templates';
import { isLocale } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import { actorUserId, authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { parseList, type ListedCustomer } from './parse-list';

export type PrepareListInput = Readonly<{ templateKey: string; text: string; locale: string }>;
/** Why a line will not be onboarded: a code of `bulk.problem`. */
export type RowProblem = Readonly<{ code: string; line: number }>;

/** More than this is a migration, not a list. */
export const customersMax = 500;
const textMax = 300_000;

/**
 * Takes a list of customers in: judges every line and keeps all of them for people to look at. Nothing is onboarded
 * yet. Refuses `forbidden`, `not_found` for a template that the owner has not got, and `invalid_input` for a list that
 * is empty or too long. Records `bulk.prepared`.
 */
export async function prepareList(
  tx: TenantTx,
  actor: Actor,
  { templateKey, text, locale }: PrepareListInput,
  means: Means = systemMeans,
): Promise<Outcome<Readonly<{ bulkId: string }>>> {
  for (const action of ['customer.create', 'flow.start'] as const) {
    const allowed = authorise(actor, action);
    if (!allowed.ok) return allowed;
  }
  const owner = actor.tenantId;
  const template = (await availableTemplates(tx, owner)).find(({ key }) => key === templateKey);
  if (!template) return refuse('not_found');
  const lines = text.length > textMax ? [] : parseList(text);
  if (lines.length === 0)
    return refuse('invalid_input', {}, { fields: { list: [{ code: 'field.required', args: {} }] } });
  // A file in an older character set: names would be stored as question marks.
  if (text.includes('\uFFFD'))
    return refuse('invalid_input', {}, { fields: { list: [{ code: 'field.invalid', args: {} }] } });
  if (lines.length > customersMax) {
    return refuse(
      'invalid_input',
      {},
      { fields: { list: [{ code: 'field.list_too_many', args: { max: customersMax } }] } },
    );
  }
  const { compiled } = await loadTemplate(tx, template.tenantId, template.id);
  const rule = compiled.definition.identifiers[0] ?? null;

  const bulkId = means.newId();
  const now = means.clock.now();
  await tx.$executeRaw`
    insert into bulk_onboardings (tenant_id, id, template_key, created_by, created_at)
    values (${owner}::uuid, ${bulkId}::uuid, ${template.key}, ${actorUserId(actor)}::uuid, ${now})`;
  const seen = { names: new Set<string>(), identifiers: new Set<string>() };
  let position = 0;
  for (const { line, customer: listed } of lines) {
    position += 1;
    // Lists of an earlier arrangement name one customer several times; the first of them stands for all.
    const customer = rule ? { ...listed, identifier: currentIdentifier(listed.identifier, rule) } : listed;
    const code = problemOf(customer, rule, seen) ?? (await existing(tx, actor, customer));
    const data = JSON.stringify({ ...customer, locale: customer.locale || locale, line });
    await tx.$executeRaw`
      insert into bulk_onboarding_rows (tenant_id, bulk_id, position, data, status, problem)
      values (${owner}::uuid, ${bulkId}::uuid, ${position}, ${data}::jsonb, ${code === null ? 'waiting' : 'refused'},
        ${code === null ? null : JSON.stringify({ code, line })}::jsonb)`;
  }
  await recordAudit(tx, owner, {
    action: 'bulk.prepared',
    entityType: 'bulk_onboarding',
    entityId: bulkId,
    details: { template: template.key, customers: lines.length },
  });
  return ok({ bulkId });
}

type Seen = Readonly<{ names: Set<string>; identifiers: Set<string> }>;

/** What is wrong with a line by itself, or because an earlier one said the same. */
function problemOf(customer: ListedCustomer, rule: IdentifierRule | null, seen: Seen): string | null {
  const { name, identifier, email, locale } = customer;
  if (name === '' || name.length > 200) return 'name_missing';
  if (!z.email().max(254).safeParse(email.toLowerCase()).success) return 'email_invalid';
  if (customer.person.length > 200 || customer.industry.length > 100) return 'too_long';
  if (locale !== '' && !isLocale(locale)) return 'language_unknown';
  if (identifier !== '' && (rule === null || identifierError(identifier, rule) !== null)) return 'identifier_invalid';
  const key = name.toLocaleLowerCase('en');
  if (seen.names.has(key) || (identifier !== '' && seen.identifiers.has(identifier))) return 'repeated';
  seen.names.add(key);
  if (identifier !== '') seen.identifiers.add(identifier);
  return null;
}

async function existing(tx: TenantTx, actor: Actor, { name, identifier }: ListedCustomer): Promise<string | null> {
  const found = await findExistingCustomers(tx, actor, { ownerTenantId: actor.tenantId, name, identifier });
  return found.ok && found.value.length === 0 ? null : 'customer_exists';
}
