/** One customer as its line says it; everything is text as it was typed, without the space around it. */
export type ListedCustomer = Readonly<{
  name: string;
  identifier: string;
  industry: string;
  person: string;
  email: string;
  locale: string;
}>;
export type ListedLine = Readonly<{ line: number; customer: ListedCustomer }>;

export const columnNames = ['name', 'identifier', 'industry', 'person', 'email', 'locale'] as const;
type Column = (typeof columnNames)[number];

/** What people call the columns in their own spreadsheets. */
const spellings: Readonly<Record<string, Column>> = {
  ...Object.fromEntries(columnNames.map((name): [string, Column] => [name, name])),
  customer: 'name',
  customer_name: 'name',
  company: 'name',
  id: 'identifier',
  customer_id: 'identifier',
  contact: 'person',
  owner: 'person',
  owner_name: 'person',
  mail: 'email',
  e_mail: 'email',
  owner_email: 'email',
  language: 'locale',
};

/**
 * Reads a pasted or uploaded list of customers: comma, semicolon or tab between the columns, quotes as in RFC 4180, and
 * a first line that names the columns or, without one, their usual order. Empty lines do not count. Never fails: what
 * is missing is empty, and judged elsewhere.
 */
export function parseList(text: string): readonly ListedLine[] {
  const records = recordsOf(text.replace(/^\uFEFF/, ''));
  const [first] = records;
  if (first === undefined) return [];
  const named = headerOf(first.cells);
  const columns = named ?? columnNames;
  return records.slice(named ? 1 : 0).map(({ line, cells }) => ({
    line,
    customer: Object.fromEntries(
      columnNames.map((name) => [name, (cells[columns.indexOf(name)] ?? '').trim()]),
    ) as ListedCustomer,
  }));
}

/** The columns that the first line names; null when it is a customer already. */
function headerOf(cells: readonly string[]): readonly (Column | null)[] | null {
  const columns = cells.map(
    (cell) =>
      spellings[
        cell
          .trim()
          .toLowerCase()
          .replaceAll(/[\s-]+/g, '_')
      ] ?? null,
  );
  return columns.includes('name') && columns.includes('email') ? columns : null;
}

type CsvRecord = Readonly<{ line: number; cells: readonly string[] }>;

function recordsOf(text: string): readonly CsvRecord[] {
  const separator = separatorOf(text);
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let line = 1;
  let begunAt = 1;
  const endRecord = (): void => {
    cells.push(cell);
    if (cells.some((each) => each.trim() !== '')) records.push({ line: begunAt, cells });
    cells = [];
    cell = '';
  };
  for (let index = 0; index < text.length; index += 1) {
    const sign = text.charAt(index);
    if (isQuoted) {
      if (sign === '"' && text.charAt(index + 1) === '"') {
        cell += '"';
        index += 1;
      } else if (sign === '"') isQuoted = false;
      else cell += sign;
    } else if (sign === '"' && cell.trim() === '') {
      cell = '';
      isQuoted = true;
    } else if (sign === separator) {
      cells.push(cell);
      cell = '';
    } else if (sign === '\n') endRecord();
    else if (sign !== '\r') cell += sign;
    if (sign === '\n') {
      line += 1;
      if (!isQuoted) begunAt = line;
    }
  }
  endRecord();
  return records;
}

/** Whichever of the three the first line has most of. */
function separatorOf(text: string): string {
  const first = text.split('\n', 1)[0] ?? '';
  const count = (sign: string): number => first.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best), ',');
}
