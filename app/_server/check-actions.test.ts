import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** The wrappers of `action.ts`; nothing else may make a function that the network can call. */
const wrappers = new Set(['customerAction', 'staffAction', 'memberAction', 'publicAction', 'plainAction']);

/**
 * What is wrong with the server actions of a file: exports not made by a wrapper, and functions that become callable
 * by a directive of their own, which would also seal their closure into the page.
 */
function faults(fileName: string, text: string): string[] {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const isActionFile = source.statements.some(isDirective);
  const imported = new Map<string, string>();
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement))
      for (const [local, name] of wrapperImports(statement, fileName)) imported.set(local, name);
    if (isActionFile && isExported(statement)) found.push(...exportFaults(statement, imported));
    if (isActionFile && (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement))) {
      if (!(ts.isExportDeclaration(statement) && statement.isTypeOnly)) found.push('re-exports or exports a default');
    }
  }
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) && node.statements.some(isDirective)) found.push('has a function with a directive of its own');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.map((fault) => `${fileName} ${fault}`);
}

const isDirective = (statement: ts.Statement): boolean =>
  ts.isExpressionStatement(statement) &&
  ts.isStringLiteral(statement.expression) &&
  statement.expression.text === 'use server';

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

function wrapperImports(statement: ts.ImportDeclaration, fileName: string): [string, string][] {
  const from = ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : '';
  const bindings = statement.importClause?.namedBindings;
  const beside = from === './action' && path.dirname(fileName) === path.join('app', '_server');
  if (!(from === '@/app/_server/action' || beside) || !bindings || !ts.isNamedImports(bindings)) return [];
  return bindings.elements.map((element) => [element.name.text, (element.propertyName ?? element.name).text]);
}

function exportFaults(statement: ts.Statement, imported: ReadonlyMap<string, string>): string[] {
  if (ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement)) return [];
  if (!ts.isVariableStatement(statement)) return ['exports a function that no wrapper made'];
  return statement.declarationList.declarations.flatMap((declaration) => {
    const made = declaration.initializer;
    const callee = made && ts.isCallExpression(made) && ts.isIdentifier(made.expression) ? made.expression.text : '';
    return wrappers.has(imported.get(callee) ?? '')
      ? []
      : [`exports ${declaration.name.getText()}, which no wrapper made`];
  });
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

describe('server actions', () => {
  const root = path.resolve(import.meta.dirname, '../..');

  it('are all made by the one wrapper', () => {
    const files = ['app', 'components', 'lib'].flatMap((folder) => sources(path.join(root, folder)));
    const actionFiles = files.filter((file) => /^['"]use server['"]/m.test(readFileSync(file, 'utf8')));
    expect(actionFiles.length).toBeGreaterThan(0);
    expect(actionFiles.flatMap((file) => faults(path.relative(root, file), readFileSync(file, 'utf8')))).toEqual([]);
  });

  it.each([
    ['a plain function', `'use server';\nexport async function wipe() {}`],
    ['a plain arrow', `'use server';\nexport const wipe = async () => {};`],
    [
      'a wrapper of its own',
      `'use server';\nconst customerAction = (x: unknown) => x;\nexport const wipe = customerAction({});`,
    ],
    [
      'a wrapper from elsewhere',
      `'use server';\nimport { customerAction } from './action';\nexport const wipe = customerAction({});`,
    ],
    ['a default', `'use server';\nexport default async () => {};`],
    ['a re-export', `'use server';\nexport { wipe } from './other';`],
    ['an inline action', `export const Page = () => { async function wipe() { 'use server'; } return wipe; };`],
    [
      'another export of the wrapper file',
      `'use server';\nimport { invoker } from '@/app/_server/action';\nexport const wipe = invoker({});`,
    ],
  ])('are noticed when they are %s', (_what, text) => expect(faults('planted.ts', text)).not.toEqual([]));

  it('pass when a wrapper made them, also under another name', () => {
    const text = `'use server';\nimport { customerAction as make, type FormAction } from '@/app/_server/action';\nexport type T = FormAction<null>;\nexport const save = make({});`;
    expect(faults('planted.ts', text)).toEqual([]);
  });
});
