import { ok, refuse, type Outcome } from '@/lib/errors';
import { isForm, stepsOf, type FieldDefinition, type FlowDefinition } from '@/lib/flow-definition';
import { loadTemplate } from '@/lib/flow-templates';
import { isUuid } from '@/lib/platform/ids';
import type { TenantTx } from '@/lib/tenancy';
import { usualFileBytesMax, usualFilesMax } from './limits';

/** Where a file belongs: the field of a step, or of one item of the step's list. */
export type FilePlace = Readonly<{ flowId: string; stepId: string; fieldId: string; itemId?: string }>;

/** What a field says about its files. */
export type UploadField = Readonly<{
  tenantId: string;
  mediaTypes: readonly string[] | undefined;
  fileBytesMax: number;
  filesMax: number;
}>;

const openStatuses = ['invited', 'in_progress', 'changes_requested'];

/**
 * The field that a file is for, as the flow's own template has it. Refuses `not_found` for a flow that is not there for
 * this context and for a place that takes no files, and `flow_locked` once the answers were sent in.
 */
export async function findUploadField(tx: TenantTx, place: FilePlace): Promise<Outcome<UploadField>> {
  if (!isUuid(place.flowId)) return refuse('not_found');
  const [flow] = await tx.$queryRaw<
    { tenantId: string; status: string; templateTenantId: string; templateId: string }[]
  >`select tenant_id as "tenantId", status, template_tenant_id as "templateTenantId", template_id as "templateId"
    from onboarding_flows where id = ${place.flowId}::uuid`;
  if (!flow) return refuse('not_found');
  const { compiled } = await loadTemplate(tx, flow.templateTenantId, flow.templateId);
  const found = fieldOf(compiled.definition, place);
  if (!found) return refuse('not_found');
  // What is due later may still be handed in after the rest was sent.
  if (!openStatuses.includes(flow.status) && (found.due !== 'later' || flow.status === 'cancelled'))
    return refuse('flow_locked', { status: flow.status });
  const { mediaTypes, fileBytesMax = usualFileBytesMax, itemsMax = usualFilesMax } = found.rules ?? {};
  return ok({ tenantId: flow.tenantId, mediaTypes, fileBytesMax, filesMax: itemsMax });
}

/** Only the media types that a file's field takes, whatever the flow's status: for a look at a file that is here already. */
export async function findFieldTypes(tx: TenantTx, place: FilePlace): Promise<readonly string[] | undefined> {
  const [flow] = await tx.$queryRaw<{ templateTenantId: string; templateId: string }[]>`
    select template_tenant_id as "templateTenantId", template_id as "templateId"
    from onboarding_flows where id = ${place.flowId}::uuid`;
  if (!flow) return undefined;
  const { compiled } = await loadTemplate(tx, flow.templateTenantId, flow.templateId);
  return fieldOf(compiled.definition, place)?.rules?.mediaTypes;
}

function fieldOf(definition: FlowDefinition, { stepId, fieldId, itemId }: FilePlace): FieldDefinition | undefined {
  const step = stepsOf(definition)
    .map((placed) => placed.step)
    .find(({ id }) => id === stepId);
  if (!step || !isForm(step)) return undefined;
  const fields = itemId ? step.fields.flatMap(({ fields: inner = [] }) => inner) : step.fields;
  return fields.find(({ id, type }) => id === fieldId && type === 'upload');
}
