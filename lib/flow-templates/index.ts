export { activeTemplate, availableTemplates, type ActiveTemplate } from './active-template';
export { installLibrary } from './install-library';
export { listTemplatesInUse, type TemplateInUse } from './list-templates';
export { knownTemplate, loadTemplate, type LoadedTemplate } from './load-template';
export { publishTemplate, type PublishedTemplate, type PublishTemplateInput } from './publish-template';
export { saveDraft, type SavedDraft, type SaveDraftInput } from './save-draft';
