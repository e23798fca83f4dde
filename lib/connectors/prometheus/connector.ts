import type { Connection } from '../connection';
import { ConnectorError } from '../connector';
import { bearerOf, serverOf } from '../own-server';
import { createWire, type WireMeans } from '../wire';
import { answerSchema, figuresOf, samplesOf, selectorOf, sumOf } from './map';
import type { Prometheus, SeriesLabel } from './port';

export const system = 'Prometheus';

/** The stable interface; it promises not to change within its major version. */
export const prometheusApi = {
  version: 'v1',
  endsOn: null,
  source: 'https://prometheus.io/docs/prometheus/latest/querying/api/',
} as const;

/** The owner's Prometheus (settings `baseUrl`; secret `token` where a proxy asks for one). Reads only. */
export function prometheus(connection: Connection, means: WireMeans): Prometheus {
  const wire = createWire(
    {
      system,
      baseUrl: serverOf(connection, system),
      limit: { perMinute: 240, burst: 40 },
      authorise: bearerOf(connection),
      failureOf: (status) => (status < 400 ? new ConnectorError('answer_unreadable', { system, status }) : null),
    },
    means,
  );

  const query: Prometheus['query'] = async (promql) => {
    const answer = await wire({ method: 'GET', path: `/api/${prometheusApi.version}/query`, query: { query: promql } });
    const parsed = answerSchema.safeParse(answer.json());
    if (!parsed.success) throw new ConnectorError('answer_unreadable', { system });
    return samplesOf(parsed.data);
  };
  async function series(metric: string, label: SeriesLabel) {
    const selector = selectorOf(metric, label);
    if (selector === null) throw new ConnectorError('refused', { system, reason: 'metric' });
    return query(selector);
  }

  return {
    query,
    series,
    async figures(names, label) {
      const sum = async (metric: string): Promise<number | null> => sumOf(await series(metric, label));
      return figuresOf({
        requests: await sum(names.requests),
        successes: await sum(names.successes),
        seconds: await sum(`${names.latency}_sum`),
        measured: await sum(`${names.latency}_count`),
      });
    },
  };
}
