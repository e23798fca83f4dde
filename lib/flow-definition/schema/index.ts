export { check } from '../check/check';
export { compileDefinition } from '../compile-definition';
export { draftSchema, type FlowDraft } from './draft';
export { executableSchema } from './executable';
export { definitionJsonSchema } from './json-schema';
export { parseDefinition, parseDraft, type DefinitionIssue, type ParsedDefinition } from './parse-definition';
