import { baselineOf, tryPoint } from './provisioning-matrix';
import { subjects } from './provisioning-subjects';
import { seededRandom } from './random';

export type Sample = Readonly<{ template: string; tried: number; of: number; problems: readonly string[] }>;

/**
 * Tries so many places of one template, chosen by a seed; all of them without a number. One template to a process: each
 * has a database of its own, which the process is set to.
 */
export async function sampleOf(template: string, places: number | null, seed = 20_261_121): Promise<Sample> {
  const subject = await subjects[template]?.();
  if (!subject) throw new Error(`There is no template ${template}`);
  try {
    const baseline = await baselineOf(subject);
    const problems: string[] = [];
    if (baseline.forward.ends.run !== 'done') problems.push(`undisturbed it is ${JSON.stringify(baseline.forward)}`);
    if (baseline.back.ends.run === 'done') problems.push(`${baseline.failing} does not fail`);
    const random = seededRandom(seed);
    const left = [...baseline.points];
    const tries = Math.min(places ?? left.length, left.length);
    for (let index = 0; index < tries; index += 1) {
      const [point] = left.splice(Math.floor(random() * left.length), 1);
      if (point) problems.push(...(await tryPoint(subject, baseline, point)));
    }
    return { template, tried: tries, of: baseline.points.length, problems };
  } finally {
    await subject.close();
  }
}
