export type { Check, CheckContext, CheckReport, CheckResult } from './check';
export { checkNamed, checks } from './checks';
export { probes } from './probes';
export type { Connection } from './connection';
export { ConnectorError, connectorFailures, type ConnectorFailure } from './connector';
export { createWire, unpaced, usualFailure, type Pacer, type PaceLimit, type Wire, type WireMeans } from './wire';
export {
  DatasetConnector,
  datasetTables,
  firstDifference,
  pipelineTemplates,
  postgresDatasets,
  renderPipeline,
  tableNames,
  warehouseDatabase,
} from './postgres-dataset';
export type {
  DatasetLogs,
  DatasetTarget,
  DryRun,
  DryRunRequest,
  RecordedCredential,
  RecordedKey,
  TableReport,
} from './postgres-dataset';
export { isTenantId, TenantRegistry, type TenantEntry, type TenantTarget } from './postgres-registry';
export { bigQueryOf } from './bigquery';
export type {
  BigQuery,
  BigQueryColumn,
  BigQueryDataset,
  BigQueryTable,
  Labels,
  QueryParameter,
  QueryResult,
  QueryRow,
} from './bigquery';
export { googleAccount, hasLabels, labelValue, ownerLabels, type GoogleAccount } from './google-cloud';
export { bigQueryPermissions, secretManagerPermissions } from './google-cloud';
export { bigQueryApi, bigQueryLimits, secretManagerApi, secretManagerLimits } from './google-cloud';
export type { CallLimits, VendorApi } from './google-cloud';
export { secretManagerOf } from './secret-manager';
export type { SecretStore } from './secret-store';
export {
  markOf,
  profileOf,
  serviceDesk,
  serviceDeskAccess,
  serviceDeskApi,
  serviceDeskProfiles,
  zohoOrigins,
} from './service-desk';
export type { NewTicket, ServiceDesk, ServiceDeskAccess, ServiceDeskProfile, Ticket, WorkNote } from './service-desk';
export { customerRegistry, registryColumns, type CustomerRegistry, type RegistryEntry } from './customer-registry';
export { dashboardUid, grafana, grafanaApi } from './grafana';
export type { Dashboard, DashboardOwner, DashboardSpec, Grafana } from './grafana';
export { prometheus, prometheusApi, selectorOf } from './prometheus';
export type { FigureNames, Figures, Prometheus, Sample, SeriesLabel } from './prometheus';
export {
  isDnsLabel,
  isDnsName,
  kubernetesApi,
  kubernetesDeployments,
  kubernetesSecrets,
  type Deployments,
} from './kubernetes';
export { googleAdsApi, googleAdsScopes } from './google-ads';
export { metaApi, metaScopes } from './meta';
export { listArg, soleSecret } from './sole-secret';
export { createMailCheck, sendGridApi, sendGridMail, sesApi, sesMail, smtpMail } from './mail';
export type { SmtpMeans, TestMail, TestMailMessage } from './mail';
export { authentik, authentikApi } from './authentik';
export type { Authentik, DirectoryOwner, DirectoryUser, Group, Invitation } from './authentik';
