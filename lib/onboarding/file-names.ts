import { filesOf } from '@/lib/files';
import { fieldsOf } from '@/lib/flow-definition';
import type { LoadedTemplate } from '@/lib/flow-templates';
import type { TenantTx } from '@/lib/tenancy';

/** File id → name, of all files of a flow. Templates that ask for no file cost no question. */
export async function fileNames(
  tx: TenantTx,
  flowId: string,
  { compiled }: LoadedTemplate,
): Promise<ReadonlyMap<string, string>> {
  if (!fieldsOf(compiled.definition).some(({ field }) => field.type === 'upload')) return new Map();
  return new Map((await filesOf(tx, flowId)).map(({ id, name }) => [id, name]));
}
