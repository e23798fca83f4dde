import { z } from 'zod';
import { recordAudit } from '@/lib/audit';
import { tenantHasher } from '@/lib/crypto';
import { createCustomer } from '@/lib/customers';
import { ok, refuse, type FieldRefusal, type Outcome } from '@/lib/errors';
import {
  fieldsOf,
  parseAnswers,
  shownKey,
  type Answers,
  type DirectOnboarding,
  type PlacedField,
} from '@/lib/flow-definition';
import { activeTemplate, availableTemplates, loadTemplate, type LoadedTemplate } from '@/lib/flow-templates';
import { claimIdempotencyKey, nameSubject } from '@/lib/idempotency';
import { recordEvent } from '@/lib/platform/events';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { openFlow } from './open-flow';
import { sendIn } from './send-in';

export const onboardDirectlyInput = z.looseObject({
  /** Which template, where the owner has more than one that can be used so. */
  template: z.string().max(64).optional(),
  /** The company's name; its identifier when omitted. */
  name: z.string().trim().min(1).max(200).optional(),
});
export type OnboardDirectlyInput = Readonly<{
  body: z.infer<typeof onboardDirectlyInput>;
  idempotencyKey: string;
}>;
export type DirectlyOnboarded = Readonly<{ tenantId: string; flowId: string; isFirst: boolean }>;

/**
 * Onboards a customer by one call of a program: registers it, answers the template's questions from the body, sends
 * the flow in and queues the set-up, in one transaction. The same idempotency key with the same body is the same
 * onboarding. Refuses `forbidden`, `not_found` (no template of this owner can be used so), `invalid_input` with the
 * members of the body, `identifier_taken`, and `idempotency_key_reused`. Records what the use cases it is made of
 * record, and `customer.onboarded_directly`.
 */
export async function onboardDirectly(
  tx: TenantTx,
  actor: Actor,
  { body, idempotencyKey }: OnboardDirectlyInput,
  means: Means = systemMeans,
): Promise<Outcome<DirectlyOnboarded>> {
  const allowed = authorise(actor, 'customer.onboard');
  if (!allowed.ok) return allowed;
  const owner = actor.tenantId;
  const template = await directTemplate(tx, owner, body.template);
  if (!template) return refuse('not_found');
  const answers = readBody(template, body, means.clock.now());
  if (!answers.ok) return answers;

  const claim = { tenantId: owner, key: idempotencyKey };
  const claimed = await claimIdempotencyKey(tx, { ...claim, request: body }, means);
  if (!claimed.ok) return claimed;
  const { subjectTenantId, subjectId } = claimed.value;
  if (subjectTenantId && subjectId) return ok({ tenantId: subjectTenantId, flowId: subjectId, isFirst: false });

  const name = body.name ?? String(Object.values(answers.value)[0] ?? '');
  const customer = await createCustomer(
    tx,
    { kind: 'system', tenantId: owner, reason: 'onboarding by one call', requestId: actor.requestId },
    { ownerTenantId: owner, name, locale: 'en' },
    means,
  );
  if (!customer.ok) return customer;
  const { tenantId } = customer.value;
  const pinned = await activeTemplate(tx, tenantId, template.key);
  if (!pinned) return refuse('not_found');
  const flowId = means.newId();
  await tx.$executeRaw`
    insert into onboarding_flows (tenant_id, id, customer_id, template_tenant_id, template_id, status, config)
    values (${tenantId}::uuid, ${flowId}::uuid, ${tenantId}::uuid, ${pinned.tenantId}::uuid, ${pinned.id}::uuid, 'in_progress',
      '{"channel":"api"}')`;
  const reserved = await store(tx, { tenantId, flowId, template, answers: answers.value, means });
  if (!reserved.ok) return reserved;
  for (const event of ['flow.invited', 'flow.started']) {
    await recordEvent(tx, tenantId, { flowId, name: event, details: { channel: 'api' } });
  }
  const flow = await openFlow(tx, flowId, means.clock.now());
  if (!flow.ok) return flow;
  await sendIn(tx, actor, { flow: flow.value, details: { channel: 'api', templateVersion: template.version } }, means);
  await recordAudit(tx, tenantId, {
    action: 'customer.onboarded_directly',
    entityType: 'flow',
    entityId: flowId,
    details: { template: template.key, version: template.version },
  });
  await nameSubject(tx, { ...claim, subjectTenantId: tenantId, subjectId: flowId });
  return ok({ tenantId, flowId, isFirst: true });
}

/** The template that the body names, or the only one of this owner that can be used so. */
async function directTemplate(
  tx: TenantTx,
  ownerTenantId: string,
  key: string | undefined,
): Promise<LoadedTemplate | null> {
  const available = await availableTemplates(tx, ownerTenantId);
  const loaded = await Promise.all(
    available
      .filter((each) => key === undefined || each.key === key)
      .map((each) => loadTemplate(tx, each.tenantId, each.id)),
  );
  const direct = loaded.filter(({ compiled }) => compiled.definition.direct !== undefined);
  return direct.length === 1 ? (direct[0] ?? null) : null;
}

const directOf = ({ compiled }: LoadedTemplate): DirectOnboarding | undefined => compiled.definition.direct;

/** The answers that the body gives, in the order of the document's `input`, and those that are given beforehand. */
function readBody(template: LoadedTemplate, body: Readonly<Record<string, unknown>>, now: Date): Outcome<Answers> {
  const direct = directOf(template);
  const answers: Record<string, Answers[string]> = {};
  const problems: Record<string, readonly FieldRefusal[]> = {};
  for (const [member, fieldId] of Object.entries(direct?.input ?? {})) {
    const given = body[member];
    const placed = placedField(template, fieldId);
    const parsed =
      placed &&
      parseAnswers(
        template.compiled,
        { ...placed.step, fields: [{ ...placed.field, required: true, visible: undefined } as typeof placed.field] },
        { [fieldId]: typeof given === 'string' ? given : '', [shownKey]: fieldId },
        {},
        { continued: {}, milestones: {}, customer: {}, flow: {}, today: now.toISOString().slice(0, 10) },
      );
    const value = parsed?.ok ? parsed.values[fieldId] : undefined;
    if (value !== undefined) answers[fieldId] = value;
    else
      problems[member] = parsed && !parsed.ok ? (parsed.errors[fieldId] ?? []) : [{ code: 'field.required', args: {} }];
  }
  if (Object.keys(problems).length > 0) return refuse('invalid_input', {}, { fields: problems });
  return ok({ ...answers, ...(direct?.answers ?? {}) });
}

const placedField = ({ compiled }: LoadedTemplate, fieldId: string): PlacedField | undefined =>
  fieldsOf(compiled.definition).find(({ field }) => field.id === fieldId);

type Storing = Readonly<{ tenantId: string; flowId: string; template: LoadedTemplate; answers: Answers; means: Means }>;

/** Writes the answers into the rows of their steps, and holds identifiers in the owner's registry. */
async function store(tx: TenantTx, { tenantId, flowId, template, answers, means }: Storing): Promise<Outcome<true>> {
  const hash = await tenantHasher(tx, tenantId);
  const rows = new Map<string, { place: PlacedField; data: Record<string, unknown> }>();
  for (const [fieldId, value] of Object.entries(answers)) {
    const placed = placedField(template, fieldId);
    if (!placed) continue;
    const rule = template.compiled.definition.identifiers.find(({ id }) => id === placed.field.identifier);
    if (rule && typeof value === 'string') {
      const [row] = await tx.$queryRaw<{ reserved: boolean }[]>`
        select app.try_reserve_identifier(${tenantId}::uuid, ${flowId}::uuid, ${means.newId()}::uuid, ${rule.system}, ${value}) as reserved`;
      if (row?.reserved !== true) return refuse('identifier_taken', { value });
    }
    const row = rows.get(placed.step.id) ?? { place: placed, data: {} };
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    row.data[fieldId] = { value, hash: hash(fieldId, text), at: means.clock.now().toISOString() };
    rows.set(placed.step.id, row);
  }
  for (const [stepId, { place, data }] of rows) {
    const now = means.clock.now();
    await tx.$executeRaw`
      insert into onboarding_steps (tenant_id, id, flow_id, step_name, section_id, task_id, status, data, revision, updated_at)
      values (${tenantId}::uuid, ${means.newId()}::uuid, ${flowId}::uuid, ${stepId}, ${place.place.section.id},
        ${place.place.task.id}, 'in_progress', ${JSON.stringify(data)}::jsonb, 1, ${now})`;
  }
  return ok(true);
}
