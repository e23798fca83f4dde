export { parseRootKeys, rootKeys, type RootKeys } from './key-file';
