import { ConnectorError } from '@/lib/connectors';
import { issueCustomerKey, liveKey, revokeCustomerKeys, type IssuedKey } from '@/lib/vault';
import { textArg, type ActionKind, type Receipt } from './action';

/** `customer-key.issue { tenantId }`: the key that the customer is shown once. Produces `key`, a secret. */
export const customerKeyIssue: ActionKind = {
  applyLooks: true,
  async probe(context) {
    const key = await context.inTenant((tx) => liveKey(tx, context));
    return key ? receiptOf(key) : null;
  },
  async apply(context) {
    const identifier = textArg(context, 'tenantId');
    return receiptOf(
      await context.inTenant(async (tx) => {
        // A late attempt must not issue a key after the run has begun to undo; the lock makes the undoing wait for us.
        const running = await tx.$queryRaw<unknown[]>`
          select 1 as one from provisioning_runs
          where tenant_id = ${context.tenantId}::uuid and id = ${context.runId}::uuid and status = 'running' for share`;
        if (running.length === 0) throw new ConnectorError('undone_meanwhile');
        return (await liveKey(tx, context)) ?? issueCustomerKey(tx, context, identifier, context.means);
      }),
    );
  },
  // The transaction that issues or finds the key has read it back.
  verify: () => Promise.resolve(),
  async compensate(context) {
    const revoked = await context.inTenant((tx) => revokeCustomerKeys(tx, context, context.means.clock.now()));
    return { removed: revoked > 0 };
  },
};

const receiptOf = (key: IssuedKey): Receipt => ({
  outputs: { key: key.keyId, fingerprint: key.fingerprint },
  items: [{ kind: 'api_key', name: key.fingerprint }],
});
