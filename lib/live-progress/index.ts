export { onRunChange } from './on-run-change';
export { progressStream, type ProgressStreamOptions } from './progress-stream';
export { runVersion } from './run-version';
export { shuttingDown } from './shutting-down';
export { takePlace } from './take-place';
export { versioned } from './versioned';
