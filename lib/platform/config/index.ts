export { config, readConfig, type Config, type ConfigProblem } from './config';
