import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** Where SQL is built from parts, because names and DDL cannot be parameters; each place quotes or checks them. */
const builders: Readonly<Record<string, string>> = {
  'lib/platform/migrate/': 'Roles and databases with names of our own, quoted; the schema engine’s own statements.',
  'lib/platform/events/listen.ts': 'LISTEN takes no parameter; the channel is checked against [a-z_].',
  'lib/platform/db/': 'Statements that were built as Prisma.sql, with their values as parameters.',
  'lib/connectors/postgres-dataset/': 'Schemas and tables in the customer’s warehouse; names are checked and quoted.',
  'lib/connectors/customer-registry/registry.ts':
    'The owner’s register in BigQuery; its name is checked where the connection is read, values are parameters.',
  'lib/mcp/query-workflow.ts':
    'An assistant’s own statement: the warehouse proves first that it only reads, and only the one dataset.',
  'lib/connectors/postgres-registry/': 'Columns of the partner’s registry of tenants; names are checked and quoted.',
};

/** Places in a source text that hand text to the database which was put together, instead of parameters. */
function unsafeSql(file: string, source: string): string[] {
  const tree = ts.createSourceFile(
    file,
    source,
    ts.ScriptTarget.Latest,
    true,
    file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) {
      const name = node.name.text;
      if (name === '$queryRawUnsafe' || name === '$executeRawUnsafe') found.push(`${file}: ${name}`);
      if (name === 'raw' && node.expression.getText() === 'Prisma') found.push(`${file}: Prisma.raw`);
    }
    if (ts.isElementAccessExpression(node) && /Unsafe/.test(node.argumentExpression.getText()))
      found.push(`${file}: ${node.getText()}`);
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const method = node.expression.name.text;
      const [first] = node.arguments;
      const refused = method === 'query' ? isNotConstant : isPutTogether;
      if (first && ['query', '$queryRaw', '$executeRaw'].includes(method) && refused(first)) {
        found.push(`${file}: ${node.getText().slice(0, 80)}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Prisma's typed statements arrive as templates or as `Prisma.Sql`; what the compiler lets through besides is text. */
const isPutTogether = (argument: ts.Expression): boolean =>
  ts.isTemplateExpression(argument) || ts.isBinaryExpression(argument);

/** A driver takes any text, so there it has to be written out: a constant, or an object whose `text` is one. */
function isNotConstant(argument: ts.Expression): boolean {
  if (ts.isAsExpression(argument)) return isNotConstant(argument.expression);
  if (ts.isObjectLiteralExpression(argument)) {
    return !argument.properties.some(
      (property) =>
        ts.isPropertyAssignment(property) && property.name.getText() === 'text' && !isNotConstant(property.initializer),
    );
  }
  return !ts.isStringLiteralLike(argument);
}

const root = path.resolve(import.meta.dirname, '../..');
const sources = ['lib', 'app', 'components', 'prisma']
  .flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  )
  .filter((file) => /\.(ts|tsx)$/.test(file) && !/\.test\.tsx?$/.test(file) && !/(generated|testing)\//.test(file));

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const isBuilder = (file: string) => Object.keys(builders).some((place) => file.startsWith(place));

describe('every statement has parameters @req I133', () => {
  it('in the whole product', () => {
    expect(sources.length).toBeGreaterThan(50);
    const found = sources.filter((file) => !isBuilder(file)).flatMap((file) => unsafeSql(file, read(file)));
    expect(found).toEqual([]);
  });

  it('except in places that are there and need it', () => {
    for (const place of Object.keys(builders)) {
      const found = sources.filter((file) => file.startsWith(place)).flatMap((file) => unsafeSql(file, read(file)));
      expect([place, found.length > 0]).toEqual([place, true]);
    }
  });

  it('would notice each way of putting a statement together', () => {
    const bad = [
      'await tx.$queryRawUnsafe(text)',
      "await tx['$executeRawUnsafe'](text)",
      'await tx.$queryRaw(Prisma.raw(text))',
      'await pool.query(`select ${name}`)',
      "await pool.query('select ' + name)",
      'await pool.query({ text: `select ${name}` })',
      "await tx.$executeRaw('select ' + name)",
      'await pool.query(text)',
      'await pool.query({ text })',
    ];
    for (const source of bad) expect([source, unsafeSql('x.ts', source).length > 0]).toEqual([source, true]);
  });

  it('takes statements with parameters', () => {
    const good = [
      'await tx.$queryRaw`select ${name}`',
      'await tx.$queryRaw(Prisma.sql`select ${name}`)',
      "await pool.query('select $1', [name])",
      "await pool.query({ text: 'select $1', values: [name] })",
    ];
    for (const source of good) expect([source, unsafeSql('x.ts', source)]).toEqual([source, []]);
  });
});
