export { clearQueries, giveUpQuery, queryDatasetWorkflow, type QueryEnvironment } from './query-workflow';
export { createMcpServer } from './server';
