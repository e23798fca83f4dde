import { ESLint } from 'eslint';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const eslint = new ESLint();

/** The rules that a text would break if it stood at this place of the repository. */
const broken = async (code: string, filePath: string): Promise<string[]> => {
  const [result] = await eslint.lintText(`${code}\n`, { filePath });
  return (result?.messages ?? []).filter(({ severity }) => severity === 2).map(({ ruleId }) => ruleId ?? 'unreadable');
};

const page = 'components/ui/Planted.tsx';
const server = 'lib/onboarding/planted.ts';

describe('the linter (@req I114)', () => {
  const planted: [string, string, string, string][] = [
    ['any', 'export const a = (b: any): unknown => b;', server, '@typescript-eslint/no-explicit-any'],
    ['!', 'export const a = (b: string | null): string => b!;', server, '@typescript-eslint/no-non-null-assertion'],
    ['a silenced compiler', '// @ts-ignore\nexport const a = 1;', server, '@typescript-eslint/ban-ts-comment'],
    [
      'an unbound query @req I133',
      'export const a = (tx: { $queryRawUnsafe: (s: string) => void }): void => tx.$queryRawUnsafe("x");',
      server,
      'no-restricted-syntax',
    ],
    ['a printed line', 'console.log("x");\nexport {};', server, 'no-console'],
    ['a hard-coded text', 'export const A = () => <p>Good morning</p>;', page, 'no-restricted-syntax'],
    ['a hard-coded label', 'export const A = () => <p aria-label="Good morning" />;', page, 'no-restricted-syntax'],
    ['a physical side', 'export const a = { marginLeft: 3 };', page, 'no-restricted-syntax'],
    ['a style attribute', 'export const A = () => <p style={{ color: "red" }} />;', page, 'no-restricted-syntax'],
  ];
  it.each(planted)('refuses %s', async (_name, code, file, rule) => {
    expect(await broken(code, file)).toContain(rule);
  });

  it('cannot be switched off from inside a file', async () => {
    const code = '/* eslint-disable */\nexport const a = (b: any): unknown => b;';
    expect(await broken(code, server)).toContain('@typescript-eslint/no-explicit-any');
  });

  it('accepts the same things done the right way', async () => {
    expect(await broken('export const a = (b: unknown): string => String(b ?? "");', server)).toEqual([]);
    expect(
      await broken(
        'export const A = ({ text }: { text: string }) => <p className="note" aria-label={text}>{text}</p>;\nexport const a = { marginInlineStart: 3 };',
        page,
      ),
    ).toEqual([]);
  });
});

describe('the compiler (@req I113)', () => {
  const { config } = ts.readConfigFile('tsconfig.json', (file) => readFileSync(file, 'utf8')) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, process.cwd());
  const diagnose = (code: string): number[] => {
    const file = path.resolve('planted.ts');
    const host = ts.createCompilerHost(options);
    const read = host.getSourceFile.bind(host);
    host.getSourceFile = (name, language) =>
      name === file ? ts.createSourceFile(file, code, language) : read(name, language);
    const program = ts.createProgram(
      [file],
      { ...options, incremental: false, plugins: [], types: [], lib: ['lib.es5.d.ts'] },
      host,
    );
    return program.getSemanticDiagnostics(program.getSourceFile(file)).map((diagnostic) => diagnostic.code);
  };

  it('is strict: refuses implicit any, a possible null and an unchecked index, and accepts them handled', () => {
    expect(diagnose('export const a = (b) => b;')).toContain(7006);
    expect(diagnose('export const a = (b: string | null): number => b.length;')).toContain(18047);
    expect(diagnose('export const a = (b: string[]): string => b[0];')).toContain(2322);
    expect(diagnose('export const a = (b: string[], c: string | null): string => b[0] ?? c ?? "";')).toEqual([]);
  });
});
