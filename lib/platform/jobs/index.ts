export { immediate, type Durable, type GivenUp, type JobArgs, type Workflow } from './durable';
export { launchEngine, SHAPE, type EngineLog, type EngineOptions } from './engine';
export { enqueue } from './enqueue';
export type { Periodic } from './every';
export type { Patience } from './persistently';
export { oneByOne } from './one-by-one';
export { prepareJobs } from './prepare';
