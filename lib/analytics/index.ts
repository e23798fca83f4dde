export { foldEvents } from './fold-events';
export { foldStepTimes } from './fold-step-times';
export { getFunnel, type FunnelInput, type FunnelView } from './get-funnel';
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
