import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { compareMessages, type Problem, type Tree } from '../messages/compare';

const root = 'messages';
const source = 'en';

/** Holds every language to English: same surfaces, same keys, same arguments, every plural form that the language has. */
export default function messages(): number {
  const others = readdirSync(root).filter((locale) => locale !== source);
  const surfaces = [...new Set([source, ...others].flatMap((locale) => readdirSync(path.join(root, locale))))].sort();
  const problems: Problem[] = [];
  for (const surface of surfaces) {
    for (const locale of [source, ...others]) {
      if (!existsSync(path.join(root, locale, surface)))
        problems.push({ place: `${locale}/${surface}`, text: 'the file is missing' });
    }
    for (const locale of [source, ...others]) {
      const own = read(locale, surface);
      const english = read(source, surface);
      if (own && english) problems.push(...compareMessages(english, own, locale, `${locale}/${surface}`));
    }
  }
  for (const { place, text } of problems) console.error(`${place}: ${text}`);
  console.log(
    problems.length === 0
      ? `${surfaces.length} surfaces in ${others.length + 1} languages are complete.`
      : `${problems.length} problems.`,
  );
  return problems.length === 0 ? 0 : 1;
}

const read = (locale: string, surface: string): Tree | undefined => {
  const file = path.join(root, locale, surface);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Tree) : undefined;
};
