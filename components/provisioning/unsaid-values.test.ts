import { describe, expect, it } from 'vitest';
import ar from '@/messages/ar/provisioning.json';
import en from '@/messages/en/provisioning.json';
import { withUnsaid } from './unsaid-values';

const named = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)/g)].map(([, name = '']) => name);

describe('the values for texts about failures', () => {
  it.each([
    ['en', en],
    ['ar', ar],
  ])('leave no gap when a failure says nothing (%s)', (_locale, texts) => {
    const values = withUnsaid(texts.otherSystem);
    const all = [...Object.entries(texts.failure), ...Object.entries(texts.remedy)];
    const gaps = all.flatMap(([code, text]) =>
      named(text)
        .filter((name) => !Object.hasOwn(values, name))
        .map((name) => `${code}: ${name}`),
    );
    expect(all.flatMap(([, text]) => named(text))).toContain('system');
    expect(gaps).toEqual([]);
  });

  it('are those of the failure where it says something', () => {
    expect(withUnsaid('the other system', { system: 'BigQuery', status: 503 })).toMatchObject({
      system: 'BigQuery',
      status: '503',
      table: '–',
    });
  });
});
