/** One series of an instant query: its labels, and its value at that moment. */
export type Sample = Readonly<{ labels: Readonly<Record<string, string>>; value: number; at: Date }>;

/** One label that picks out the series of a customer. */
export type SeriesLabel = Readonly<{ label: string; value: string }>;

/**
 * What a customer's processing looks like in figures. null where there is no series, or nothing to divide by yet.
 * Made from the counters and the duration that `FigureNames` names.
 */
export type Figures = Readonly<{
  requests: number | null;
  /** Between 0 and 1. */
  successRate: number | null;
  /** Mean, in seconds. */
  latencySeconds: number | null;
}>;

/** The names of the metrics from which figures are made; `latency` is a summary or a histogram, without `_sum`. */
export type FigureNames = Readonly<{ requests: string; successes: string; latency: string }>;

/** A Prometheus server. Only ever reads. Every method fails with a `ConnectorError`. */
export type Prometheus = Readonly<{
  /** An instant query in PromQL. The caller escapes what it puts into it; prefer `series`. */
  query: (promql: string) => Promise<readonly Sample[]>;
  /** The series of a metric with this label; empty when there is none. A value of 0 is a series. */
  series: (metric: string, label: SeriesLabel) => Promise<readonly Sample[]>;
  figures: (names: FigureNames, label: SeriesLabel) => Promise<Figures>;
}>;
