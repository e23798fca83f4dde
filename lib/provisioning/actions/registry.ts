import type { ActionKind } from './action';
import { accessPreflight } from './access-preflight';
import { checksHold } from './checks-hold';
import { dashboardCreate } from './dashboard-create';
import { metricsVisible } from './metrics-visible';
import { secretBundle } from './secret-bundle';
import { serviceDeskConnect } from './service-desk-connect';
import { tenantConfigure } from './tenant-configure';
import { tenantRegister } from './tenant-register';
import { ticketCreate } from './ticket-create';
import { ticketDelivered } from './ticket-delivered';
import { ticketNote } from './ticket-note';
import { approvalWait } from './approval-wait';
import { bigqueryDataset } from './bigquery-dataset';
import { bigqueryTables } from './bigquery-tables';
import { credentialRecord } from './credential-record';
import { customerKeyIssue } from './customer-key-issue';
import { customerKeyRecord } from './customer-key-record';
import { datasetQuery } from './dataset-query';
import { datasetCreate } from './dataset-create';
import { datasetTables } from './dataset-tables';
import { datasetVerify } from './dataset-verify';
import { permissionsPreflight } from './permissions-preflight';
import { pipelineDryRun } from './pipeline-dry-run';
import { registryRegister } from './registry-register';
import { registryStatus } from './registry-status';
import { registryListed, registryVerify } from './registry-verify';
import { secretStore, secretVerify } from './secret-store';
import { webhookCreate } from './webhook-create';
import { webhookWait } from './webhook-wait';

/** The kinds that can be carried out, by the name that templates use; `check` refuses a template with any other. */
export const actionRegistry: Readonly<Record<string, ActionKind>> = {
  'approval.wait': approvalWait,
  'dataset.create': datasetCreate,
  'dataset.tables': datasetTables,
  'customer-key.issue': customerKeyIssue,
  'customer-key.record': customerKeyRecord,
  'credential.record': credentialRecord,
  'pipeline.dry-run': pipelineDryRun,
  'dataset.verify': datasetVerify,
  'permissions.preflight': permissionsPreflight,
  'bigquery.dataset': bigqueryDataset,
  'bigquery.tables': bigqueryTables,
  'dataset.query': datasetQuery,
  'registry.register': registryRegister,
  'registry.status': registryStatus,
  'registry.verify': registryVerify,
  'registry.listed': registryListed,
  'secret.store': secretStore,
  'secret.verify': secretVerify,
  'webhook.create': webhookCreate,
  'webhook.wait': webhookWait,
  'access.preflight': accessPreflight,
  'tenant.register': tenantRegister,
  'tenant.configure': tenantConfigure,
  'secret.bundle': secretBundle,
  'service-desk.connect': serviceDeskConnect,
  'ticket.create': ticketCreate,
  'ticket.delivered': ticketDelivered,
  'ticket.note': ticketNote,
  'dashboard.create': dashboardCreate,
  'metrics.visible': metricsVisible,
  'checks.hold': checksHold,
};

/** The kind of this name. Throws for an unknown one, which no published template has. */
export function actionKind(uses: string): ActionKind {
  const kind = Object.hasOwn(actionRegistry, uses) ? actionRegistry[uses] : undefined;
  if (kind === undefined) throw new Error(`There is no action kind ${uses}`);
  return kind;
}
