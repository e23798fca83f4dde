import type { Check } from '../check';
import { dashboardCheck } from '../grafana';
import { mailCheck } from '../mail';
import { figuresCheck, seriesCheck } from '../prometheus';
import { connectivityCheck, permissionsCheck } from '../service-desk';
import {
  projectCheck,
  quotaCheck,
  registryDataCheck,
  registryEntryCheck,
  registryTableCheck,
  registryWriteCheck,
  secretExistsCheck,
  selectOneCheck,
} from '../customer-registry/checks';
import { googleAdsCheck } from '../google-ads';
import { bigQueryPermissionsCheck, secretManagerPermissionsCheck } from '../google-cloud/permissions';
import { metaCheck } from '../meta';

/**
 * The live looks that templates may name, by the names of `checkKinds`. Each connector adds its own below its import;
 * a test compares the names with the ones that a template may use.
 */
export const checks: Readonly<Record<string, Check>> = {
  'google-ads.accessible-customers': googleAdsCheck,
  'meta.debug-token': metaCheck,
  'bigquery.permissions': bigQueryPermissionsCheck,
  'secret-manager.permissions': secretManagerPermissionsCheck,
  'bigquery.project': projectCheck,
  'bigquery.quota': quotaCheck,
  'dataset.select-one': selectOneCheck,
  'registry.entry': registryEntryCheck,
  'registry.table': registryTableCheck,
  'registry.write-access': registryWriteCheck,
  'registry.data': registryDataCheck,
  'secret.exists': secretExistsCheck,
  'grafana.dashboard': dashboardCheck,
  'mail.test': mailCheck,
  'prometheus.series': seriesCheck,
  'prometheus.figures': figuresCheck,
  'service-desk.connectivity': connectivityCheck,
  'service-desk.permissions': permissionsCheck,
};

/** The look of this name. Throws for an unknown one, which no published template has. */
export function checkNamed(name: string): Check {
  const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
  if (check === undefined) throw new Error(`There is no check ${name}`);
  return check;
}
