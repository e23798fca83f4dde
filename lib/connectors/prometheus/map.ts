import { z } from 'zod';
import type { Figures, Sample, SeriesLabel } from './port';

/** An instant query's answer: https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries */
export const answerSchema = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        /** Seconds since 1970, and the number as text, which may also be `NaN` or `+Inf`. */
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

export const samplesOf = ({ data }: z.infer<typeof answerSchema>): readonly Sample[] =>
  data.result.map(({ metric, value: [at, value] }) => ({
    labels: metric,
    value: Number(value),
    at: new Date(at * 1000),
  }));

/** One metric with one label; null when a name is none, so that nothing but a name and a value gets into a query. */
export function selectorOf(metric: string, { label, value }: SeriesLabel): string | null {
  if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(metric) || !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) return null;
  return `${metric}{${label}="${value.replace(/[\\"]/g, (sign) => `\\${sign}`).replaceAll('\n', '\\n')}"}`;
}

/** What the sums mean: no requests yet is no rate and no latency, and not a bad one. */
export function figuresOf(
  sums: Readonly<{
    requests: number | null;
    successes: number | null;
    seconds: number | null;
    measured: number | null;
  }>,
): Figures {
  const { requests, successes, seconds, measured } = sums;
  return {
    requests,
    successRate: requests === null || requests === 0 ? null : Math.min((successes ?? 0) / requests, 1),
    latencySeconds: seconds === null || measured === null || measured === 0 ? null : seconds / measured,
  };
}

export const sumOf = (samples: readonly Sample[]): number | null =>
  samples.length === 0 ? null : samples.reduce((sum, { value }) => sum + value, 0);
