import type { Check, CheckReport, CheckResult } from '../check';
import { ConnectorError } from '../connector';
import { accessOf } from './access';
import { causeOf } from './cause';
import { serviceDeskClient } from './client';

const asks = ['http.200', 'tickets.list', 'not.401'] as const;

/**
 * The connectivity test of the runbook, from where the work is done later: the list of tickets answers with 200, is a
 * JSON list of tickets, and is no 401. A failure names one of the four causes (see `causeOf`).
 */
export const connectivityCheck: Check = {
  system: 'service-desk',
  asks,
  async run(context) {
    try {
      const { wire, dialect } = serviceDeskClient(accessOf(context), context.wire);
      const answer = await wire(dialect.list(5));
      const tickets = readable(() => dialect.readTickets(answer.json()));
      if (!tickets) return failed(new ConnectorError('answer_unreadable'), ['http.200', 'not.401']);
      return {
        ok: true,
        results: asks.map((id) => ({ id, ok: true })),
        facts: { status: String(answer.status), tickets: String(tickets.length) },
      };
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      return failed(error, error.code === 'credential_refused' || !('status' in error.args) ? [] : ['not.401']);
    }
  },
};

function failed(error: ConnectorError, held: readonly string[]): CheckReport {
  const results = asks.map<CheckResult>((id) =>
    held.includes(id) ? { id, ok: true } : { id, ok: false, ...causeOf(error) },
  );
  const status = error.args.status;
  return { ok: false, results, facts: status === undefined ? {} : { status: String(status) } };
}

function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
