import type { z } from 'zod';

import type { FlowDefinition } from '../types';
import { draftSchema, type FlowDraft } from './draft';
import { executableSchema } from './executable';

/** What is wrong with the form of a document: where, and a code of `check.*`. */
export type DefinitionIssue = Readonly<{
  path: string;
  code: string;
  args: Readonly<Record<string, string | number | boolean>>;
}>;
export type ParsedDefinition =
  Readonly<{ ok: true; definition: FlowDefinition }> | Readonly<{ ok: false; issues: readonly DefinitionIssue[] }>;

/** More issues than this help nobody. */
const issuesMax = 100;

/**
 * Reads a document as an executable definition, strictly: what is missing, misspelt or of another type is an issue with
 * its JSON path. Says nothing about meaning; `check` does.
 */
export function parseDefinition(document: unknown): ParsedDefinition {
  const parsed = executableSchema.safeParse(document, { reportInput: true });
  if (parsed.success) return { ok: true, definition: parsed.data };
  return { ok: false, issues: parsed.error.issues.flatMap(readIssue).slice(0, issuesMax) };
}

/** Reads a document as a draft, loosely. */
export function parseDraft(
  document: unknown,
): Readonly<{ ok: true; draft: FlowDraft }> | Readonly<{ ok: false; issues: readonly DefinitionIssue[] }> {
  const parsed = draftSchema.safeParse(document, { reportInput: true });
  if (parsed.success) return { ok: true, draft: parsed.data };
  return { ok: false, issues: parsed.error.issues.flatMap(readIssue).slice(0, issuesMax) };
}

function readIssue(issue: z.core.$ZodIssue): readonly DefinitionIssue[] {
  const path = jsonPath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: path === '' ? key : `${path}.${key}`,
      code: 'property_unknown',
      args: { key },
    }));
  }
  if (issue.code === 'invalid_type') {
    const isMissing = issue.input === undefined;
    return [{ path, code: isMissing ? 'property_missing' : 'property_type', args: { expected: issue.expected } }];
  }
  if (issue.code === 'invalid_format') return [{ path, code: 'property_format', args: { rule: issue.message } }];
  return [{ path, code: 'property_invalid', args: { rule: issue.code } }];
}

const jsonPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((joined, part) => {
    if (typeof part === 'number') return `${joined}[${part}]`;
    return joined === '' ? String(part) : `${joined}.${String(part)}`;
  }, '');
