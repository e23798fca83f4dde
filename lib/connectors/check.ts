import type { Connection } from './connection';
import type { WireMeans } from './wire';

/** One thing that a check has looked at. `code` is one of `provisioning.failure`, with harmless values. */
export type CheckResult = Readonly<{
  /** A permission or a question by its own name, such as `bigquery.datasets.create` or `tickets.read`. */
  id: string;
  ok: boolean;
  code?: string;
  args?: Readonly<Record<string, string | number>>;
}>;

export type CheckReport = Readonly<{
  ok: boolean;
  results: readonly CheckResult[];
  /** Harmless things that were learnt, such as the name of the account or the date on which the token ends (ISO). */
  facts: Readonly<Record<string, string>>;
}>;

export type CheckContext = Readonly<{
  /** Resolved arguments of the template. */
  args: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** The credential to try, by part; empty when the check needs none. Never logged, never kept by the check. */
  secret: Readonly<Record<string, string>>;
  /** The owner's connection to a system; null when there is none. */
  connection: (system: string) => Promise<Connection | null>;
  wire: WireMeans;
}>;

/**
 * A live look at another system. Never changes anything there that stays. What the other system refuses is a result;
 * only what nobody foresaw is thrown.
 */
export type Check = Readonly<{
  /** The system that it speaks to. */
  system: string;
  /** The names of the results, in order, so that a page can show them before the first look. */
  asks: readonly string[];
  run: (context: CheckContext) => Promise<CheckReport>;
}>;
