/** Who a dashboard belongs to: the flow, and a tag of the partner's product. Its uid follows from both. */
export type DashboardOwner = Readonly<{ flowId: string; tag: string }>;

export type DashboardSpec = Readonly<{
  owner: DashboardOwner;
  title: string;
  /** Figures to show: the title of each, and its PromQL. */
  panels: readonly Readonly<{ title: string; query: string; unit?: string }>[];
  /** The uid of the data source; the instance's default one otherwise. */
  datasourceUid?: string;
}>;

export type Dashboard = Readonly<{
  uid: string;
  title: string;
  /** Path below the instance's address. */
  path: string;
  version: number;
  tags: readonly string[];
  queries: readonly string[];
}>;

/** The dashboards of a Grafana instance. Every method fails with a `ConnectorError`. */
export type Grafana = Readonly<{
  /**
   * Creates the owner's dashboard or brings it to this shape, without a second one. Fails with `already_exists` when a
   * dashboard of that uid is somebody else's, and when it was changed meanwhile.
   */
  putDashboard: (spec: DashboardSpec) => Promise<Dashboard>;
  /** null when there is none. */
  getDashboard: (owner: DashboardOwner) => Promise<Dashboard | null>;
  /** Removes the owner's dashboard and no other; answers false when there was none. */
  removeDashboard: (owner: DashboardOwner) => Promise<boolean>;
}>;
