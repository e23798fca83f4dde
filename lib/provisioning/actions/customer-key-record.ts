import { ConnectorError } from '@/lib/connectors';
import { keyRecord } from '@/lib/vault';
import { datasetArg, textArg, type ActionContext, type ActionKind, type Receipt } from './action';

/** `customer-key.record { dataset, key }`: hash and ciphertext of the issued key in the dataset's `api_keys`. */
export const customerKeyRecord: ActionKind = {
  async probe(context) {
    const keyId = textArg(context, 'key');
    return (await context.datasets.hasKey(datasetArg(context, 'dataset'), keyId)) ? receiptOf(context) : null;
  },
  async apply(context) {
    const keyId = textArg(context, 'key');
    const record = await keyRecord(context, keyId);
    if (!record) throw new ConnectorError('undone_meanwhile');
    await context.datasets.recordKey(datasetArg(context, 'dataset'), { keyId, ...record });
    return receiptOf(context);
  },
  async verify(context) {
    const target = datasetArg(context, 'dataset');
    if (!(await context.datasets.hasKey(target, textArg(context, 'key')))) {
      throw new ConnectorError('shape_differs', { table: 'api_keys', column: '' });
    }
  },
  compensate: (context) => context.datasets.removeKey(datasetArg(context, 'dataset'), textArg(context, 'key')),
};

const receiptOf = (context: ActionContext): Receipt => ({
  outputs: {},
  items: [{ kind: 'key_record', name: `${datasetArg(context, 'dataset').name}.api_keys` }],
});
