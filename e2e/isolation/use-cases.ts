import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A function that pages and doors call for somebody. */
export type UseCase = Readonly<{ domain: string; name: string }>;

const root = path.resolve(import.meta.dirname, '../..');
const lib = path.join(root, 'lib');
const actorTypes = /^(Actor|MemberActor|MachineActor|Extract<Actor,.*>)$/s;
/** The folder that makes the context itself: what it exports is the wall, not something that stands behind it. */
const mechanics: ReadonlySet<string> = new Set(['tenancy']);

/**
 * Every function that a page or another domain can reach (behind the front door of its domain, or fetched past it by a
 * page) whose first parameters are a transaction and an actor, or an actor alone. Read from the source: one that is
 * added is found without anybody writing it down.
 */
export function useCases(): readonly UseCase[] {
  const domains = readdirSync(lib).filter(
    (name) => !mechanics.has(name) && existsSync(path.join(lib, name, 'index.ts')),
  );
  const behindDoors = domains.flatMap((domain) => {
    return exportsOf(path.join(lib, domain, 'index.ts')).map((found) => ({ domain, ...found }));
  });
  return [...behindDoors, ...fetchedByPages()]
    .filter(({ parameters: [first = '', second = ''] }) => actorTypes.test(first === 'TenantTx' ? second : first))
    .map(({ domain, name }) => ({ domain, name }));
}

type Found = Readonly<{ name: string; parameters: readonly string[] }>;

/** What pages import from a file of a domain itself, because its front door is one for browsers too. */
function fetchedByPages(): readonly (Found & Readonly<{ domain: string }>)[] {
  const app = path.join(root, 'app');
  const files = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  const found = files.flatMap((file) =>
    [...readFileSync(path.join(app, file), 'utf8').matchAll(/import \{([^}]*)\} from '@\/lib\/([\w-]+)\/([\w/-]+)'/g)]
      .filter(([, , domain = '']) => !mechanics.has(domain) && domain !== 'platform')
      .flatMap(([, names = '', domain = '', rest = '']) => {
        const from = fileOf(file, `@/lib/${domain}/${rest}`);
        const asked = names.split(',').map((name) => name.trim());
        return from ? exportsOf(from).flatMap((each) => (asked.includes(each.name) ? [{ domain, ...each }] : [])) : [];
      }),
  );
  return [...new Map(found.map((each) => [`${each.domain}.${each.name}`, each])).values()];
}

/** The functions that a file exports, its own and those that it hands on from others. */
function exportsOf(file: string): readonly Found[] {
  return parsed(file).statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) return handedOn(file, statement);
    const isExported =
      ts.canHaveModifiers(statement) &&
      (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    return isExported ? declared(statement) : [];
  });
}

function handedOn(file: string, { isTypeOnly, moduleSpecifier, exportClause }: ts.ExportDeclaration): readonly Found[] {
  if (isTypeOnly || !moduleSpecifier || !ts.isStringLiteral(moduleSpecifier)) return [];
  const from = fileOf(file, moduleSpecifier.text);
  if (from === undefined) return [];
  const there = exportsOf(from);
  if (!exportClause || !ts.isNamedExports(exportClause)) return there;
  return exportClause.elements.flatMap(({ name, propertyName }) =>
    there.filter((each) => each.name === (propertyName ?? name).text).map((each) => ({ ...each, name: name.text })),
  );
}

function declared(statement: ts.Statement): readonly Found[] {
  if (ts.isFunctionDeclaration(statement) && statement.name) {
    return [{ name: statement.name.text, parameters: typesOf(statement) }];
  }
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
    initializer && ts.isArrowFunction(initializer) ? [{ name: name.getText(), parameters: typesOf(initializer) }] : [],
  );
}

const typesOf = ({ parameters }: ts.SignatureDeclaration): readonly string[] =>
  parameters.map(({ type }) => type?.getText() ?? '');

/** The file that a specifier names: beside this one, or below `lib` through the alias; none for a package. */
function fileOf(from: string, specifier: string): string | undefined {
  const base = specifier.startsWith('@/')
    ? path.join(root, specifier.slice(2))
    : path.resolve(path.dirname(from), specifier);
  return [`${base}.ts`, `${base}.tsx`, path.join(base, 'index.ts')].find((file) => existsSync(file));
}

const known = new Map<string, ts.SourceFile>();

function parsed(file: string): ts.SourceFile {
  const source = known.get(file) ?? ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  known.set(file, source);
  return source;
}
