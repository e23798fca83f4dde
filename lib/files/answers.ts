import { tenantHasher } from '@/lib/crypto';
import type { TenantTx } from '@/lib/tenancy';
import type { FileRecord } from './file-record';

type StoredField = Readonly<{ value?: unknown; hash: string }>;
type Item = Readonly<{ id: string; values: Readonly<Record<string, unknown>> }>;

/**
 * Takes a file out of the answer that names it, because it is not there any more: the answer goes back to "not given"
 * when it was the last one, and the step is open again. Does nothing where no answer names it yet.
 */
export async function takeOutOfAnswer(tx: TenantTx, file: FileRecord): Promise<void> {
  const [step] = await tx.$queryRaw<{ id: string; data: Record<string, StoredField> }[]>`
    select id, data from onboarding_steps
    where tenant_id = ${file.tenantId}::uuid and flow_id = ${file.flowId}::uuid and step_name = ${file.stepId}
    for update`;
  const found = step && Object.entries(step.data).find(([fieldId, { value }]) => names(file, fieldId, value));
  if (!step || !found) return;
  const [fieldId, stored] = found;
  const value = without(file, stored.value);
  const { [fieldId]: _gone, ...others } = step.data;
  const hash = await tenantHasher(tx, file.tenantId);
  const isEmpty = Array.isArray(value) && value.length === 0;
  const data = isEmpty
    ? others
    : { ...others, [fieldId]: { ...stored, value, hash: hash(fieldId, JSON.stringify(value)) } };
  await tx.$executeRaw`
    update onboarding_steps set data = ${JSON.stringify(data)}::jsonb, revision = revision + 1, updated_at = now(),
      status = 'in_progress', completed_at = null
    where tenant_id = ${file.tenantId}::uuid and id = ${step.id}::uuid`;
  await tx.$executeRaw`
    update onboarding_flows set revision = revision + 1, updated_at = now()
    where tenant_id = ${file.tenantId}::uuid and id = ${file.flowId}::uuid`;
}

function names({ id, itemId, fieldId }: FileRecord, answered: string, value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  if (itemId === '') return answered === fieldId && value.includes(id);
  return value.some((item: Item) => item.id === itemId && listOf(item.values[fieldId]).includes(id));
}

function without({ id, itemId, fieldId }: FileRecord, value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  if (itemId === '') return value.filter((each) => each !== id);
  return value.map((item: Item) => {
    if (item.id !== itemId) return item;
    const kept = listOf(item.values[fieldId]).filter((each) => each !== id);
    const { [fieldId]: _gone, ...values } = item.values;
    return { ...item, values: kept.length > 0 ? { ...values, [fieldId]: kept } : values };
  });
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
