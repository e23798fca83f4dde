export { customerRegistry, registryColumns, type CustomerRegistry, type RegistryEntry } from './registry';
