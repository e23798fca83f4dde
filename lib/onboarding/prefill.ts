import {
  fieldCheck,
  fieldsOf,
  isStoredValueGood,
  type AnswerValue,
  type FieldDefinition,
  type FieldType,
  type FormStep,
} from '@/lib/flow-definition';
import { loadTemplate } from '@/lib/flow-templates';
import { localizedText } from '@/lib/i18n';
import type { TenantTx } from '@/lib/tenancy';
import type { StoredAnswer } from './flow-state';
import type { OpenedFlow } from './open-flow';

/** Where a value comes from that nobody has given here yet. */
export type PrefillSource =
  | Readonly<{ kind: 'earlier'; title: string; at: string | null }>
  | Readonly<{ kind: 'registry'; ownerName: string }>
  | Readonly<{ kind: 'invitation' }>;
export type Prefilled = Readonly<{ value: AnswerValue; source: PrefillSource }>;

/** Kinds of answers that mean the same wherever they are given; a file, a consent or a confirmation never does. */
const reusable: ReadonlySet<FieldType> = new Set<FieldType>([
  ...(['text', 'longText', 'number', 'yesNo', 'choice', 'choices', 'date', 'email', 'phone', 'url'] as const),
  ...(['country', 'identifier', 'list', 'currency', 'timeZone', 'language', 'address'] as const),
]);

/**
 * What is known already about the questions of a page that nobody has answered: from the customer's earlier flows by
 * the meaning of a field (`semantic`), from the registry, and from the invitation. A value that does not fit the
 * question is left out, and so is everything secret. Nothing of it counts until somebody continues with it, and a page
 * that was saved once is never filled in again, so that an answer that was taken out stays out.
 */
export async function prefillOf(
  tx: TenantTx,
  flow: OpenedFlow,
  step: FormStep,
  locale: string,
): Promise<ReadonlyMap<string, Prefilled>> {
  const { state, template } = flow;
  const fields = step.fields.filter(isReusable);
  if (state.steps[step.id] !== undefined || fields.length === 0) return new Map();
  const known = await readKnown(tx, flow, locale);
  const found = new Map<string, Prefilled>();
  for (const field of fields) {
    const check = fieldCheck(template.compiled.definition, field);
    const candidates = known.get(keyOf(field, flow)) ?? [];
    const good = candidates.find(({ value }) => isStoredValueGood(check, value));
    if (good) found.set(field.id, good);
  }
  return found;
}

const isReusable = (field: FieldDefinition): boolean =>
  reusable.has(field.type) &&
  field.class !== 'secret' &&
  field.derive === undefined &&
  (field.semantic !== undefined || field.type === 'identifier');

/** What a field is looked up by: its meaning, or the system whose identifier it asks for. */
function keyOf(field: FieldDefinition, { template }: OpenedFlow): string {
  if (field.type !== 'identifier') return field.semantic ?? '';
  const rule = template.compiled.definition.identifiers.find(({ id }) => id === field.identifier);
  return `identifier:${rule?.system ?? ''}`;
}

type Known = Map<string, Prefilled[]>;

/** Everything known by key, the best source first. */
async function readKnown(tx: TenantTx, flow: OpenedFlow, locale: string): Promise<Known> {
  const known: Known = new Map();
  const add = (key: string, value: AnswerValue | null | undefined, source: PrefillSource): void => {
    if (value === null || value === undefined || value === '') return;
    known.set(key, [...(known.get(key) ?? []), { value, source }]);
  };
  for (const { key, value, title, at } of await earlierAnswers(tx, flow, locale)) {
    add(key, value, { kind: 'earlier', title, at });
  }
  await addRegistry(tx, flow, add);
  await addInvitation(tx, flow, add);
  return known;
}

type Add = (key: string, value: AnswerValue | null | undefined, source: PrefillSource) => void;
type Earlier = Readonly<{ key: string; value: AnswerValue; title: string; at: string | null }>;

/** Answers of the customer's other flows that have a meaning, the newest first. */
async function earlierAnswers(tx: TenantTx, flow: OpenedFlow, locale: string): Promise<readonly Earlier[]> {
  const { tenantId, id } = flow.state.flow;
  const rows = await tx.$queryRaw<
    { templateTenantId: string; templateId: string; data: Readonly<Record<string, StoredAnswer>> }[]
  >`
    select f.template_tenant_id as "templateTenantId", f.template_id as "templateId", s.data
    from onboarding_flows f join onboarding_steps s on s.tenant_id = f.tenant_id and s.flow_id = f.id
    where f.tenant_id = ${tenantId}::uuid and f.id <> ${id}::uuid
    order by f.created_at desc, s.updated_at desc limit 400`;
  const found: Earlier[] = [];
  for (const { templateTenantId, templateId, data } of rows) {
    const { definition } = (await loadTemplate(tx, templateTenantId, templateId)).compiled;
    for (const { field } of fieldsOf(definition)) {
      const answer = data[field.id];
      if (answer?.value === undefined || field.semantic === undefined || field.class === 'secret') continue;
      found.push({
        key: field.semantic,
        value: answer.value as AnswerValue,
        title: localizedText(definition.title, locale),
        at: answer.at ?? null,
      });
    }
  }
  return found;
}

async function addRegistry(tx: TenantTx, { state }: OpenedFlow, add: Add): Promise<void> {
  const { tenantId } = state.flow;
  const source = { kind: 'registry', ownerName: state.ownerName } as const;
  const [profile] = await tx.$queryRaw<{ industry: string | null; size: string | null }[]>`
    select industry, size from customer_profiles where tenant_id = ${tenantId}::uuid`;
  const identifiers = await tx.$queryRaw<{ system: string; value: string }[]>`
    select system, value from customer_identifiers where tenant_id = ${tenantId}::uuid`;
  add('organization.name', state.customer.name, source);
  // UTC is what a customer has as long as nobody said anything else.
  if (state.customer.timeZone !== 'UTC') add('organization.timeZone', state.customer.timeZone, source);
  add('organization.industry', profile?.industry, source);
  add('organization.size', profile?.size, source);
  for (const { system, value } of identifiers) add(`identifier:${system}`, value, source);
}

/** The first person who was invited: whoever the partner named as its contact. */
async function addInvitation(tx: TenantTx, { state }: OpenedFlow, add: Add): Promise<void> {
  const [first] = await tx.$queryRaw<{ name: string; email: string; locale: string }[]>`
    select name, email, locale from invitations
    where tenant_id = ${state.flow.tenantId}::uuid and flow_id = ${state.flow.id}::uuid and role = 'owner'
    order by created_at, id limit 1`;
  if (!first) return;
  const source = { kind: 'invitation' } as const;
  for (const whose of ['contact', 'person']) {
    add(`${whose}.name`, first.name, source);
    add(`${whose}.email`, first.email, source);
    add(`${whose}.language`, first.locale, source);
  }
}
