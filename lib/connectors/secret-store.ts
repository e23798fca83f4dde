/** Where credentials lie for the systems that use them, such as Google Secret Manager. Failures are `ConnectorError`s. */
export type SecretStore = Readonly<{
  /**
   * Stores a value under a name with the labels that say whose it is. A secret of the name with the same labels gets a
   * new version, unless its newest one holds this value already, so that a repeated attempt changes nothing; with other
   * labels it refuses with `already_exists`.
   */
  put: (
    name: string,
    value: string,
    labels: Readonly<Record<string, string>>,
  ) => Promise<Readonly<{ version: string; created: boolean }>>;
  /** Whether there is one, and whether its labels are these. */
  has: (name: string, labels: Readonly<Record<string, string>>) => Promise<Readonly<{ exists: boolean; own: boolean }>>;
  /** Takes it away with all its versions; refuses with `already_exists` when its labels are not these. */
  remove: (name: string, labels: Readonly<Record<string, string>>) => Promise<Readonly<{ removed: boolean }>>;
  /** The newest value; `not_found` when there is none. The caller audits that it has read it. */
  access: (name: string) => Promise<string>;
}>;
