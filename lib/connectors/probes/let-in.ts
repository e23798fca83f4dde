import type { Check, CheckReport, CheckResult } from '../check';
import type { Connection } from '../connection';
import { ConnectorError } from '../connector';
import type { WireMeans } from '../wire';

type Look = Readonly<{
  /** The id of the connection, and the product as people know it. */
  system: string;
  name: string;
  /** What `ask` says something about besides, in its order. */
  rights?: readonly string[];
  /** Looks without changing anything; throws where we are not let in. */
  ask: (connection: Connection, wire: WireMeans) => Promise<readonly CheckResult[]>;
}>;

/**
 * A look at an owner's connection as a check: its first result is whether we are let in (`access`), one for each right
 * follows where the system says so. Whatever the system refuses is a result; only what nobody foresaw is thrown.
 */
export const letIn = ({ system, name, rights = [], ask }: Look): Check => ({
  system: name,
  asks: ['access', ...rights],
  run: async ({ connection, wire }): Promise<CheckReport> => {
    try {
      const owner = await connection(system);
      if (owner === null) throw new ConnectorError('not_connected', { system: name });
      const results: readonly CheckResult[] = [{ id: 'access', ok: true }, ...(await ask(owner, wire))];
      return { ok: results.every(({ ok }) => ok), results, facts: {} };
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      return { ok: false, results: [{ id: 'access', ok: false, code: error.code, args: error.args }], facts: {} };
    }
  },
});
