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
    const key = await issueCustomerKey(context, identifier, context.means, context.inTenant);
    // A late attempt must not issue a key after the run has begun to undo.
    if (key === null) throw new ConnectorError('undone_meanwhile');
    return receiptOf(key);
  },
  // The statement that issues or finds the key has read it back.
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
