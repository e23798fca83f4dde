import type { Finding, FlowDefinition, LocalizedText } from '../types';
import { error } from './finding';

/** Every text of the document exists, and says something, in each of its languages. */
export function checkTexts(definition: FlowDefinition): readonly Finding[] {
  return textsOf(definition).flatMap(({ path, text }) =>
    definition.locales
      .filter((locale) => !Object.hasOwn(text, locale) || (text[locale] ?? '').trim() === '')
      .map((locale) => error('translation_missing', path, { locale })),
  );
}

type PlacedText = Readonly<{ path: string; text: LocalizedText }>;

/** Properties that hold texts for people, wherever they stand. */
const textual = new Set(
  'title summary label hint help why declaration message consequence invalid text proof'.split(' '),
);
const textualLists = new Set(['prerequisites', 'consequences', 'guide']);

/** Every text for people in the document, with its path. */
export function textsOf(definition: FlowDefinition): readonly PlacedText[] {
  const found: PlacedText[] = [];
  const read = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      value.forEach((item, index) => read(item, `${path}[${index}]`));
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [name, child] of Object.entries(value)) {
      const place = path === '' ? name : `${path}.${name}`;
      if (textual.has(name) && typeof child === 'object') found.push({ path: place, text: child as LocalizedText });
      else if (textualLists.has(name) && Array.isArray(child)) {
        child.forEach((text, index) => found.push({ path: `${place}[${index}]`, text: text as LocalizedText }));
      } else if (name === 'asks' && typeof child === 'object' && child !== null) {
        for (const [ask, text] of Object.entries(child)) {
          found.push({ path: `${place}.${ask}`, text: text as LocalizedText });
        }
      } else if (name === 'remedies' && Array.isArray(child)) {
        child.forEach((remedy: object, index) =>
          'on' in remedy
            ? read(remedy, `${place}[${index}]`)
            : found.push({ path: `${place}[${index}]`, text: remedy as LocalizedText }),
        );
      } else if (name !== 'with') read(child, place);
    }
  };
  read(definition, '');
  return found;
}
