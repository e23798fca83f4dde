export { discardDraft } from './discard-draft';
export {
  draftKeptDays,
  draftPlaceInput,
  typingInput,
  type DraftPlace,
  type TypedField,
  type Typing,
} from './draft-place';
export { purgeDrafts } from './purge-drafts';
export { readDraft, type Draft } from './read-draft';
export { saveDraft, type KeptDraft } from './save-draft';
