export { foldEvents } from './fold-events';
export { foldStepTimes } from './fold-step-times';
export { getFunnel, type FunnelInput, type FunnelView } from './get-funnel';
export { getIndustryBenchmark, type IndustryFigures } from './get-industry-benchmark';
export { benchmarkFrom, benchmarkOf, type IndustryAverage, type IndustryMember } from './industry-benchmark';
export { getStepTimes, type GetStepTimesInput } from './get-step-times';
export {
  funnelFigures,
  medianSeconds,
  ratesFrom,
  samplesFrom,
  stagesOf,
  taskMinutes,
  type OpenTimes,
  type Stage,
  type StageFigures,
} from './metrics';
