/**
 * An owner's connection to a system: what is not secret in `settings` (project, base address, profile), and the parts
 * of its secret, opened for one purpose. Lives in memory only as long as the work that asked for it.
 */
export type Connection = Readonly<{
  system: string;
  settings: Readonly<Record<string, string>>;
  secret: Readonly<Record<string, string>>;
}>;
