export { immediate, type Durable, type JobArgs, type Workflow } from './durable';
export { launchEngine, SHAPE, type EngineLog, type EngineOptions } from './engine';
export { enqueue } from './enqueue';
export type { Periodic } from './every';
export { prepareJobs } from './prepare';
