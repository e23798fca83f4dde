import type { TenantTx } from '@/lib/tenancy';

export type FileState = 'receiving' | 'quarantined' | 'clean' | 'unchecked' | 'infected' | 'rejected' | 'removed';

/** One file as it is stored. Its content lies in the store, part by part, under `storageKey`. */
export type FileRecord = Readonly<{
  tenantId: string;
  id: string;
  flowId: string;
  stepId: string;
  fieldId: string;
  itemId: string;
  name: string;
  mediaType: string | null;
  bytes: number;
  received: number;
  parts: readonly number[];
  state: FileState;
  reason: string | null;
  storageKey: string;
  sealedKey: string;
  uploadedBy: string | null;
  createdAt: Date;
}>;

type Row = Omit<FileRecord, 'bytes' | 'received'> & Readonly<{ bytes: bigint; received: bigint }>;

/** Reads a file of a flow; null when it is not there for this context. */
export async function readFile(
  tx: TenantTx,
  { flowId, fileId }: Readonly<{ flowId: string; fileId: string }>,
): Promise<FileRecord | null> {
  const [row] = await tx.$queryRaw<Row[]>`
    select tenant_id as "tenantId", id, flow_id as "flowId", step_name as "stepId", field_id as "fieldId",
      item_id as "itemId", name, media_type as "mediaType", bytes, received, parts, state, reason,
      storage_key as "storageKey", sealed_key as "sealedKey", uploaded_by as "uploadedBy", created_at as "createdAt"
    from files where flow_id = ${flowId}::uuid and id = ${fileId}::uuid`;
  return row ? { ...row, bytes: Number(row.bytes), received: Number(row.received) } : null;
}

/** The name of one part in the store. */
export const partKey = (storageKey: string, index: number): string => `${storageKey}.${index}`;

/** Every name under which this file can have content: what is known to be there, and the part that may be on its way. */
export const partKeys = ({ storageKey, parts }: Pick<FileRecord, 'storageKey' | 'parts'>): readonly string[] =>
  Array.from({ length: parts.length + 1 }, (_, index) => partKey(storageKey, index));
