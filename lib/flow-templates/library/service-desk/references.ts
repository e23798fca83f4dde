import type { Arguments } from '@/lib/flow-definition';

/** The tenant id that everything is named by: the new one, or the one that comes back. */
export const tenantId =
  '${has(answers.tenantIdentifier) ? answers.tenantIdentifier : has(answers.earlierTenantId) ? answers.earlierTenantId : ""}';

/** Where the customer's service desk is, in whichever of the two questions it was said. */
export const deskUrl =
  '${has(answers.sdpServerUrl) ? answers.sdpServerUrl : has(answers.sdpUrl) ? answers.sdpUrl : ""}';

const profile =
  '${has(answers.apiProfile) && answers.apiProfile in ["sdp_cloud_v3", "sdp_cloud_client"] ? "sdp-cloud-v3" : has(answers.apiProfile) && answers.apiProfile == "sdp_onprem_v3" ? "sdp-onprem-v3" : "reference"}';

/** What every look at the service desk is given. */
export const desk: Arguments = { url: deskUrl, profile };

/** The credential that the customer's administrator gives us, by its name in the vault. */
export const keyName = 'service_desk_key';

/** How the secret of a tenant is called wherever it is kept. */
export const secretName = `tenant-${tenantId}-sdp`;

/** Where its secrets are kept: in the cluster, or in our own vault where there is none. */
export const store = '${has(answers.environment) && answers.environment == "kubernetes" ? "kubernetes" : "own"}';
export const namespace = '${has(answers.clusterNamespace) ? answers.clusterNamespace : "default"}';

/** A customer in the cloud who gives a client instead of a key: each key of the cloud lives for an hour only. */
export const hasClient = 'has(answers.apiProfile) && answers.apiProfile == "sdp_cloud_client"';

export const isKubernetes = 'has(answers.environment) && answers.environment == "kubernetes"';
export const isDocker = 'has(answers.environment) && answers.environment == "docker"';
export const isRestore = 'has(answers.entryMode) && answers.entryMode == "restore"';

/** By which label the product's figures tell tenants apart, and how those figures are called. */
export const figures: Arguments = { metric: 'enhancement_requests_total', label: 'tenant_id', value: tenantId };
export const allFigures: Arguments = {
  ...figures,
  successMetric: 'enhancement_requests_success_total',
  latencyMetric: 'enhancement_duration_seconds',
};

/** The columns of the registry in which the product looks for what it needs to know. */
export const registered: Arguments = {
  id: tenantId,
  url: deskUrl,
  urlColumn: 'sdp_url',
  secretName,
  secretColumn: 'sdp_credentials_secret',
};

/** The milestone from which the days after the onboarding are counted. */
export const goneLive = 'validated:seven-checks';
