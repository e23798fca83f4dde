import type { Disturbance, Place } from './outside';
import {
  baselineOf,
  moments,
  nameOf,
  requestsAt,
  tryPoint,
  type Baseline,
  type Point,
  type Subject,
  type Way,
} from './provisioning-matrix';
import { subjects } from './provisioning-subjects';
import { seededRandom } from './random';

export type Sample = Readonly<{
  template: string;
  /** How many points were tried, and how many there are; and the same of each sort. */
  tried: number;
  of: number;
  sorts: Readonly<Record<Sort, Readonly<{ tried: number; of: number }>>>;
  places: number;
  requests: number;
  slowestMs: number;
  durationMs: number;
  problems: readonly string[];
}>;

/**
 * `cut`: every place with every moment at which a worker is cut off. `wrong`: every place with every fault of the systems
 * that it talks to, once. `lasting`: the same with faults that stay. `both`: a fault and a cut at the same place.
 */
type Sort = 'cut' | 'wrong' | 'lasting' | 'both';

/** Faults that stay: refused, forbidden, gone, and gone once everything has been done. */
const lastingKinds: readonly string[] = ['status_401', 'status_403', 'status_503', 'after_effect'];

/**
 * How much is tried: so many points that a seed chooses from all sorts, or all of them, but of the triples (a place, a
 * fault and a moment) only so many.
 */
export type Extent = Readonly<{ points: number } | { points: null; triples: number; part: number; parts: number }>;

/**
 * Tries points of one template. One template to a process: each has a database of its own, which the process is set to.
 * All points may be spread over several processes, of which each tries its part.
 */
export async function sampleOf(template: string, extent: Extent, seed = 20_261_121): Promise<Sample> {
  const subject = await subjects[template]?.();
  if (!subject) throw new Error(`There is no template ${template}`);
  const started = Date.now();
  try {
    const baseline = await baselineOf(subject);
    const random = seededRandom(seed);
    const all = pointsOf(subject, baseline, random);
    const chosen = chooseFrom(all, extent, random);
    const problems: string[] = [...baseline.problems];
    let slowestMs = 0;
    for (const [index, { point }] of chosen.entries()) {
      const since = Date.now();
      const found = await tryPoint(subject, baseline, point);
      problems.push(...found);
      slowestMs = Math.max(slowestMs, Date.now() - since);
      if (extent.points === null) {
        console.error(`${template} ${index + 1}/${chosen.length} ${nameOf(point)} ${Date.now() - since} ms`);
        for (const problem of found) console.error(`  ${problem}`);
      }
    }
    return {
      template,
      tried: chosen.length,
      of: all.length,
      sorts: countsOf(chosen, all),
      places: baseline.places.length,
      requests: Object.values(baseline.sightings).flat().length,
      slowestMs,
      durationMs: Date.now() - started,
      problems,
    };
  } finally {
    await subject.close();
  }
}

type Sorted = Readonly<{ sort: Sort; point: Point }>;

function pointsOf(subject: Subject, baseline: Baseline, random: () => number): readonly Sorted[] {
  const points: Sorted[] = [];
  for (const { way, place } of baseline.places) {
    const cuts = moments.map((moment) => `${place.way}:${place.action}:${moment}`);
    for (const at of cuts) points.push({ sort: 'cut', point: { way, at, disturbance: null } });
    for (const disturbance of disturbancesAt(subject, baseline, { way, place }, random)) {
      points.push({ sort: 'wrong', point: { way, at: null, disturbance } });
      for (const at of cuts) points.push({ sort: 'both', point: { way, at, disturbance } });
      if (!lastingKinds.includes(disturbance.kind)) continue;
      points.push({ sort: 'lasting', point: { way, at: null, disturbance: { ...disturbance, lasts: true } } });
    }
  }
  return points;
}

/** Every fault once at this place, each with one of the requests that are made there to a system that knows the fault. */
function disturbancesAt(
  { kinds, called }: Subject,
  { sightings }: Baseline,
  { way, place }: Readonly<{ way: Way; place: Place }>,
  random: () => number,
): readonly Disturbance[] {
  const requests = requestsAt(sightings[way], place);
  const systems = [...new Set(requests.map(({ system }) => system))];
  const known = [...new Set(systems.flatMap((system) => kinds[system] ?? []))];
  const outgoing = known.map((kind) => {
    const able = requests.filter(({ system }) => kinds[system]?.includes(kind));
    // What happens to an effect is the question where there is one; any request will do otherwise.
    const changing = able.filter(({ changes }) => changes);
    const among = changing.length > 0 && random() < 0.7 ? changing : able;
    const { request, system } = among[Math.floor(random() * among.length)] ?? { request: 0, system: '' };
    return { kind, place, request, system, lasts: false };
  });
  if (place.way === 'undo' || !called.includes(place.action)) return outgoing;
  return (kinds.deliveries ?? []).map((kind) => ({ kind, place, request: 0, system: 'deliveries', lasts: false }));
}

/** A selection that is the same for the same seed, in the order of the points. */
function chooseFrom(all: readonly Sorted[], extent: Extent, random: () => number): readonly Sorted[] {
  if (extent.points !== null) return drawn(all, extent.points, random);
  const some = new Set(
    drawn(
      all.filter(({ sort }) => sort === 'both'),
      extent.triples,
      random,
    ),
  );
  return all
    .filter((one) => one.sort !== 'both' || some.has(one))
    .filter((_one, index) => index % extent.parts === extent.part);
}

function drawn(from: readonly Sorted[], count: number, random: () => number): readonly Sorted[] {
  const left = [...from];
  const chosen: Sorted[] = [];
  while (chosen.length < count && left.length > 0) {
    chosen.push(...left.splice(Math.floor(random() * left.length), 1));
  }
  return chosen;
}

function countsOf(chosen: readonly Sorted[], all: readonly Sorted[]): Sample['sorts'] {
  const count = (sort: Sort): Readonly<{ tried: number; of: number }> => {
    const isSuch = (one: Sorted): boolean => one.sort === sort;
    return { tried: chosen.filter(isSuch).length, of: all.filter(isSuch).length };
  };
  return { cut: count('cut'), wrong: count('wrong'), lasting: count('lasting'), both: count('both') };
}
