export { startLedgerServer, type LedgerServer } from './ledger-server';
export { startMailCatcher, type CaughtMail, type LedgerEntry, type MailCatcher, type SmtpFault } from './mail-catcher';
export { startClamd, testVirus, type ClamdFault, type ClamdSimulator, type ScanEntry } from './clamd';
export { startS3, type S3Entry, type S3Fault, type S3Simulator } from './s3';
export { demoClient, startDemoIdentityProvider } from './demo-identity-provider';
export { idpFaults, startIdentityProvider, type IdentityProviderSimulator, type IdpFault } from './identity-provider';
export { httpFaults, type HttpFault, type HttpLedgerEntry, type HttpSimulator } from './http-simulator';
export {
  startServiceDesk,
  type DeliveryEntry,
  type DeliveryFault,
  type DeskInstance,
  type ServiceDeskSimulator,
} from './service-desk';
export { startGrafana, type GrafanaSimulator } from './grafana';
export { startPrometheus, type PrometheusSimulator } from './prometheus';
export {
  googleOrigins,
  keptServiceAccount,
  startGoogle,
  type GoogleSimulator,
  type ServiceAccountKey,
  type TokenBook,
} from './google';
export { startKubernetes, type ClusterVerb, type KubernetesSimulator } from './kubernetes';
export {
  demoAccounts,
  demoAddresses,
  demoProject,
  demoSecrets,
  outsideNames,
  outsideRoutes,
  startOutsideSystems,
  type OutsideName,
  type OutsideSystems,
} from './outside-systems';
export { startGoogleAds, type GoogleAdsSimulator } from './google-ads';
export { startMeta, type MetaSimulator, type MetaUser } from './meta';
export { startSendGrid, startSes, type SendGridSimulator, type SesSimulator, type TakenMail } from './mail-services';
export { signatureProblem, type AwsKey, type SignatureProblem } from './aws-signature';
export { startAuthentik, type AuthentikSimulator } from './authentik';
export { startAwsKms, type AwsKmsSimulator } from './aws-kms';
export { startVault, type VaultSimulator } from './hashicorp-vault';
