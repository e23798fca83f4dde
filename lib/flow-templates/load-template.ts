import type { CompiledDefinition, FlowDefinition } from '@/lib/flow-definition';
import type { TenantTx } from '@/lib/tenancy';

/** A published version as it runs: checked, with its conditions compiled. Immutable. */
export type LoadedTemplate = Readonly<{
  tenantId: string;
  id: string;
  key: string;
  version: number;
  compiled: CompiledDefinition;
}>;

/** What the row of a published version holds. */
type StoredConfig = Readonly<{ definition: FlowDefinition; compiled: Omit<CompiledDefinition, 'definition'> }>;

/** A published version never changes, so it is read once per process. Bounded: the oldest entry leaves first. */
const cache = new Map<string, LoadedTemplate>();
const cacheMax = 200;

/** The version from memory, or undefined when this process has not read it yet. */
export const knownTemplate = (templateId: string): LoadedTemplate | undefined => cache.get(templateId);

/**
 * Reads the published version that a flow pins. Ask only with the ids of a flow row that the actor was shown: the
 * database has tied that template to the customer's ancestors, and the cache does not ask again. Throws when it is
 * missing, which the foreign key excludes.
 */
export async function loadTemplate(tx: TenantTx, tenantId: string, templateId: string): Promise<LoadedTemplate> {
  const known = cache.get(templateId);
  if (known) return known;
  const [row] = await tx.$queryRaw<{ key: string; version: number; config: StoredConfig }[]>`
    select key, version, config from onboarding_templates
    where tenant_id = ${tenantId}::uuid and id = ${templateId}::uuid and status <> 'draft'`;
  if (!row) throw new Error(`The published template ${templateId} is missing`);
  const { definition, compiled } = row.config;
  const loaded = {
    tenantId,
    id: templateId,
    key: row.key,
    version: row.version,
    compiled: { ...compiled, definition },
  };
  const oldest = cache.keys().next().value;
  if (cache.size >= cacheMax && oldest !== undefined) cache.delete(oldest);
  cache.set(templateId, loaded);
  return loaded;
}
