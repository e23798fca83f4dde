import type { CheckReport } from './check';
import type { ConnectorError } from './connector';

/** The report of a check that could not look at anything: each of its questions failed for the same reason. */
export const failedReport = (asks: readonly string[], { code, args }: ConnectorError): CheckReport => ({
  ok: false,
  results: asks.map((id) => ({ id, ok: false, code, args })),
  facts: {},
});
