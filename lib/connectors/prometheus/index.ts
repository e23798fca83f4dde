export { figuresCheck } from './check-figures';
export { seriesCheck } from './check-series';
export { prometheus, prometheusApi } from './connector';
export { selectorOf } from './map';
export type { FigureNames, Figures, Prometheus, Sample, SeriesLabel } from './port';
