import type { FieldCondition } from './field-view';

/** A field that appears by its condition alone, while no script runs. */
export type ConditionalRule = Readonly<{ fieldId: string; condition: FieldCondition }>;

const idPattern = /^[A-Za-z][A-Za-z0-9_-]*$/;

/**
 * Style rules that show each field while the answer it depends on is chosen. Ids are those of a template and are
 * checked; every character of a value that is not a letter or digit is escaped, so no value can end a rule or the
 * element. Where a browser does not know `:has()`, every question is shown.
 */
export const conditionalCss = (rules: readonly ConditionalRule[]): string => {
  const usable = rules.filter((rule) => idPattern.test(rule.fieldId) && idPattern.test(rule.condition.field));
  if (usable.length === 0) return '';
  return `@supports selector(:has(*)){${usable.map(rule).join('')}}`;
};

const rule = ({ fieldId, condition }: ConditionalRule): string => {
  const chosen = condition.anyOf.flatMap((value) => [
    `[name="${condition.field}"][value="${escape(value)}"]:checked`,
    `select[name="${condition.field}"] option[value="${escape(value)}"]:checked`,
  ]);
  return `form:not(:has(:is(${chosen.join(',')}))) [data-conditional="${fieldId}"]{display:none}`;
};

const escape = (value: string): string =>
  value.replace(/[^A-Za-z0-9]/gu, (character) => `\\${(character.codePointAt(0) ?? 0).toString(16)} `);
