/** One value of a column: what BigQuery would show as text, a list of texts, or null. */
export type SqlValue = string | number | boolean | null | readonly string[];
export type SqlRow = Record<string, SqlValue>;
export type SqlColumn = Readonly<{ name: string; type: string; mode: string }>;
export type SqlTable = { columns: readonly SqlColumn[]; rows: SqlRow[] };

/** What a statement says that is wrong; the message is what BigQuery would show. */
export class SqlError extends Error {
  readonly reason: 'invalidQuery' | 'notFound';
  constructor(message: string, reason: 'invalidQuery' | 'notFound' = 'invalidQuery') {
    super(message);
    this.reason = reason;
  }
}

/** An expression before it has a value: a parameter, a literal, a function of the clock, or a column. */
export type Expression =
  | Readonly<{ is: 'value'; value: SqlValue }>
  | Readonly<{ is: 'parameter'; name: string }>
  | Readonly<{ is: 'now' }>
  | Readonly<{ is: 'column'; name: string }>;

export type Condition = Readonly<{
  column: string;
  operator: '=' | '!=' | '<' | '>' | '<=' | '>=' | 'is null' | 'is not null' | 'in';
  value: Expression;
}>;

export type Statement =
  | Readonly<{ kind: 'constants'; columns: readonly Readonly<{ name: string; value: Expression }>[] }>
  | Readonly<{ kind: 'insert'; table: string; columns: readonly string[]; rows: readonly (readonly Expression[])[] }>
  | Readonly<{
      kind: 'update';
      table: string;
      set: readonly (readonly [string, Expression])[];
      where: readonly Condition[];
    }>
  | Readonly<{ kind: 'delete'; table: string; where: readonly Condition[] }>
  | Readonly<{
      kind: 'select';
      table: string;
      /** null stands for all columns; `count` for the number of rows. */
      columns: readonly Readonly<{ name: string; column: string | 'count' }>[] | null;
      where: readonly Condition[];
      order: Readonly<{ column: string; descending: boolean }> | null;
      limit: Expression | null;
    }>;

type Token = Readonly<{ kind: 'word' | 'name' | 'text' | 'number' | 'parameter' | 'sign'; text: string }>;

const tokenPattern =
  /\s+|`([^`]+)`|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|@([A-Za-z_]\w*)|(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(<=|>=|!=|<>|[=<>(),.*;])/y;

/**
 * Reads one statement of GoogleSQL: `SELECT` of constants; `SELECT … FROM … WHERE … ORDER BY … LIMIT …` over one table;
 * `INSERT … VALUES`; `UPDATE … SET … WHERE`; `DELETE FROM … WHERE`. Conditions are joined by AND. Throws `SqlError` for
 * anything else, as for a mistake: a simulator that guesses would hide one.
 */
export function parseSql(sql: string): Statement {
  const tokens = tokenise(sql);
  let at = 0;

  const peek = (): Token | undefined => tokens[at];
  const isWord = (...words: readonly string[]): boolean => {
    const token = peek();
    return token?.kind === 'word' && words.includes(token.text.toUpperCase());
  };
  const isSign = (sign: string): boolean => peek()?.kind === 'sign' && peek()?.text === sign;
  const next = (): Token => {
    const token = tokens[at];
    if (token === undefined) throw new SqlError('Syntax error: Unexpected end of script');
    at += 1;
    return token;
  };
  const fail = (): never => {
    const token = peek();
    throw new SqlError(token ? `Syntax error: Unexpected "${token.text}"` : 'Syntax error: Unexpected end of script');
  };
  const word = (expected: string): void => void (isWord(expected) ? next() : fail());
  const sign = (expected: string): void => void (isSign(expected) ? next() : fail());
  const name = (): string => (peek()?.kind === 'word' || peek()?.kind === 'name' ? next().text : fail());
  const listOf = <T>(one: () => T): T[] => {
    const all = [one()];
    while (isSign(',')) {
      next();
      all.push(one());
    }
    return all;
  };
  const inBrackets = <T>(one: () => T): T[] => {
    sign('(');
    const all = listOf(one);
    sign(')');
    return all;
  };
  const table = (): string => {
    let text = name();
    while (isSign('.')) {
      next();
      text += `.${name()}`;
    }
    return text;
  };

  const expression = (): Expression => {
    const token = next();
    if (token.kind === 'parameter') return { is: 'parameter', name: token.text };
    if (token.kind === 'text') return { is: 'value', value: token.text };
    if (token.kind === 'number') return { is: 'value', value: Number(token.text) };
    const upper = token.text.toUpperCase();
    if (token.kind === 'word' && upper === 'NULL') return { is: 'value', value: null };
    if (token.kind === 'word' && (upper === 'TRUE' || upper === 'FALSE'))
      return { is: 'value', value: upper === 'TRUE' };
    if (token.kind === 'word' && upper === 'CURRENT_TIMESTAMP') {
      if (isSign('(')) {
        next();
        sign(')');
      }
      return { is: 'now' };
    }
    if (token.kind === 'word' || token.kind === 'name') return { is: 'column', name: token.text };
    at -= 1;
    return fail();
  };

  const condition = (): Condition => {
    const column = name();
    if (isWord('IS')) {
      next();
      const isNot = isWord('NOT');
      if (isNot) next();
      word('NULL');
      return { column, operator: isNot ? 'is not null' : 'is null', value: { is: 'value', value: null } };
    }
    if (isWord('IN')) {
      next();
      word('UNNEST');
      const [value] = inBrackets(expression);
      return { column, operator: 'in', value: value ?? fail() };
    }
    const operator = next();
    const spelled = operator.text === '<>' ? '!=' : operator.text;
    if (operator.kind !== 'sign' || !isComparison(spelled)) {
      at -= 1;
      return fail();
    }
    return { column, operator: spelled, value: expression() };
  };
  const where = (required: boolean): Condition[] => {
    if (!isWord('WHERE')) return required ? fail() : [];
    next();
    const all = [condition()];
    while (isWord('AND')) {
      next();
      all.push(condition());
    }
    return all;
  };

  const select = (): Statement => {
    const isAll = isSign('*');
    if (isAll) next();
    const columns = isAll ? [] : listOf(selected);
    if (!isWord('FROM')) {
      return isAll ? fail() : { kind: 'constants', columns: columns.map((each, i) => constantOf(each, i)) };
    }
    next();
    const from = table();
    const conditions = where(false);
    let order: { column: string; descending: boolean } | null = null;
    if (isWord('ORDER')) {
      next();
      word('BY');
      order = { column: name(), descending: false };
      if (isWord('ASC', 'DESC')) order = { ...order, descending: next().text.toUpperCase() === 'DESC' };
    }
    let limit: Expression | null = null;
    if (isWord('LIMIT')) {
      next();
      limit = expression();
    }
    return {
      kind: 'select',
      table: from,
      columns: isAll ? null : columns.map((each) => columnOf(each)),
      where: conditions,
      order,
      limit,
    };
  };
  const selected = (): { value: Expression | 'count'; as: string | null } => {
    let value: Expression | 'count';
    if (isWord('COUNT')) {
      next();
      sign('(');
      sign('*');
      sign(')');
      value = 'count';
    } else value = expression();
    if (!isWord('AS')) return { value, as: null };
    next();
    return { value, as: name() };
  };

  const statement = (): Statement => {
    if (isWord('SELECT')) return (next(), select());
    if (isWord('INSERT')) {
      next();
      if (isWord('INTO')) next();
      const into = table();
      const columns = inBrackets(name);
      word('VALUES');
      return { kind: 'insert', table: into, columns, rows: listOf(() => inBrackets(expression)) };
    }
    if (isWord('UPDATE')) {
      next();
      const target = table();
      word('SET');
      const set = listOf((): readonly [string, Expression] => {
        const column = name();
        sign('=');
        return [column, expression()];
      });
      return { kind: 'update', table: target, set, where: where(true) };
    }
    if (isWord('DELETE')) {
      next();
      if (isWord('FROM')) next();
      return { kind: 'delete', table: table(), where: where(true) };
    }
    return fail();
  };

  const parsed = statement();
  if (isSign(';')) next();
  if (peek() !== undefined) fail();
  return parsed;
}

type Selected = Readonly<{ value: Expression | 'count'; as: string | null }>;

function constantOf({ value, as }: Selected, index: number): { name: string; value: Expression } {
  if (value === 'count') throw new SqlError('Syntax error: COUNT(*) needs a FROM clause');
  if (value.is === 'column') throw new SqlError(`Unrecognized name: ${value.name}`);
  return { name: as ?? `f${index}_`, value };
}

function columnOf({ value, as }: Selected): { name: string; column: string } {
  if (value === 'count') return { name: as ?? 'f0_', column: 'count' };
  if (value.is !== 'column') throw new SqlError('Syntax error: only columns can be selected here');
  return { name: as ?? value.name, column: value.name };
}

function tokenise(sql: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < sql.length) {
    const from = tokenPattern.lastIndex;
    const match = tokenPattern.exec(sql);
    if (match === null) throw new SqlError(`Syntax error: Illegal input character "${sql.charAt(from)}"`);
    const [, quoted, single, double, parameter, number, word, sign] = match;
    if (quoted !== undefined) tokens.push({ kind: 'name', text: quoted });
    else if (single !== undefined || double !== undefined)
      tokens.push({ kind: 'text', text: (single ?? double ?? '').replaceAll(/\\(.)/g, '$1') });
    else if (parameter !== undefined) tokens.push({ kind: 'parameter', text: parameter });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
  }
  return tokens;
}

const isComparison = (text: string): text is '=' | '!=' | '<' | '>' | '<=' | '>=' =>
  ['=', '!=', '<', '>', '<=', '>='].includes(text);
