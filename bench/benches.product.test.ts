import { describe, expect, it } from 'vitest';
import { runProgram } from '@/scripts/testing/run-program';

type Result = Readonly<Record<string, unknown>>;

/** Short runs: that they measure the right thing and check it, not how fast this machine is. */
describe('the benches', () => {
  it('measure saving a step by the real action, with its checks and its ratios', async () => {
    const short = ['--connections', '4', '--seconds', '1', '--rounds', '1', '--warm', '20'];
    const result = await runProgram<Result>('bench/save-step.ts', short, 280_000);
    expect(result).toMatchObject({ bench: 'save-step', correct: true, problems: [] });
    for (const key of ['ratio', 'cpuMs', 'withoutWriteRatio']) expect(result[key], key).toBeGreaterThan(0);
  }, 300_000);

  it('measure setting up against the engine alone, with its checks and its ratio', async () => {
    const result = await runProgram<Result>('bench/provisioning.ts', ['--runs', '4', '--rounds', '1'], 280_000);
    expect(result).toMatchObject({ bench: 'provisioning', correct: true, problems: [], stepsPerRun: 8 });
    expect(result['ratio']).toBeGreaterThan(0);
  }, 300_000);

  it('measure many people who save at once, and lose nothing of theirs', async () => {
    const short = ['--sessions', '60', '--seconds', '10', '--every', '2', '--impatient', '3'];
    const result = await runProgram<Result>('bench/sessions.ts', short, 280_000);
    expect(result).toMatchObject({ bench: 'sessions', correct: true, problems: [], lost: 0 });
    for (const key of ['p95Ms', 'p99Ms', 'maxMs']) expect(result[key], key).toBeGreaterThan(0);
  }, 300_000);

  it('measure a key in a long page beside plain elements and three other form engines', async () => {
    const result = await runProgram<Result>('bench/keystroke.ts', ['--rounds', '1', '--largest', '500'], 280_000);
    expect(result).toMatchObject({ bench: 'keystroke', correct: true, problems: [], renders: 0, toggleRenders: 5 });
    for (const key of ['growth', 'vsSurveyJs', 'mainThreadVsPlainDom']) expect(result[key], key).toBeGreaterThan(0);
  }, 300_000);

  it('find no difference between the open page, the server and the rules', async () => {
    const result = await runProgram<Result>('bench/visible-set.ts', ['--edits', '1000', '--seed', '11'], 280_000);
    expect(result).toMatchObject({ bench: 'visible-set', correct: true, differences: 0, edits: 1000 });
  }, 300_000);

  it('weigh a page of questions of the running product', async () => {
    const result = await runProgram<Result>('bench/weight.ts', ['--rounds', '1'], 280_000);
    expect(result).toMatchObject({ bench: 'weight', correct: true, unusable: 0 });
    // Bytes do not depend on how busy the machine is: half of what SurveyJS ships, and nothing for another scheme.
    expect(result['jsKb']).toBeLessThanOrEqual(203);
    expect(result['rtlRatio']).toBeLessThanOrEqual(1.01);
    expect(result['themeKb']).toBe(0);
  }, 300_000);

  it('time the start of the product beside a bare application', async () => {
    const result = await runProgram<Result>('bench/start.ts', ['--rounds', '1'], 280_000);
    expect(result).toMatchObject({ bench: 'start', correct: true });
    for (const key of ['ratio', 'memoryRatio']) expect(result[key], key).toBeGreaterThan(0);
  }, 300_000);
});
