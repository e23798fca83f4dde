import { describe, expect, it } from 'vitest';
import { baselineOf, tryPoint } from './testing/provisioning-matrix';
import { subjects } from './testing/provisioning-subjects';
import { seededRandom } from './testing/random';

/** Ten places of each template from a seed; `npm run faults -- provisioning --full` tries all of them. */
const places = 10;

describe('workers that are cut off', { timeout: 170_000 }, () => {
  it.each(Object.keys(subjects))('end every run of %s as if nothing had happened', async (template) => {
    const subject = await subjects[template]?.();
    if (!subject) throw new Error('no such template');
    try {
      const baseline = await baselineOf(subject);
      expect(baseline.forward.ends.run).toBe('done');
      expect(baseline.back.ends.run).not.toBe('done');
      const random = seededRandom(20_261_121);
      const left = [...baseline.points];
      const problems: string[] = [];
      for (let index = 0; index < places && left.length > 0; index += 1) {
        const [point] = left.splice(Math.floor(random() * left.length), 1);
        if (point) problems.push(...(await tryPoint(subject, baseline, point)));
      }
      expect(problems).toEqual([]);
    } finally {
      await subject.close();
    }
  });
});
