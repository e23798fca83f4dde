import { expect, it } from 'vitest';
import { baselineOf, tryPoint, type Subject } from './testing/provisioning-matrix';
import { subjects } from './testing/provisioning-subjects';

it('would notice what a run has made and does not know of', { timeout: 300_000 }, async () => {
  const subject = await subjects['data-pipeline']?.();
  if (!subject) throw new Error('There is no such template');
  try {
    const baseline = await baselineOf(subject);
    const quiet = { way: 'ahead', at: null, disturbance: null } as const;
    expect(await tryPoint(subject, baseline, quiet)).toEqual([]);
    let isPlanted = false;
    const straying: Subject = {
      ...subject,
      run: async (flow) => {
        await subject.run(flow);
        if (isPlanted) return;
        isPlanted = true;
        await subject.run(await subject.submitted());
      },
    };
    expect(await tryPoint(straying, baseline, quiet)).toEqual(
      expect.arrayContaining([expect.stringMatching(/dataset pipe_\d+ is in no inventory$/)]),
    );
  } finally {
    await subject.close();
  }
});
