export { getList, type BulkRow, type BulkStatus, type BulkView } from './get-list';
export { onboardLists } from './onboard-lists';
export { columnNames, parseList, type ListedCustomer, type ListedLine } from './parse-list';
export { customersMax, prepareList, type PrepareListInput } from './prepare-list';
export { startList } from './start-list';
