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
});
