import { describe, expect, it } from 'vitest';
import { compareMessages } from './compare';

const texts = (source: string, own: string | undefined, locale = 'ar'): string[] =>
  compareMessages({ a: { b: source } }, own === undefined ? { a: {} } : { a: { b: own } }, locale, 'x').map(
    ({ text }) => text,
  );

describe('compareMessages', () => {
  it('finds nothing wrong with a complete translation', () => {
    const arabic = '{n, plural, zero {لا شيء} one {واحد} two {اثنان} few {# قليلة} many {# كثيرة} other {#}}';
    expect(texts('{n, plural, one {one} other {#}}', arabic)).toEqual([]);
  });

  it('names the plural forms that a language lacks', () => {
    expect(texts('{n, plural, one {one} other {#}}', '{n, plural, one {واحد} other {#}}')).toEqual(
      ['zero', 'two', 'few', 'many'].map((form) => `lacks the plural form n: ${form}`).sort(byFormOrder),
    );
  });

  it('notices a missing text, an empty one, another argument and one that does not parse', () => {
    expect(texts('Hello', undefined)).toEqual(['is missing']);
    expect(texts('Hello', ' ')).toEqual(['is empty']);
    expect(texts('Hello {name}', 'مرحبا {nom}')).toEqual(['has the arguments [nom] instead of [name]']);
    expect(texts('Hello', 'مرحبا {')[0]).toContain('does not parse');
  });

  it('notices a text that only the translation has', () => {
    expect(compareMessages({}, { extra: 'زائد' }, 'ar', 'x')).toEqual([
      { place: 'x extra', text: 'is not in the source language' },
    ]);
  });
});

const order = new Intl.PluralRules('ar').resolvedOptions().pluralCategories.map(String);
const byFormOrder = (a: string, b: string): number =>
  order.indexOf(a.split(': ')[1] ?? '') - order.indexOf(b.split(': ')[1] ?? '');
