import { ConnectorError, type RegistryEntry } from '@/lib/connectors';
import { datasetNameArg, flagArg, listArg, optionalText, registryOf, stillGoingForward } from './google';
import { textArg, type ActionContext, type ActionKind, type Receipt } from './action';

/** What an entry says until everything else has come about; `registry.status` makes it active. */
const initialStatus = 'inactive';

/**
 * `registry.register { id, name, industry, dataset, project?, googleAdsIds?, metaAccountIds?, tags?, update? }`: the
 * customer's entry in the owner's register, inactive at first. An entry that somebody else made refuses with
 * `already_exists` and is never touched. With `update` the entry that the customer has is changed instead, keeping its
 * dataset and its status; taking back puts the earlier one in its place.
 */
export const registryRegister: ActionKind = {
  async probe(context) {
    const entry = await readEntry(context);
    return entry?.managedBy === context.flowId && sameAnswers(entry, wanted(context, entry))
      ? receiptOf(context)
      : null;
  },
  async apply(context) {
    await stillGoingForward(context);
    const registry = await registryOf(context);
    const entry = await registry.read(textArg(context, 'id'));
    const next = wanted(context, entry);
    if (entry === null) {
      if (flagArg(context, 'update')) throw new ConnectorError('not_found', { system: 'BigQuery', name: next.id });
      await registry.enter(next, context.key);
    } else if (entry.managedBy === context.flowId) {
      await registry.replace({ ...next, status: entry.status, previous: entry.previous });
    } else {
      if (!flagArg(context, 'update') || !(await isOurs(context))) {
        throw new ConnectorError('already_exists', { system: 'BigQuery', name: next.id });
      }
      await registry.replace({ ...next, status: entry.status, previous: JSON.stringify(entry) });
    }
    return receiptOf(context);
  },
  async verify(context) {
    const entry = await readEntry(context);
    if (entry?.managedBy !== context.flowId || !sameAnswers(entry, wanted(context, entry))) {
      throw new ConnectorError('check_failed', { system: 'BigQuery', check: 'registry_entry' });
    }
  },
  traces: (context) => receiptOf(context).items,
  async compensate(context, receipt) {
    const registry = await registryOf(context);
    const entry = await registry.read(textArg(context, 'id')).catch((error: unknown) => {
      // Every attempt reads before it writes: a register that does not let us read has not got an entry of ours either.
      if (receipt === null && isClosed(error)) return null;
      throw error;
    });
    if (entry?.managedBy !== context.flowId) return { removed: false };
    if (entry.previous === null) return { removed: (await registry.remove(entry.id, context.flowId)) > 0 };
    await registry.replace(JSON.parse(entry.previous) as RegistryEntry);
    return { removed: true };
  },
  async gone(context) {
    return (await readEntry(context))?.managedBy !== context.flowId;
  },
};

const isClosed = (error: unknown): boolean =>
  error instanceof ConnectorError && (error.code === 'registry_missing' || error.code === 'registry_refused');

const readEntry = async (context: ActionContext): Promise<RegistryEntry | null> =>
  (await registryOf(context)).read(textArg(context, 'id'));

/** The entry as the answers want it. An update keeps where the data is. */
function wanted(context: ActionContext, entry: RegistryEntry | null): RegistryEntry {
  const keeps = flagArg(context, 'update') ? entry : null;
  return {
    id: textArg(context, 'id'),
    name: textArg(context, 'name'),
    industry: textArg(context, 'industry'),
    project: keeps?.project ?? optionalText(context, 'project'),
    dataset: keeps?.dataset ?? datasetNameArg(context, 'dataset'),
    googleAdsIds: listArg(context, 'googleAdsIds'),
    metaAccountIds: listArg(context, 'metaAccountIds'),
    tags: listArg(context, 'tags'),
    status: initialStatus,
    managedBy: context.flowId,
    previous: null,
  };
}

/** Whether two entries say the same about the customer; status and history may differ. */
const sameAnswers = (one: RegistryEntry, other: RegistryEntry): boolean =>
  JSON.stringify({ ...one, status: '', previous: null }) === JSON.stringify({ ...other, status: '', previous: null });

/**
 * Whether the entry may be changed on behalf of this customer: it holds the identifier with its owner, or a person has
 * agreed in this run and nobody else holds it; then it does from now on. Nobody changes another's entry by naming it.
 */
async function isOurs(context: ActionContext): Promise<boolean> {
  const { tenantId, flowId, runId, ownerTenantId, means } = context;
  const system = context.definition.identifiers[0]?.system;
  const id = textArg(context, 'id');
  if (system === undefined) return false;
  return context.inTenant(async (tx) => {
    const held = await tx.$queryRaw<unknown[]>`
      select 1 as one from customer_identifiers
      where tenant_id = ${tenantId}::uuid and owner_tenant_id = ${ownerTenantId}::uuid and system = ${system} and value = ${id}`;
    if (held.length > 0) return true;
    const agreed = await tx.$queryRaw<unknown[]>`
      select 1 as one from run_approvals
      where tenant_id = ${tenantId}::uuid and run_id = ${runId}::uuid and decision = 'approve'`;
    if (agreed.length === 0) return false;
    const [row] = await tx.$queryRaw<{ reserved: boolean }[]>`
      select app.try_reserve_identifier(${tenantId}::uuid, ${flowId}::uuid, ${means.newId()}::uuid, ${system}, ${id}) as reserved`;
    return row?.reserved === true;
  });
}

function receiptOf(context: ActionContext): Receipt {
  const id = textArg(context, 'id');
  return { outputs: { id }, items: [{ kind: 'registry_entry', name: id }] };
}
