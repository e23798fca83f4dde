import { ConnectorError, type RecordedCredential } from '@/lib/connectors';
import { datasetArg, textArg, type ActionContext, type ActionKind, type Receipt } from './action';

/**
 * `credential.record { dataset, field, provider, name }`: the credential that the customer brought, as the answer to the
 * secret question `field`, in the dataset's `cloud_credentials`. Only its ciphertext goes there, as it is sealed already:
 * nobody opens it for that, and only the product can.
 */
export const credentialRecord: ActionKind = {
  async probe(context) {
    const given = await givenCredential(context);
    if (given === null) throw new ConnectorError('credential_missing', { credential: textArg(context, 'field') });
    const { credentialId, sealed } = given;
    const isThere = await context.datasets.hasCredential(datasetArg(context, 'dataset'), credentialId, sealed);
    return isThere ? receiptOf(context) : null;
  },
  async apply(context) {
    const given = await givenCredential(context);
    if (given === null) throw new ConnectorError('credential_missing', { credential: textArg(context, 'field') });
    await context.datasets.recordCredential(datasetArg(context, 'dataset'), given);
    return receiptOf(context);
  },
  async verify(context) {
    const given = await givenCredential(context);
    const target = datasetArg(context, 'dataset');
    if (given === null || !(await context.datasets.hasCredential(target, given.credentialId, given.sealed))) {
      throw new ConnectorError('shape_differs', { table: 'cloud_credentials', column: 'encrypted_value' });
    }
  },
  async compensate(context) {
    const id = await credentialId(context);
    return id === null ? { removed: false } : context.datasets.removeCredential(datasetArg(context, 'dataset'), id);
  },
};

type Given = Readonly<{ id: string; sealed: string | null; at: Date | null }>;

const read = (context: ActionContext): Promise<Given | null> =>
  context.inTenant(async (tx) => {
    const field = textArg(context, 'field');
    const [row] = await tx.$queryRaw<Given[]>`
      select id, data -> ${field} ->> 'sealed' as sealed, updated_at as at from onboarding_steps
      where tenant_id = ${context.tenantId}::uuid and flow_id = ${context.flowId}::uuid and data ? ${field}`;
    return row ?? null;
  });

/** The page of the question names the record, so that a value that is replaced stays one credential. */
const credentialId = async (context: ActionContext): Promise<string | null> => (await read(context))?.id ?? null;

async function givenCredential(context: ActionContext): Promise<RecordedCredential | null> {
  const row = await read(context);
  if (row === null || row.sealed === null) return null;
  return {
    credentialId: row.id,
    provider: textArg(context, 'provider'),
    name: textArg(context, 'name'),
    sealed: row.sealed,
    givenAt: row.at ?? context.means.clock.now(),
  };
}

const receiptOf = (context: ActionContext): Receipt => ({
  outputs: {},
  items: [{ kind: 'credential_record', name: `${datasetArg(context, 'dataset').name}.cloud_credentials` }],
});
