import type { TestOutcome } from './reports';

/** More files than this do not fail by chance. */
const filesMax = 3;

export type SecondTry = Readonly<{
  passed: number;
  /** The titles of what failed, and failed again when it was tried alone, or was not tried again. */
  failed: readonly string[];
  /** The titles of what failed once and passed when it was tried alone: they need a look, and do not decide. */
  unsteady: readonly string[];
}>;

/** The files to try again, alone: those in which a test failed; none when there are too many, or one cannot be named. */
export function filesToRepeat(outcomes: readonly TestOutcome[]): readonly string[] {
  const files = new Set(outcomes.filter(({ status }) => status === 'failed').map(({ file }) => file));
  return files.size <= filesMax && !files.has('') ? [...files] : [];
}

/** What both tries come to. A test that the second try does not know has not passed. */
export function judge(first: readonly TestOutcome[], second: readonly TestOutcome[]): SecondTry {
  const failed = first.filter(({ status }) => status === 'failed');
  const passes = ({ file, title }: TestOutcome): boolean => {
    const again = second.filter((each) => each.file === file);
    // A file that could not be loaded at first stands for all of its tests.
    if (title === file) return again.length > 0 && again.every(({ status }) => status === 'passed');
    return again.some((each) => each.title === title && each.status === 'passed');
  };
  const unsteady = failed.filter(passes);
  return {
    passed: first.filter(({ status }) => status === 'passed').length + unsteady.length,
    failed: failed.filter((each) => !passes(each)).map(({ title }) => title),
    unsteady: unsteady.map(({ title }) => title),
  };
}
