import { refuse, type RefusalArgs } from '@/lib/errors';
import type { ContentProblem } from './inspect';

/** What can be wrong with a file that somebody hands in; each is a message `field.<code>`. */
export type FileProblemCode =
  | 'file_type'
  | 'file_empty'
  | 'file_too_large'
  | 'file_mismatch'
  | 'file_two_kinds'
  | 'file_macros'
  | 'file_infected'
  | 'file_too_large_to_scan'
  | 'files_full';

const codeOf: Readonly<Record<ContentProblem, FileProblemCode>> = {
  type: 'file_type',
  empty: 'file_empty',
  mismatch: 'file_mismatch',
  two_kinds: 'file_two_kinds',
  macros: 'file_macros',
};

/** A problem of a content as the code that is stored and shown. */
export const contentProblemCode = (problem: ContentProblem): FileProblemCode => codeOf[problem];

/** The refusal `invalid_input` with its reason at the field that the file was for. */
export const fileProblem = ({ fieldId }: Readonly<{ fieldId: string }>, code: FileProblemCode, args: RefusalArgs) =>
  refuse('invalid_input', {}, { fields: { [fieldId]: [{ code: `field.${code}`, args }] } });
