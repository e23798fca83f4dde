import type { Check, CheckResult } from '../check';
import { ConnectorError } from '../connector';
import { failedReport } from '../failed-report';
import { prometheus, system } from './connector';
import type { Figures } from './port';

const asks = ['counter', 'success_rate', 'latency'] as const;
const promised = { requests: 1, successRate: 1, latencySeconds: 60 };

/**
 * The figures of the full scenario: at least `requests` were counted (1 when nothing is said), all of them succeeded,
 * and the mean took less than `latencySeconds` (60). Metrics are `requests`-like names: `metric`, `successMetric` and
 * `latencyMetric` (a summary or a histogram, without `_sum`).
 */
export const figuresCheck: Check = {
  system: 'prometheus',
  asks,
  async run({ args, connection, wire }) {
    try {
      const owner = await connection('prometheus');
      if (!owner) throw new ConnectorError('not_connected', { system });
      const text = (name: string): string => String(args[name] ?? '');
      const figures = await prometheus(owner, wire).figures(
        { requests: text('metric'), successes: text('successMetric'), latency: text('latencyMetric') },
        { label: text('label'), value: text('value') },
      );
      const results = resultsOf(
        figures,
        Number(args.atLeast ?? promised.requests),
        Number(args.below ?? promised.latencySeconds),
      );
      return { ok: results.every(({ ok }) => ok), results, facts: factsOf(figures) };
    } catch (error) {
      if (error instanceof ConnectorError) return failedReport(asks, error);
      throw error;
    }
  },
};

function resultsOf({ requests, successRate, latencySeconds }: Figures, atLeast: number, below: number): CheckResult[] {
  const held = [
    requests !== null && requests >= atLeast,
    successRate !== null && successRate >= promised.successRate,
    latencySeconds !== null && latencySeconds < below,
  ];
  return asks.map((id, index) =>
    held[index] ? { id, ok: true } : { id, ok: false, code: 'check_failed', args: { system, check: id } },
  );
}

const factsOf = (figures: Figures): Record<string, string> =>
  Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  );
