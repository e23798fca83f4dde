import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';

export type Tree = { [key: string]: string | Tree };
export type Problem = { place: string; text: string };

/**
 * Compares one language with the source of truth (which may be itself): missing and surplus keys, empty texts, messages
 * that do not parse, other arguments, and plurals without a form that the language uses.
 */
export function compareMessages(source: Tree, own: Tree, locale: string, place: string): Problem[] {
  const expected = flatten(source);
  const actual = flatten(own);
  const problems: Problem[] = [];
  const say = (key: string, text: string): number => problems.push({ place: `${place} ${key}`, text });
  for (const key of expected.keys()) if (!actual.has(key)) say(key, 'is missing');
  for (const [key, text] of actual) {
    const original = expected.get(key);
    if (original === undefined) {
      say(key, 'is not in the source language');
      continue;
    }
    if (text.trim() === '') say(key, 'is empty');
    try {
      const mine = describe(parse(text), locale);
      const theirs = describe(parse(original), locale);
      if (mine.args !== theirs.args) say(key, `has the arguments [${mine.args}] instead of [${theirs.args}]`);
      for (const missing of mine.missingForms) say(key, `lacks the plural form ${missing}`);
    } catch (error) {
      say(key, `does not parse: ${error instanceof Error ? error.message : 'unknown'}`);
    }
  }
  return problems;
}

const flatten = (tree: Tree, prefix = ''): Map<string, string> =>
  new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[prefix + key, value]] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );

const describe = (elements: MessageFormatElement[], locale: string): { args: string; missingForms: Set<string> } => {
  const args = new Set<string>();
  const missingForms = new Set<string>();
  const visit = (list: MessageFormatElement[]): void => {
    for (const element of list) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      args.add(element.type === TYPE.tag ? `<${element.value}>` : element.value);
      if (element.type === TYPE.tag) visit(element.children);
      if (element.type === TYPE.select || element.type === TYPE.plural) {
        if (element.type === TYPE.plural) {
          const type = element.pluralType ?? 'cardinal';
          for (const form of new Intl.PluralRules(locale, { type }).resolvedOptions().pluralCategories) {
            if (!(form in element.options)) missingForms.add(`${element.value}: ${form}`);
          }
        }
        for (const option of Object.values(element.options)) visit(option.value);
      }
    }
  };
  visit(elements);
  return { args: [...args].sort().join(', '), missingForms };
};
