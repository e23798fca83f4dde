export {
  askDatasetReport,
  getDatasetReport,
  giveUpDatasetReport,
  readDatasetWorkflow,
  type DatasetReportView,
} from './dataset-report';
export { keyHolder, type KeyHolder } from './key-holder';
export { getPipelineOrder, type PipelineOrderView } from './get-order';
export { orderPipeline, orderPipelineInput, type OrderPipelineInput } from './order-pipeline';
export { giveUpPipeline, runPipelineWorkflow, type PipelineEnvironment } from './run-pipeline';
