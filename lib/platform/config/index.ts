export { config, readConfig, type Config, type ConfigProblem } from './config';
export type { KeyProviderConfig } from './key-provider';
