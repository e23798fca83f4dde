import { startHttpSimulator, type HttpSimulator, type SimulatedResponse } from './http-simulator';
import { keepState } from './keep-state';

type Labels = Readonly<Record<string, string>>;

export type PrometheusSimulator = HttpSimulator &
  Readonly<{
    /** Sets a series; a counter that is there at 0 is visible. */
    set: (name: string, labels: Labels, value: number) => void;
    increment: (name: string, labels: Labels, by?: number) => void;
    forget: () => void;
  }>;

/**
 * Prometheus' instant query of one selector with equal labels or of a constant, and no other PromQL: what it cannot read it refuses, as
 * Prometheus does. Fed by `POST /simulator/series {"name","labels","by"|"value"}` under this machine's own name. With
 * `token` it stands behind a proxy that asks for one. https://prometheus.io/docs/prometheus/latest/querying/api/
 */
export async function startPrometheus(
  options: Readonly<{ port: number; holdMs?: number; token?: string; file?: string }>,
): Promise<PrometheusSimulator> {
  const series = new Map<string, { name: string; labels: Labels; value: number }>();
  const changed = keepState(options.file, { series });
  const set = (name: string, labels: Labels, value: number): void => {
    series.set(keyOf(name, labels), { name, labels, value });
    changed();
  };
  const increment = (name: string, labels: Labels, by = 1): void =>
    set(name, labels, (series.get(keyOf(name, labels))?.value ?? 0) + by);

  function feed(json: unknown): SimulatedResponse {
    const {
      name,
      labels = {},
      by,
      value,
    } = (json ?? {}) as { name?: unknown; labels?: Labels; by?: unknown; value?: unknown };
    if (typeof name !== 'string') return { status: 422, body: { error: 'name' } };
    if (typeof value === 'number') set(name, labels, value);
    else increment(name, labels, typeof by === 'number' ? by : 1);
    return { status: 200, body: series.get(keyOf(name, labels)) };
  }

  function query(promql: string): SimulatedResponse {
    const constant = /^vector\((-?\d+(?:\.\d+)?)\)$/.exec(promql.trim());
    if (constant) return vectorOf([{ metric: {}, value: Number(constant[1]) }]);
    const selector = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?$/s.exec(promql.trim());
    const wanted = selector ? matchersOf(selector[2] ?? '') : null;
    if (!selector || !wanted) return failed(400, 'bad_data', 'invalid parameter "query": parse error');
    const found = [...series.values()].filter(
      ({ name, labels }) => name === selector[1] && wanted.every(([label, value]) => labels[label] === value),
    );
    return vectorOf(found.map(({ name, labels, value }) => ({ metric: { __name__: name, ...labels }, value })));
  }

  const simulator = await startHttpSimulator({
    port: options.port,
    ...(options.holdMs === undefined ? {} : { holdMs: options.holdMs }),
    errorBody: (status) => ({
      status: 'error',
      errorType: status === 503 ? 'unavailable' : 'internal',
      error: 'failed',
    }),
    handle: (request) => {
      if (request.path === '/simulator/series' && request.method === 'POST') {
        const isOurs = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '');
        return isOurs ? feed(request.json) : { status: 403, body: { error: 'host' } };
      }
      if (options.token !== undefined && request.headers.authorization !== `Bearer ${options.token}`) {
        return failed(401, 'unauthorized', 'unauthorized');
      }
      if (request.path !== '/api/v1/query') return failed(404, 'not_found', 'not found');
      const form = request.method === 'POST' ? new URLSearchParams(request.body.toString()) : request.url.searchParams;
      return query(form.get('query') ?? '');
    },
  });
  return { ...simulator, set, increment, forget: () => series.clear() };
}

const vectorOf = (samples: readonly Readonly<{ metric: Labels; value: number }>[]): SimulatedResponse => {
  const at = Math.round(Date.now() / 1000);
  const result = samples.map(({ metric, value }) => ({ metric, value: [at, String(value)] }));
  return { status: 200, body: { status: 'success', data: { resultType: 'vector', result } } };
};

const failed = (status: number, errorType: string, error: string): SimulatedResponse => ({
  status,
  body: { status: 'error', errorType, error },
});

const keyOf = (name: string, labels: Labels): string => JSON.stringify([name, Object.entries(labels).sort()]);

/** `a="b", c="d"` as pairs; null for anything else. */
function matchersOf(text: string): readonly (readonly [string, string])[] | null {
  const pairs: (readonly [string, string])[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const match = /^([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,\s*|$)/.exec(rest);
    if (!match) return null;
    pairs.push([
      match[1] ?? '',
      (match[2] ?? '').replace(/\\(.)/g, (_all, sign: string) => (sign === 'n' ? '\n' : sign)),
    ]);
    rest = rest.slice(match[0].length);
  }
  return pairs;
}
