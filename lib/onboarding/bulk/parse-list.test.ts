import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnNames, parseList, type ListedCustomer } from './parse-list';

const customer = (given: Partial<ListedCustomer>): ListedCustomer => ({
  ...{ name: '', identifier: '', industry: '', person: '', email: '', locale: '' },
  ...given,
});
const read = (text: string) => parseList(text).map((line) => line.customer);

describe('reading a list of customers', () => {
  it('takes the usual order where no line names the columns', () => {
    expect(read('Acme,acme_1,golf,Ann,ann@acme.example,en')).toEqual([
      customer({
        ...{ name: 'Acme', identifier: 'acme_1', industry: 'golf', person: 'Ann' },
        ...{ email: 'ann@acme.example', locale: 'en' },
      }),
    ]);
  });

  it('takes the order that the first line names, in other words too', () => {
    const text = 'E-mail;Company;Customer ID\nann@acme.example;Acme;acme_1\n\nbo@bolt.example;Bolt;';
    expect(read(text)).toEqual([
      customer({ name: 'Acme', identifier: 'acme_1', email: 'ann@acme.example' }),
      customer({ name: 'Bolt', email: 'bo@bolt.example' }),
    ]);
    expect(parseList(text).map(({ line }) => line)).toEqual([2, 4]);
  });

  it('reads what a spreadsheet copies: tabs, carriage returns, a byte order mark', () => {
    expect(read('\uFEFFname\temail\r\nشركة الأفق\tsara@ufuq.example\r\n')).toEqual([
      customer({ name: 'شركة الأفق', email: 'sara@ufuq.example' }),
    ]);
  });

  it('keeps separators, quotes and lines inside quotes', () => {
    expect(read('name,email\n"Acme, ""the"" Inc\nof Rome",a@acme.example\nBolt,b@bolt.example')).toEqual([
      customer({ name: 'Acme, "the" Inc\nof Rome', email: 'a@acme.example' }),
      customer({ name: 'Bolt', email: 'b@bolt.example' }),
    ]);
  });

  it('has no customer in an empty text', () => {
    for (const text of ['', '\n\n', ' , ,\n']) expect(read(text)).toEqual([]);
  });

  it('gives back any customers that were written out, and never fails', () => {
    const word = fc.string({ maxLength: 20 }).map((text) => text.trim());
    const any = fc.record({
      ...{
        name: word.map((text) => `N${text}`),
        identifier: word,
        industry: word,
        person: word,
        email: word,
        locale: word,
      },
    });
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(any, { maxLength: 8 }), (customers) => {
        const lines = customers.map((each) => columnNames.map((column) => quoted(each[column])).join(','));
        expect(read([columnNames.join(','), ...lines].join('\n'))).toEqual(customers);
      }),
      { seed: 62 },
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        for (const line of parseList(text)) expect(Object.keys(line.customer)).toEqual([...columnNames]);
      }),
      { seed: 62 },
    );
  });
});
