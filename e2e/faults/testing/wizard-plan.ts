import { seededRandom } from './random';

/** What happens to somebody in the middle of a page. */
export const events = [
  'server-dies-before-saving',
  'server-dies-after-saving',
  'database-away',
  'network-gone',
  'session-ended',
  'tab-closed',
  'refused-then-closed',
  'two-people-one-field',
  'two-people-two-fields',
  'new-template-version',
  'redeployed',
  'page-of-old-build',
  'reload-back-forward',
  'double-submit',
  'access-withdrawn',
  'sent-in-meanwhile',
  'question-gone',
] as const;
export type EventKind = (typeof events)[number];

/** One point: where in the flow, what happens, and whether a script runs. */
export type Point = Readonly<{ stepId: string; event: EventKind; javaScript: boolean; seed: number }>;

/** The pages of the data pipeline with something to type, at which points lie. */
const places = [
  'organisation-name',
  'technical-contact',
  'billing-contact',
  'tenant-id',
  'data-region',
  'providers',
  'volume',
] as const;

/** Events that can happen only on some pages. */
const placesOf: Readonly<Partial<Record<EventKind, readonly string[]>>> = {
  // Nothing wrong can be typed where one of two is chosen.
  'refused-then-closed': places.filter((stepId) => stepId !== 'data-region'),
  'two-people-one-field': ['organisation-name', 'technical-contact', 'tenant-id', 'data-region', 'volume'],
  'two-people-two-fields': ['organisation-name', 'technical-contact', 'volume'],
  // These two wait for the first task.
  'question-gone': ['existing-credential', 'processing-consent'],
};

/**
 * So many points, spread over all events, pages and both ways of working; the same for the same seed. Every event comes
 * once before any comes twice, so that few points already tell much.
 */
export function plan(count: number, seed: number): readonly Point[] {
  const random = seededRandom(seed);
  const shuffled = <T>(all: readonly T[]): T[] =>
    all
      .map((each) => ({ each, rank: random() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ each }) => each);
  const queues = shuffled(events).map((event) => {
    const [first = true, second = false] = shuffled([true, false]);
    const [one, other] = [first, second].map((javaScript) =>
      shuffled(placesOf[event] ?? places).map((stepId): Point => ({
        stepId,
        event,
        javaScript,
        seed: Math.floor(random() * 1e9),
      })),
    );
    return (one ?? []).flatMap((point, index) => [point, ...(other ?? []).slice(index, index + 1)]);
  });
  const picked: Point[] = [];
  for (let round = 0; queues.some((queue) => queue.length > round); round += 1) {
    picked.push(...queues.flatMap((queue) => queue.slice(round, round + 1)));
  }
  return picked.slice(0, count);
}

/** Events that take the server or the database down: nothing else can go on beside them. */
export const isDeath = ({ event }: Point): boolean =>
  ['server-dies-before-saving', 'server-dies-after-saving', 'database-away', 'redeployed'].includes(event);
