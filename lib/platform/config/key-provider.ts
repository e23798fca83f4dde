import type { ConfigProblem } from './config';

/** What wraps the data keys of tenants, with all that is needed to reach it. */
export type KeyProviderConfig =
  | Readonly<{ kind: 'file' }>
  | Readonly<{ kind: 'gcp-kms'; keyName: string; credentialsFile: string }>
  | Readonly<{
      kind: 'aws-kms';
      keyArn: string;
      region: string;
      accessKeyId: string;
      secretAccessKey: string;
      sessionToken: string | undefined;
    }>
  | Readonly<{ kind: 'vault'; address: string; token: string; mount: string; keyName: string }>;

type Given = Readonly<Record<string, string | undefined>>;

/** https://cloud.google.com/kms/docs/getting-resource-ids */
const gcpKey =
  /^projects\/[a-z][a-z0-9-]{4,28}[a-z0-9]\/locations\/[a-z0-9-]{1,40}\/keyRings\/[\w-]{1,63}\/cryptoKeys\/[\w-]{1,63}$/;
/** https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id-key-ARN */
const awsKey = /^arn:aws[a-z-]*:kms:([a-z0-9-]{5,30}):\d{12}:(?:key|alias)\/[\w/-]{1,256}$/;
const vaultName = /^[\w-]{1,100}$/;

/**
 * Reads `PORTICO_KEY_PROVIDER` (`file`, `gcp-kms`, `aws-kms` or `vault`) and what that one needs. Outside production it is
 * `file` when nothing is said; production has to say it. All problems at once, and never a value in one.
 */
export function readKeyProvider(
  given: Given,
  production: boolean,
): Readonly<{ provider: KeyProviderConfig; problems: readonly ConfigProblem[] }> {
  const kind = given.PORTICO_KEY_PROVIDER ?? (production ? undefined : 'file');
  const problems: ConfigProblem[] = [];
  const need = (name: string, form: RegExp, problem: string): string => {
    const value = given[name];
    if (value === undefined) problems.push({ name, problem: `is missing (PORTICO_KEY_PROVIDER=${kind} needs it)` });
    else if (!form.test(value)) problems.push({ name, problem });
    return value ?? '';
  };
  const provider = ((): KeyProviderConfig => {
    switch (kind) {
      case 'gcp-kms':
        return {
          kind,
          keyName: need(
            'GCP_KMS_KEY_NAME',
            gcpKey,
            'must be projects/{project}/locations/{location}/keyRings/{ring}/cryptoKeys/{key}',
          ),
          credentialsFile: need('GCP_KMS_CREDENTIALS_FILE', /./, 'must be the path of a service account’s key'),
        };
      case 'aws-kms': {
        const keyArn = need('AWS_KMS_KEY_ARN', awsKey, 'must be arn:aws:kms:{region}:{account}:key/{id}');
        return {
          kind,
          keyArn,
          region: awsKey.exec(keyArn)?.[1] ?? '',
          accessKeyId: need('AWS_ACCESS_KEY_ID', /^\w{10,128}$/, 'must be the id of an access key'),
          secretAccessKey: need('AWS_SECRET_ACCESS_KEY', /./, 'must be the secret of the access key'),
          sessionToken: given.AWS_SESSION_TOKEN,
        };
      }
      case 'vault':
        return {
          kind,
          address: need('VAULT_ADDR', /^https?:\/\/[^/\s]+\/?$/, 'must be an origin that starts with https://'),
          token: need('VAULT_TOKEN', /./, 'must be a token'),
          keyName: need('VAULT_TRANSIT_KEY', vaultName, 'must be the name of a transit key'),
          mount: vaultMount(given, problems),
        };
      default:
        if (kind === undefined)
          problems.push({ name: 'PORTICO_KEY_PROVIDER', problem: 'is missing (production needs it)' });
        else if (kind !== 'file') {
          problems.push({ name: 'PORTICO_KEY_PROVIDER', problem: 'must be file, gcp-kms, aws-kms or vault' });
        }
        return { kind: 'file' };
    }
  })();
  if (production && provider.kind === 'vault' && provider.address.startsWith('http:')) {
    problems.push({ name: 'VAULT_ADDR', problem: 'must start with https:// in production' });
  }
  return { provider, problems };
}

function vaultMount(given: Given, problems: ConfigProblem[]): string {
  const mount = given.VAULT_TRANSIT_MOUNT ?? 'transit';
  if (!vaultName.test(mount)) problems.push({ name: 'VAULT_TRANSIT_MOUNT', problem: 'must be the name of a mount' });
  return mount;
}
