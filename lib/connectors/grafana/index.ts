export { dashboardCheck } from './check-dashboard';
export { grafana, grafanaApi } from './connector';
export { dashboardUid } from './map';
export type { Dashboard, DashboardOwner, DashboardSpec, Grafana } from './port';
