import { config, type KeyProviderConfig } from '@/lib/platform/config';
import { createSafeFetch } from '@/lib/platform/http';
import { awsKms } from './aws-kms';
import { cloudKms } from './cloud-kms';
import type { KeyService, KeyServiceMeans } from './key-service';
import { vaultTransit } from './vault-transit';

export { cloudKmsPermissions } from './cloud-kms';
export { KeyServiceError, type KeyService, type KeyServiceMeans } from './key-service';

/** The service of these settings; null when the keys are in a file. */
export function keyServiceOf(provider: KeyProviderConfig, means: KeyServiceMeans): KeyService | null {
  switch (provider.kind) {
    case 'gcp-kms':
      return cloudKms(provider, means);
    case 'aws-kms':
      return awsKms(provider, means);
    case 'vault':
      return vaultTransit(provider, means);
    case 'file':
      return null;
  }
}

let known: { service: KeyService | null } | undefined;

/** The key service of this installation; null when the keys are in a file. */
export function keyService(): KeyService | null {
  known ??= { service: keyServiceOf(config().keyProvider, ownMeans()) };
  return known.service;
}

/** The operator names the service, not a customer: a Vault may stand in the operator's own network. */
function ownMeans(): KeyServiceMeans {
  const { allowedEndpoints, outsideRoutes: routes, keyProvider } = config();
  const own = keyProvider.kind === 'vault' ? [new URL(keyProvider.address).origin] : [];
  return {
    fetch: createSafeFetch({ allowedEndpoints: [...allowedEndpoints, ...own], routes }),
    now: () => new Date(),
  };
}
