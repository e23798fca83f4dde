import { ok, refuse, type Outcome } from '@/lib/errors';
import { isUuid } from '@/lib/platform/ids';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import type { FileState } from './file-record';

export type ListedFile = Readonly<{
  id: string;
  stepId: string;
  fieldId: string;
  itemId: string;
  name: string;
  bytes: number;
  received: number;
  mediaType: string | null;
  state: Exclude<FileState, 'removed'>;
  /** Why a file was not kept: the end of a message `field.<reason>`. */
  reason: string | null;
  uploadedBy: string | null;
  createdAt: Date;
}>;

export type ListFilesInput = Readonly<{ flowId: string; stepId?: string }>;

/**
 * The files of a flow or of one of its steps, oldest first, with those that were not kept, so that whoever handed them in
 * learns why; for a delegate those of the pages that are theirs. Refuses `forbidden`, and `not_found` for a flow that is not there for this context.
 */
export async function listFiles(
  tx: TenantTx,
  actor: Actor,
  { flowId, stepId }: ListFilesInput,
): Promise<Outcome<readonly ListedFile[]>> {
  const allowed = authorise(actor, 'task.read');
  if (!allowed.ok) return allowed;
  if (!isUuid(flowId)) return refuse('not_found');
  const [flow] = await tx.$queryRaw<{ id: string }[]>`select id from onboarding_flows where id = ${flowId}::uuid`;
  if (!flow) return refuse('not_found');
  return ok(await filesOf(tx, flowId, stepId));
}

/** The same without asking for a right: for use cases that have asked already. */
export async function filesOf(tx: TenantTx, flowId: string, stepId?: string): Promise<readonly ListedFile[]> {
  const rows = await tx.$queryRaw<(Omit<ListedFile, 'bytes' | 'received'> & { bytes: bigint; received: bigint })[]>`
    select id, step_name as "stepId", field_id as "fieldId", item_id as "itemId", name, bytes, received,
      media_type as "mediaType", state, reason, uploaded_by as "uploadedBy", created_at as "createdAt"
    from files where flow_id = ${flowId}::uuid and (${stepId ?? null}::text is null or step_name = ${stepId ?? null})
      and state <> 'removed'
    order by created_at, id`;
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes), received: Number(row.received) }));
}

/** The files that an answer names: handed in whole, and not found to be harmful. */
export const answeringFiles = (files: readonly ListedFile[], fieldId: string, itemId = ''): readonly string[] =>
  files.filter((file) => file.fieldId === fieldId && file.itemId === itemId && countsAsGiven(file)).map(({ id }) => id);

const countsAsGiven = ({ state }: ListedFile): boolean =>
  state === 'quarantined' || state === 'clean' || state === 'unchecked';

/** Whether a file of the flow waits for its scan: what is sent in waits with it. */
export async function waitsForScan(tx: TenantTx, flowId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 from files where flow_id = ${flowId}::uuid and state = 'quarantined' limit 1`;
  return rows.length > 0;
}
