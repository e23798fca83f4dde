export { keyExceptions } from './exceptions';
export { readCatalogue, type Catalogue } from './read-catalogue';
export { catalogueFindings, type Finding } from './rules';
