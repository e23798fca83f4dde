import { ConnectorError, dashboardUid, grafana } from '@/lib/connectors';
import { flowLabels } from './google';
import { earlierHolder } from './secret-adoption';
import { secretStoreNamed } from './secret-stores';
import { passes } from './service-desk-connect';
import { textArg, type ActionContext, type ActionKind } from './action';

/**
 * `access.preflight { id, url, profile?, credential, store, secretName, adopt? }`: before anything is made, whether we get in
 * everywhere that it needs: the registry of tenants, the service desk with every right, the store of secrets, Grafana
 * and Prometheus. With `adopt` the secret may be one of an earlier flow of the same customer. Changes nothing; fails with what the first closed door says, and `check` names the door.
 */
export const accessPreflight: ActionKind = {
  probe: () => Promise.resolve(null),
  async apply(context) {
    for (const [door, open] of Object.entries(doors)) {
      try {
        await open(context);
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        throw new ConnectorError(error.code, { ...error.args, check: door }, error, error.retryAfterMs);
      }
    }
    return { outputs: { doors: Object.keys(doors) }, items: [] };
  },
  verify: () => Promise.resolve(),
  compensate: () => Promise.resolve({ removed: false }),
  gone: () => Promise.resolve(true),
};

const doors: Readonly<Record<string, (context: ActionContext) => Promise<void>>> = {
  async registry(context) {
    await context.datasets.tenants.read(context.ownerTenantId, textArg(context, 'id'));
  },
  async 'service-desk'(context) {
    const secret = await context.credential(textArg(context, 'credential'));
    if (secret === null) throw new ConnectorError('credential_missing', { system: 'ServiceDesk Plus' });
    await passes('service-desk.permissions', context, secret);
  },
  async secrets(context) {
    const store = await secretStoreNamed(context, textArg(context, 'store'));
    const name = textArg(context, 'secretName');
    const { exists, own } = await store.has(name, flowLabels(context));
    if (!exists || own || (await earlierHolder(context, store, name)) !== null) return;
    throw new ConnectorError('already_exists', { name });
  },
  async grafana(context) {
    // Nobody's dashboard yet: that it is looked for and not found shows that we are let in.
    const owner = { flowId: context.flowId, tag: textArg(context, 'id') };
    await grafana(await context.connection('grafana'), context.wire).getDashboard({
      ...owner,
      tag: dashboardUid(owner),
    });
  },
  async metrics(context) {
    await context.connection('prometheus');
  },
};
