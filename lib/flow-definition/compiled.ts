import type { Tree } from './conditions/tree';
import type { FlowDefinition } from './types';

/**
 * A definition with the checked syntax tree of each of its conditions, by source. Plain JSON: it may be stored beside
 * the published version and sent to the browser in parts.
 */
export type CompiledDefinition = Readonly<{
  definition: FlowDefinition;
  trees: Readonly<Record<string, Tree>>;
  /** Field id → ids of the fields and steps whose conditions look at it. */
  dependents: Readonly<Record<string, readonly string[]>>;
  /** Paths whose value is secret: `answers.<field>` and `actions.<action>.<output>`. */
  secrets: readonly string[];
}>;
