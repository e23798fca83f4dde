import { tenantHasher } from '@/lib/crypto';
import { hashedText, type ItemAnswer } from '@/lib/flow-definition';
import type { TenantTx } from '@/lib/tenancy';
import type { FileRecord } from './file-record';

type StoredAnswer = Readonly<{ value?: unknown; hash: string }>;

/**
 * Takes a file out of the answer that names it, because it is not there any more: the answer goes back to "not given"
 * when it was the last one, and the step is open again. Does nothing where no answer names it yet.
 */
export async function takeOutOfAnswer(tx: TenantTx, file: FileRecord): Promise<void> {
  const [step] = await tx.$queryRaw<{ id: string; data: Record<string, StoredAnswer> }[]>`
    select id, data from onboarding_steps
    where tenant_id = ${file.tenantId}::uuid and flow_id = ${file.flowId}::uuid and step_name = ${file.stepId}
    for update`;
  const found =
    step && Object.entries(step.data).find(([key, { value }]) => filesIn(file, key, value).includes(file.id));
  if (!step || !found) return;
  const [key, stored] = found;
  const { [key]: _gone, ...others } = step.data;
  const value = without(file, key, stored.value);
  const hash = await tenantHasher(tx, file.tenantId);
  const data = value === null ? others : { ...others, [key]: { ...stored, value, hash: hash(key, hashedText(value)) } };
  await tx.$executeRaw`
    update onboarding_steps set data = ${JSON.stringify(data)}::jsonb, revision = revision + 1, updated_at = now(),
      status = 'in_progress', completed_at = null
    where tenant_id = ${file.tenantId}::uuid and id = ${step.id}::uuid`;
  await tx.$executeRaw`
    update onboarding_flows set revision = revision + 1, updated_at = now()
    where tenant_id = ${file.tenantId}::uuid and id = ${file.flowId}::uuid`;
}

/** The files that an answer names under the question of this file; an item of a list is kept under `list/item`. */
function filesIn({ itemId, fieldId }: FileRecord, key: string, value: unknown): readonly string[] {
  if (itemId === '') return key === fieldId ? listOf(value) : [];
  return key.endsWith(`/${itemId}`) ? listOf(valuesOf(value)[fieldId]) : [];
}

/** The answer without the file; an item stays with what else it says. Null when nothing is left of the answer. */
function without(file: FileRecord, key: string, value: unknown): string[] | ItemAnswer['values'] | null {
  const kept = filesIn(file, key, value).filter((id) => id !== file.id);
  if (file.itemId === '') return kept.length > 0 ? kept : null;
  const { [file.fieldId]: _gone, ...values } = valuesOf(value);
  return kept.length > 0 ? { ...values, [file.fieldId]: kept } : values;
}

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value : []);
const valuesOf = (value: unknown): ItemAnswer['values'] => (value ?? {}) as ItemAnswer['values'];
