import { describe, expect, it } from 'vitest';
import type { TestOutcome } from './reports';
import { filesToRepeat, judge } from './second-try';

const outcome = (file: string, title: string, status: TestOutcome['status'] = 'passed'): TestOutcome => ({
  file,
  title,
  status,
});

describe('what failed once', () => {
  const first = [outcome('a', 'one'), outcome('a', 'two', 'failed'), outcome('b', 'three', 'skipped')];

  it('is tried again by file, unless so much failed that it is no chance, or the run itself did', () => {
    expect(filesToRepeat(first)).toEqual(['a']);
    expect(filesToRepeat([outcome('a', 'one')])).toEqual([]);
    const many = ['a', 'b', 'c', 'd'].map((file) => outcome(file, 'one', 'failed'));
    expect(filesToRepeat(many.slice(1))).toEqual(['b', 'c', 'd']);
    expect(filesToRepeat(many)).toEqual([]);
    expect(filesToRepeat([...first, outcome('', 'the run itself', 'failed')])).toEqual([]);
  });

  it('does not decide when it passes alone, and is named', () => {
    expect(judge(first, [outcome('a', 'one'), outcome('a', 'two')])).toEqual({
      passed: 2,
      failed: [],
      unsteady: ['two'],
    });
  });

  it('has failed when it fails again, is not there, or was not tried', () => {
    const failed = { passed: 1, failed: ['two'], unsteady: [] };
    expect(judge(first, [outcome('a', 'two', 'failed')])).toEqual(failed);
    expect(judge(first, [outcome('a', 'two', 'skipped')])).toEqual(failed);
    expect(judge(first, [outcome('b', 'two')])).toEqual(failed);
    expect(judge(first, [])).toEqual(failed);
  });

  it('stands for all of its tests when it is a whole file', () => {
    const broken = [outcome('a', 'a', 'failed')];
    expect(judge(broken, [outcome('a', 'one'), outcome('a', 'two')]).unsteady).toEqual(['a']);
    expect(judge(broken, [outcome('a', 'one'), outcome('a', 'two', 'skipped')]).failed).toEqual(['a']);
    expect(judge(broken, []).failed).toEqual(['a']);
  });
});
