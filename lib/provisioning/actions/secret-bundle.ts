import { ConnectorError, kubernetesDeployments } from '@/lib/connectors';
import { openHookSecret } from '@/lib/webhooks';
import { flowLabels, optionalText, stillGoingForward } from './google';
import { namedSecret, putBack, takeOver } from './secret-adoption';
import { clusterOf } from './secret-stores';
import { textArg, type ActionContext, type ActionKind, type Receipt } from './action';

/**
 * `secret.bundle { name, store, credential, hookSecret, namespace?, workers?, adopt? }`: one secret with the parts of a credential and the
 * secret of a hook as `webhook_secret`, as JSON, where the systems that use it look for it. Never put into words: what
 * is read back is that it is there and ours. Produces `stored`. When the credential is
 * replaced later, the deployment `workers` of the cluster is restarted, because workers read it only as they start. With
 * `adopt` the secret of an earlier flow of the same customer makes room; it is put back when this is taken back, and goes
 * as well when the customer leaves.
 */
export const secretBundle: ActionKind = {
  // Storing looks by itself whether the newest version holds this value, so there is nothing to find out beforehand.
  probe: () => Promise.resolve(null),
  async apply(context) {
    const value = await valueOf(context);
    await stillGoingForward(context);
    const { store, name } = await namedSecret(context);
    await takeOver(context, store, name);
    await store.put(name, value, flowLabels(context));
    return receiptOf(context);
  },
  async verify(context) {
    const { store, name } = await namedSecret(context);
    const { own } = await store.has(name, flowLabels(context));
    if (!own) throw new ConnectorError('check_failed', { system: textArg(context, 'store'), check: 'secret_stored' });
  },
  async renew(context) {
    const { store, name } = await namedSecret(context);
    const { own } = await store.has(name, flowLabels(context));
    if (!own) return null;
    const { version } = await store.put(name, await valueOf(context), flowLabels(context));
    await restartWorkers(context, version);
    return receiptOf(context);
  },
  traces: (context) => receiptOf(context).items,
  async compensate(context) {
    const { store, name } = await namedSecret(context);
    const { own } = await store.has(name, flowLabels(context));
    const done = own ? await store.remove(name, flowLabels(context)) : { removed: false };
    await putBack(context, store, name);
    return done;
  },
  async gone(context) {
    const { store, name } = await namedSecret(context);
    return !(await store.has(name, flowLabels(context))).own;
  },
};

/** Workers read the secret when they start, so that a new one needs them to start again: once for each version of it. */
async function restartWorkers(context: ActionContext, version: string): Promise<void> {
  const workers = optionalText(context, 'workers');
  if (workers === '' || textArg(context, 'store') !== 'kubernetes') return;
  const deployments = kubernetesDeployments(await clusterOf(context), context.wire);
  await deployments.restart(workers, `${textArg(context, 'name')}:${version}`);
}

async function valueOf(context: ActionContext): Promise<string> {
  const name = textArg(context, 'credential');
  const parts = await context.credential(name);
  if (parts === null) throw new ConnectorError('credential_missing', { credential: name });
  const hookId = optionalText(context, 'hookSecret');
  const purpose = `run:${context.runId}:${context.actionId}`;
  const secret =
    hookId === ''
      ? null
      : await context.inTenant((tx) => openHookSecret(tx, { tenantId: context.tenantId, hookId }, purpose));
  if (hookId !== '' && secret === null) throw new ConnectorError('undone_meanwhile');
  const all = { ...parts, ...(secret && { webhook_secret: secret.reveal() }) };
  return JSON.stringify(Object.fromEntries(Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1))));
}

const receiptOf = (context: ActionContext): Receipt => ({
  outputs: { stored: true },
  items: [{ kind: 'secret', name: textArg(context, 'name') }],
});
