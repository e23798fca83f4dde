import { readFileSync } from 'node:fs';
import { readReports } from '../test/reports';

type Requirement = { id: string; text: string };

/**
 * Prints each requirement with the number of tests that carry its id (`@req C7` in the title) and ran in the last
 * `npm test`: met when at least one passed and none failed. With --strict, 1 when any is unmet.
 */
export default function requirements(args: string[]): number {
  const wanted = JSON.parse(readFileSync('docs/requirements.json', 'utf8')) as Requirement[];
  const outcomes = readReports();
  if (outcomes.length === 0) {
    console.error('There is no report yet: run `npm test` first.');
    return 1;
  }
  const tests = outcomes.map((outcome) => ({ ...outcome, ids: idsOf(outcome.title) }));
  const rows = wanted.map(({ id, text }) => {
    const own = tests.filter((test) => test.ids.has(id));
    const passed = own.filter((test) => test.status === 'passed').length;
    const failed = own.filter((test) => test.status === 'failed').length;
    return { id, text, passed, failed, met: passed > 0 && failed === 0 };
  });
  for (const { id, text, passed, failed, met } of rows) {
    const short = text.length > 80 ? `${text.slice(0, 79)}…` : text;
    console.log(
      `${id.padEnd(5)} ${met ? 'met  ' : 'unmet'} ${String(passed).padStart(3)} passed ${String(failed).padStart(2)} failed  ${short}`,
    );
  }
  const unmet = rows.filter((row) => !row.met).map((row) => row.id);
  console.log(
    `\n${rows.length - unmet.length} of ${rows.length} met${unmet.length > 0 ? `; unmet: ${unmet.join(' ')}` : ''}`,
  );
  return args.includes('--strict') && unmet.length > 0 ? 1 : 0;
}

/** The ids after each `@req` of a title: `@req C7 C8`, `@req C7, C8`, `@req C1–C3`. */
export function idsOf(title: string): Set<string> {
  const ids = new Set<string>();
  for (const [, list = ''] of title.matchAll(/@req((?:[\s,;–-]+[A-Z]\d+)+)/g)) {
    for (const [, letter = '', from = '', to] of list.matchAll(/([A-Z])(\d+)(?:\s*[–-]\s*[A-Z]?(\d+))?/g)) {
      for (let number = Number(from); number <= Number(to ?? from); number += 1) ids.add(`${letter}${number}`);
    }
  }
  return ids;
}
