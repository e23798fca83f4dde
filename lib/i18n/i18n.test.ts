import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  chooseText,
  direction,
  formatters,
  isolate,
  isolateLtr,
  localizedText,
  negotiateLocale,
  withoutIsolates,
} from './index';

describe('negotiateLocale', () => {
  it.each([
    ['ar', 'ar'],
    ['ar-EG,en;q=0.8', 'ar'],
    ['en;q=0.4, ar;q=0.9', 'ar'],
    ['fr,de;q=0.9', 'en'],
    ['fr, ar;q=0', 'en'],
    ['fr, *;q=0.5, ar;q=0.2', 'en'],
    ['', 'en'],
    [null, 'en'],
    [';;;q=x,,ar-', 'ar'],
    ['a'.repeat(100_000), 'en'],
  ])('answers %s with %s', (header, locale) => expect(negotiateLocale(header)).toBe(locale));
});

describe('formatters', () => {
  const at = '2026-11-21T21:05:00Z';

  it('write dates and figures of the zone, with Latin digits in Arabic', () => {
    expect(formatters({ locale: 'en', timeZone: 'UTC' }).date(at)).toBe('November 21, 2026');
    expect(formatters({ locale: 'en', timeZone: 'Asia/Riyadh' }).date(at)).toBe('November 22, 2026');
    expect(formatters({ locale: 'ar', timeZone: 'UTC' }).number(1234567)).toMatch(/^[\d,.]+$/);
    expect(formatters({ locale: 'ar', timeZone: 'Asia/Riyadh' }).date(at)).toContain('22');
  });

  it('keep a day a day in every zone', () => {
    for (const timeZone of ['Pacific/Pago_Pago', 'UTC', 'Asia/Tokyo']) {
      expect(formatters({ locale: 'en', timeZone }).date('2026-11-21')).toBe('November 21, 2026');
    }
  });

  it('fall back to UTC for a zone that does not exist', () => {
    expect(formatters({ locale: 'en', timeZone: 'Mars/Olympus' }).time(at)).toBe('9:05 PM');
  });

  it('say how long and how long ago in one unit', () => {
    const { duration, relative } = formatters({ locale: 'en', timeZone: 'UTC' });
    expect(duration(61_000)).toBe('2 minutes');
    expect(relative('2026-11-21T21:02:00Z', new Date(at))).toBe('3 minutes ago');
  });
});

describe('template texts', () => {
  it('choose by the chain and say which language it became', () => {
    const text = { en: 'Name', de: 'Name (de)' };
    expect(chooseText(text, 'ar', 'de')).toEqual({ text: 'Name (de)', lang: 'de' });
    expect(chooseText({ ...text, ar: 'الاسم' }, 'ar-EG')).toEqual({ text: 'الاسم', lang: 'ar' });
    expect(chooseText({ fr: 'Nom' }, 'ar')).toEqual({ text: 'Nom', lang: 'fr' });
    expect(chooseText({}, 'ar')).toEqual({ text: '', lang: 'ar' });
  });

  it('fill in ICU arguments with the plural forms of the language', () => {
    const text = {
      en: '{count, plural, one {# task} other {# tasks}}',
      ar: '{count, plural, zero {لا مهام} one {مهمة واحدة} two {مهمتان} few {# مهام} many {# مهمة} other {# مهمة}}',
    };
    expect(localizedText(text, 'en', 'en', { count: 2 })).toBe('2 tasks');
    expect(localizedText(text, 'ar', 'en', { count: 2 })).toBe('مهمتان');
    expect(localizedText(text, 'ar', 'en', { count: 11 })).toBe('11 مهمة');
  });

  it('show a broken message as it is, and never a tag as markup', () => {
    expect(localizedText({ en: 'Hello {name' }, 'en')).toBe('Hello {name');
    expect(localizedText({ en: 'Hello {name}' }, 'en')).toBe('Hello {name}');
    expect(localizedText({ en: '<b>{name}</b>' }, 'en', 'en', { name: 'Ada' })).toBe('<b>Ada</b>');
  });
});

describe('direction and isolates', () => {
  it('know right-to-left languages', () => {
    expect([direction('ar'), direction('ar-EG'), direction('he'), direction('en'), direction('de')]).toEqual([
      'rtl',
      'rtl',
      'rtl',
      'ltr',
      'ltr',
    ]);
  });

  it('can be taken away again', () => {
    expect(withoutIsolates(`${isolate('C++')} ${isolateLtr('+1 555')}`)).toBe('C++ +1 555');
  });
});

describe('messages', () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const surfaces = (locale: string) => readdirSync(path.join(root, 'messages', locale)).sort();

  it('have the same surfaces in every language, all of them typed', () => {
    expect(surfaces('ar')).toEqual(surfaces('en'));
    const typed = readFileSync(path.join(root, 'global.d.ts'), 'utf8');
    for (const file of surfaces('en')) expect(typed).toContain(`./messages/en/${file}`);
  });
});
