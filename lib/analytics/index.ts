export { foldEvents } from './fold-events';
export { getFunnel, type FunnelInput, type FunnelView } from './get-funnel';
export { funnelFigures, ratesFrom, stagesOf, type Stage, type StageFigures } from './metrics';
