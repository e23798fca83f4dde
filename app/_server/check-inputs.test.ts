import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const makers = /^((customer|staff|member|public|plain)Action|pageRoute)$/;
const routeMakers = new Set(['apiRoute', 'pageRoute']);
const handlers = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Routes that take no input but their address, which they check themselves; `apiRoute` is for keys of machines, `pageRoute`
 * for forms of our own pages.
 */
const bareRoutes: Readonly<Record<string, string>> = {
  'app/api/livez/route.ts': 'Takes nothing.',
  'app/api/readyz/route.ts': 'Takes nothing.',
  'app/api/[...rest]/route.ts': 'Answers everything with the same refusal.',
  'app/api/sign-in/sso/route.ts':
    'Takes the answer of an identity provider, of which the use case believes nothing unsigned.',
  'app/api/theme/[brand]/route.ts': 'Takes one colour, held to six hexadecimal digits.',
  'app/[locale]/(staff)/funnel/csv/route.ts': 'Takes two names that are looked up in lists of their own.',
  'app/[locale]/(customer)/flows/[flowId]/files/[fileId]/route.ts':
    'Takes two ids, which the use case holds to their form.',
  'app/api/flows/[flowId]/progress/route.ts': 'Takes one id, which the use case holds to its form.',
  'app/api/mcp/route.ts': 'Takes messages of the protocol, which its library holds to their schemas.',
  'app/api/webhooks/[connector]/[hookId]/route.ts':
    'Takes bytes whose signature is compared before anything in them is read.',
  'app/[locale]/(staff)/portfolio/[flowId]/support/bundle/route.ts':
    'Takes one id, which the use case holds to its form.',
  'app/api/uploads/[flowId]/route.ts': 'Takes headers of the upload protocol, held to a schema and to digits.',
  'app/api/uploads/[flowId]/[fileId]/route.ts':
    'Takes two ids, an offset of digits, and bytes that are looked at as such.',
};

/** What is wrong with how a file lets input in: an action without a schema or with one that takes anything, a bare route. */
function faults(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const constants = new Map<string, ts.Expression>();
  const imported = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isImportSpecifier(node)) imported.add(node.name.text);
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      constants.set(node.name.text, node.initializer);
    }
    if (ts.isCallExpression(node)) {
      const name = node.expression.getText();
      if (makers.test(name)) found.push(...schemaFaults(node, 'input', true));
      if (name === 'apiRoute') {
        found.push(...schemaFaults(node, 'body', takesBody(node)), ...schemaFaults(node, 'query', false));
      }
      if (/\b(request|req)\.(json|text|formData|arrayBuffer|blob)$/.test(name))
        found.push(`reads the request by ${name}`);
    }
    ts.forEachChild(node, visit);
  };
  const schemaFaults = (call: ts.CallExpression, property: string, needed: boolean): string[] => {
    const [options] = call.arguments;
    const given =
      options && ts.isObjectLiteralExpression(options)
        ? options.properties.find((each) => each.name?.getText() === property)
        : undefined;
    if (!given) return needed ? [`${call.expression.getText()} without ${property}`] : [];
    const schema = ts.isPropertyAssignment(given) ? given.initializer : given.name;
    return schema && isSchema(schema)
      ? []
      : [`${property} is no schema that can refuse: ${given.getText().slice(0, 60)}`];
  };
  /** An object schema of zod's written out, one made from such a schema, or one that a use case exports. */
  const isSchema = (node: ts.Node): boolean => {
    if (ts.isIdentifier(node)) {
      const own = constants.get(node.text);
      return own ? isSchema(own) : imported.has(node.text);
    }
    if (!ts.isCallExpression(node)) return false;
    if (/^z\.(any|unknown|looseObject|record|custom)$/.test(node.expression.getText())) return false;
    if (/\bz\.(any|unknown)\(/.test(node.getText())) return false;
    const callee = node.expression;
    return /^z\.\w+$/.test(callee.getText()) || (ts.isPropertyAccessExpression(callee) && isSchema(callee.expression));
  };
  visit(source);
  if (path.basename(file) === 'route.ts' && !(file in bareRoutes)) found.push(...routeFaults(source));
  return found.map((fault) => `${file}: ${fault}`);
}

/** Whether a route's handler is for a method that carries a body. */
const takesBody = (call: ts.CallExpression): boolean =>
  ts.isVariableDeclaration(call.parent) && !['GET', 'DELETE'].includes(call.parent.name.getText());

/** Handlers that neither `apiRoute` nor `pageRoute` made. */
function routeFaults(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    const isExport = (ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : []).some(
      ({ kind }) => kind === ts.SyntaxKind.ExportKeyword,
    );
    if (ts.isExportDeclaration(statement)) return ['re-exports handlers'];
    if (!isExport) return [];
    if (ts.isFunctionDeclaration(statement)) {
      return handlers.has(statement.name?.text ?? '')
        ? [`${statement.name?.text ?? ''} that apiRoute did not make`]
        : [];
    }
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations
      .filter(({ name }) => handlers.has(name.getText()))
      .filter(
        ({ initializer }) =>
          !(initializer && ts.isCallExpression(initializer) && routeMakers.has(initializer.expression.getText())),
      )
      .map(({ name }) => `${name.getText()} that apiRoute did not make`);
  });
}

const root = path.resolve(import.meta.dirname, '../..');
const files = readdirSync(path.join(root, 'app'), { recursive: true, encoding: 'utf8' })
  .map((file) => path.join('app', file))
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !file.startsWith('app/_server/'));
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

describe('all input is parsed by a schema @req I132', () => {
  it('in every action and every route', () => {
    expect(files.filter((file) => /^['"]use server['"]/m.test(read(file))).length).toBeGreaterThan(4);
    expect(files.filter((file) => /\bapiRoute\(/.test(read(file))).length).toBeGreaterThan(1);
    expect(files.flatMap((file) => faults(file, read(file)))).toEqual([]);
  });

  it('but for routes that are there and take none', () => {
    for (const file of Object.keys(bareRoutes))
      expect([file, routeFaults(parse(file)).length > 0]).toEqual([file, true]);
  });

  it.each([
    ['an action without a schema', 'a/actions.ts', `export const save = customerAction({ name: 'x', run });`],
    [
      'an action that takes anything',
      'a/actions.ts',
      `export const save = staffAction({ name: 'x', input: z.any(), run });`,
    ],
    [
      'one part that takes anything',
      'a/actions.ts',
      `export const a = publicAction({ input: z.object({ a: z.unknown() }) });`,
    ],
    [
      'a schema that is none',
      'a/actions.ts',
      `const input = { parse: (x) => x };\nexport const a = memberAction({ input });`,
    ],
    ['a schema by another name', 'a/actions.ts', `const all = z.any();\nexport const a = plainAction({ input: all });`],
    ['a route without a schema', 'a/route.ts', `export const POST = apiRoute({ name: 'x', scope: 'y', run });`],
    ['a bare route', 'a/route.ts', `export async function POST(request: Request) { return Response.json({}); }`],
    ['a form route without a schema', 'a/route.ts', `export const POST = pageRoute({ name: 'x', run });`],
    ['a request read by hand', 'a/page.tsx', `const body = await request.json();`],
  ])('notices %s', (_what, file, text) => expect(faults(file, text)).not.toEqual([]));

  it.each([
    ['a/actions.ts', `export const a = customerAction({ input: z.object({ flowId: z.uuid() }), run });`],
    [
      'a/actions.ts',
      `const flow = z.object({});\nexport const a = staffAction({ input: flow.extend({ b: z.string() }) });`,
    ],
    ['a/route.ts', `import { thatInput } from '@/lib/x';\nexport const POST = apiRoute({ body: thatInput, run });`],
    ['a/route.ts', `export const GET = apiRoute({ name: 'x', run });`],
    ['a/route.ts', `export const POST = pageRoute({ name: 'x', input: z.object({ a: z.uuid() }), run });`],
  ])('accepts the same done the right way: %s %s', (file, text) => expect(faults(file, text)).toEqual([]));
});

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
}
