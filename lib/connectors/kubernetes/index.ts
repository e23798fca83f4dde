export { kubernetesApi } from './client';
export { kubernetesDeployments, type Deployments } from './deployments';
export { areLabels, isDnsLabel, isDnsName } from './names';
export { kubernetesSecrets } from './secrets';
