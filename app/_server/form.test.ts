import { describe, expect, it } from 'vitest';
import { filesOf, formValues, withoutSecrets } from './form';

function form(...entries: [string, string | Blob][]): FormData {
  const made = new FormData();
  for (const [name, value] of entries) made.append(name, value);
  return made;
}

describe('formValues', () => {
  it('keeps one text as text and several as a list, in order', () => {
    expect(formValues(form(['a', '1'], ['b', 'x'], ['a', '2'], ['a', '']))).toEqual({ a: ['1', '2', ''], b: 'x' });
  });

  it('makes line ends the same everywhere', () => {
    expect(formValues(form(['notes', 'one\r\ntwo\nthree']))).toEqual({ notes: 'one\ntwo\nthree' });
  });

  it('leaves out the framework, files, and names that touch the prototype', () => {
    const values = formValues(
      form(['$ACTION_ID_x', ''], ['file', new Blob(['x'])], ['__proto__', 'x'], ['constructor', 'x'], ['ok', 'y']),
    );
    expect(values).toEqual({ ok: 'y' });
    expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
  });

  it('stops at a sane number of fields', () => {
    const many = form(...Array.from({ length: 2500 }, (_unused, index): [string, string] => [`f${index}`, 'x']));
    expect(Object.keys(formValues(many))).toHaveLength(2000);
  });
});

describe('filesOf', () => {
  it('keeps the files of a form beside its values, and none where nothing was chosen', () => {
    const values = formValues(form(['a', 'x'], ['file', new File(['one'], 'one.txt')], ['empty', new File([], '')]));
    expect(filesOf(values).map(({ field, file }) => [field, file.name])).toEqual([['file', 'one.txt']]);
    expect(filesOf({ a: 'x' })).toEqual([]);
  });

  it('drops names that touch the prototype, and everything past a sane number', () => {
    const many = Array.from({ length: 40 }, (): [string, Blob] => ['f', new File(['x'], 'x.txt')]);
    expect(filesOf(formValues(form(['__proto__', new File(['x'], 'x.txt')], ...many)))).toHaveLength(20);
  });
});

describe('withoutSecrets', () => {
  it('gives back everything but the named fields', () => {
    expect(withoutSecrets({ site: 'acme', password: 'canary' }, ['password'])).toEqual({ site: 'acme' });
  });
});
