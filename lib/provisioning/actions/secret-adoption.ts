import { recordAudit } from '@/lib/audit';
import { ConnectorError, type SecretStore } from '@/lib/connectors';
import { earlierFlowsWith } from './earlier-flows';
import { flagArg, flowLabels, isLeaving } from './google';
import { secretStoreNamed } from './secret-stores';
import { textArg, type ActionContext } from './action';

/** More ways in than anybody has; the latest count. */
const earlierMax = 50;

/**
 * The earlier flow of the same customer whose secret of this name is there, where the action says `adopt`; null when
 * there is none to take over. A secret of anybody else, or one that was put there by hand, is never ours.
 */
export async function earlierHolder(context: ActionContext, store: SecretStore, name: string): Promise<string | null> {
  if (!flagArg(context, 'adopt')) return null;
  const flows = await context.inTenant(
    (tx) => tx.$queryRaw<{ id: string }[]>`
      select id from onboarding_flows where tenant_id = ${context.tenantId}::uuid and id <> ${context.flowId}::uuid
      order by created_at desc, id desc limit ${earlierMax}`,
  );
  for (const { id } of flows) {
    if ((await store.has(name, flowLabels({ flowId: id }))).own) return id;
  }
  return null;
}

/**
 * Makes room for our own secret where an earlier flow of the same customer has one: its value is kept, sealed, in our
 * vault, for `putBack`, and the secret itself goes. Does nothing where there is nothing to take over. Records audit
 * `secret.taken_over`.
 */
export async function takeOver(context: ActionContext, store: SecretStore, name: string): Promise<void> {
  const flowId = await earlierHolder(context, store, name);
  if (flowId === null) return;
  const value = await store.access(name);
  await context.inTenant((tx) =>
    recordAudit(tx, context.tenantId, {
      action: 'secret.taken_over',
      entityType: 'flow',
      entityId: context.flowId,
      details: { name, from: flowId, purpose: `run:${context.runId}:${context.actionId}` },
    }),
  );
  await (await vault(context)).put(keptName(name), JSON.stringify({ flowId, value }), flowLabels(context));
  await store.remove(name, flowLabels({ flowId }));
}

/**
 * Ends what `takeOver` began, once our own is gone: what it took is put back, unless the customer leaves or the earlier
 * flow has nothing there any more; then it is destroyed. May be asked again anywhere.
 */
export async function putBack(context: ActionContext, store: SecretStore, name: string): Promise<void> {
  const kept = await vault(context);
  if (!(await kept.has(keptName(name), flowLabels(context))).own) return;
  const { flowId, value } = readKept(await kept.access(keptName(name)));
  if (await isWantedBack(context, flowId, name)) await store.put(name, value, flowLabels({ flowId }));
  await kept.remove(keptName(name), flowLabels(context));
}

const isWantedBack = async (context: ActionContext, earlierFlowId: string, name: string): Promise<boolean> =>
  !(await isLeaving(context)) && (await earlierFlowsWith(context, { kind: 'secret', name })).includes(earlierFlowId);

const keptName = (name: string): string => `${name}~before`;
const vault = (context: ActionContext): Promise<SecretStore> => secretStoreNamed(context, 'own');

function readKept(text: string): Readonly<{ flowId: string; value: string }> {
  const { flowId, value } = Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
  if (typeof flowId !== 'string' || typeof value !== 'string') throw new ConnectorError('answer_unreadable');
  return { flowId, value };
}

/** The store of an action and the name in it. */
export const namedSecret = async (context: ActionContext): Promise<Readonly<{ store: SecretStore; name: string }>> => ({
  store: await secretStoreNamed(context, textArg(context, 'store')),
  name: textArg(context, 'name'),
});
