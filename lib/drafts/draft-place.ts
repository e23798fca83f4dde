import { z } from 'zod';

/** Which page a draft belongs to: a step of a flow, or one item of a list on it (empty for the step itself). */
export type DraftPlace = Readonly<{ flowId: string; stepId: string; itemId: string }>;

/** What the controls of one field hold, by the names of its inputs: nothing at all when every choice is taken back. */
export type TypedField = Readonly<Record<string, string | readonly string[]>>;

/** What somebody typed, field by field, and for each field the hash of the answer that the page showed before. */
export type Typing = Readonly<{
  data: Readonly<Record<string, TypedField>>;
  bases: Readonly<Record<string, string>>;
}>;

/** How long a draft that nobody goes on with is kept. */
export const draftKeptDays = 30;

const name = z.string().min(1).max(200);
const text = z.string().max(100_000);

/** A draft as it comes from a browser; values of any content, since half a word is what drafts are for. */
export const typingInput = z.object({
  data: z.record(name, z.record(name, z.union([text, z.array(text).max(1000)]))),
  bases: z.record(name, z.string().max(200)),
});

/** The page that a draft says it is of. */
export const draftPlaceInput = z.object({
  flowId: z.uuid(),
  stepId: z.string().min(1).max(100),
  itemId: z.string().max(100).default(''),
});
