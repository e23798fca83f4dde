export { askDatasetReport, getDatasetReport, readDatasetWorkflow, type DatasetReportView } from './dataset-report';
export { keyHolder, type KeyHolder } from './key-holder';
export { getPipelineOrder, type PipelineOrderView } from './get-order';
export { orderPipeline, orderPipelineInput, type OrderPipelineInput } from './order-pipeline';
export { runPipelineWorkflow, type PipelineEnvironment } from './run-pipeline';
