import {
  parseSql,
  SqlError,
  type Condition,
  type Expression,
  type SqlColumn,
  type SqlRow,
  type SqlTable,
  type SqlValue,
} from './sql';

export type SqlAnswer = Readonly<{
  columns: readonly SqlColumn[];
  rows: readonly (readonly SqlValue[])[];
  /** Rows that were written, changed or deleted; null for a statement that only reads. */
  affected: number | null;
}>;

export type SqlWorld = Readonly<{
  /** The table that a name stands for; throws `SqlError` with `notFound`. */
  tableOf: (name: string) => SqlTable;
  parameters: Readonly<Record<string, SqlValue>>;
  now: () => Date;
}>;

/** Does one statement on tables in memory. See `parseSql` for what can be said. Throws `SqlError`. */
export function runSql(sql: string, { tableOf, parameters, now }: SqlWorld): SqlAnswer {
  const statement = parseSql(sql);
  const valueOf = (expression: Expression, row: SqlRow | null): SqlValue => {
    if (expression.is === 'value') return expression.value;
    if (expression.is === 'now') return now().toISOString();
    if (expression.is === 'parameter') {
      if (!Object.hasOwn(parameters, expression.name)) {
        throw new SqlError(`Query parameter '${expression.name}' not found`);
      }
      return parameters[expression.name] ?? null;
    }
    if (row === null || !Object.hasOwn(row, expression.name))
      throw new SqlError(`Unrecognized name: ${expression.name}`);
    return row[expression.name] ?? null;
  };
  const rowsWhere = (table: SqlTable, conditions: readonly Condition[]): SqlRow[] => {
    for (const { column } of conditions) known(table, column);
    return table.rows.filter((row) =>
      conditions.every((each) => holds(row[each.column] ?? null, each, valueOf(each.value, row))),
    );
  };

  switch (statement.kind) {
    case 'constants': {
      const values = statement.columns.map(({ value }) => valueOf(value, null));
      return {
        columns: statement.columns.map(({ name }, index) => ({
          name,
          type: typeOf(values[index] ?? null),
          mode: 'NULLABLE',
        })),
        rows: [values],
        affected: null,
      };
    }
    case 'insert': {
      const table = tableOf(statement.table);
      const columns = statement.columns.map((column) => known(table, column));
      const made = statement.rows.map((expressions) => {
        if (expressions.length !== columns.length) throw new SqlError('Inserted row has wrong column count');
        const row: SqlRow = Object.fromEntries(
          table.columns.map(({ name, mode }) => [name, mode === 'REPEATED' ? [] : null]),
        );
        expressions.forEach((expression, index) => {
          const column = columns[index];
          if (column) row[column.name] = fitting(column, valueOf(expression, null));
        });
        for (const column of table.columns) fitting(column, row[column.name] ?? null);
        return row;
      });
      table.rows.push(...made);
      return written(made.length);
    }
    case 'update': {
      const table = tableOf(statement.table);
      const columns = statement.set.map(([column]) => known(table, column));
      const rows = rowsWhere(table, statement.where);
      const changes = rows.map((row) =>
        statement.set.map(([, value], index) => {
          const column = columns[index];
          return column ? ([column.name, fitting(column, valueOf(value, row))] as const) : null;
        }),
      );
      rows.forEach((row, index) => {
        for (const change of changes[index] ?? []) if (change) row[change[0]] = change[1];
      });
      return written(rows.length);
    }
    case 'delete': {
      const table = tableOf(statement.table);
      const gone = new Set(rowsWhere(table, statement.where));
      table.rows = table.rows.filter((row) => !gone.has(row));
      return written(gone.size);
    }
    case 'select': {
      const table = tableOf(statement.table);
      const found = rowsWhere(table, statement.where);
      if (statement.columns?.some(({ column }) => column === 'count')) {
        const names = statement.columns.map(({ name }) => ({ name, type: 'INTEGER', mode: 'NULLABLE' }));
        if (statement.columns.length > 1)
          throw new SqlError('SELECT list expression references a column which is neither grouped nor aggregated');
        return { columns: names, rows: [[found.length]], affected: null };
      }
      const { order, limit } = statement;
      if (order) {
        known(table, order.column);
        const turned = order.descending ? -1 : 1;
        found.sort((a, b) => turned * compare(a[order.column] ?? null, b[order.column] ?? null));
      }
      const max = limit === null ? found.length : Number(valueOf(limit, null));
      const wanted = statement.columns ?? table.columns.map(({ name }) => ({ name, column: name }));
      return {
        columns: wanted.map(({ name, column }) => ({ ...known(table, column), name })),
        rows: found.slice(0, max).map((row) => wanted.map(({ column }) => row[column] ?? null)),
        affected: null,
      };
    }
  }
}

const written = (affected: number): SqlAnswer => ({ columns: [], rows: [], affected });

function known(table: SqlTable, name: string): SqlColumn {
  const column = table.columns.find((each) => each.name === name);
  if (column === undefined) throw new SqlError(`Unrecognized name: ${name}`);
  return column;
}

/** A value in the column's type; throws where BigQuery would refuse it. */
function fitting(column: SqlColumn, value: SqlValue): SqlValue {
  const wrong = (): never => {
    throw new SqlError(
      `Value has type ${typeOf(value)} which cannot be inserted into column ${column.name}, which has type ${column.type}`,
    );
  };
  if (column.mode === 'REPEATED') return Array.isArray(value) ? value : value === null ? [] : wrong();
  if (value === null) {
    if (column.mode === 'REQUIRED') throw new SqlError(`Required field ${column.name} cannot be null`);
    return null;
  }
  if (Array.isArray(value)) return wrong();
  const isText = typeof value === 'string';
  switch (column.type) {
    case 'INTEGER':
      return typeof value === 'number' && Number.isInteger(value) ? value : wrong();
    case 'FLOAT':
    case 'NUMERIC':
      return typeof value === 'number' ? value : wrong();
    case 'BOOLEAN':
      return typeof value === 'boolean' ? value : wrong();
    case 'TIMESTAMP':
      return isText && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : wrong();
    case 'DATE':
      return isText && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : wrong();
    default:
      return isText ? value : wrong();
  }
}

function holds(value: SqlValue, { operator }: Condition, other: SqlValue): boolean {
  if (operator === 'is null') return value === null;
  if (operator === 'is not null') return value !== null;
  if (value === null || other === null) return false;
  if (operator === 'in') return Array.isArray(other) && other.includes(String(value));
  const order = compare(value, other);
  if (operator === '=') return order === 0;
  if (operator === '!=') return order !== 0;
  if (operator === '<') return order < 0;
  if (operator === '>') return order > 0;
  return operator === '<=' ? order <= 0 : order >= 0;
}

function compare(a: SqlValue, b: SqlValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

const typeOf = (value: SqlValue): string =>
  typeof value === 'number'
    ? Number.isInteger(value)
      ? 'INTEGER'
      : 'FLOAT'
    : typeof value === 'boolean'
      ? 'BOOLEAN'
      : 'STRING';
