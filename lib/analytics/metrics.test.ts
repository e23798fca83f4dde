import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { funnelFigures, medianSeconds, stagesOf, taskMinutes } from './metrics';

describe('funnelFigures', () => {
  it('counts conversion against the stage before and share against the first', () => {
    const stages = stagesOf(['organisation', 'pipelines']);
    const figures = funnelFigures(
      stages,
      new Map([
        ['invited', 40],
        ['started', 30],
        ['section:organisation', 24],
        ['section:pipelines', 12],
        ['submitted', 12],
        ['done', 9],
      ]),
    );
    expect(figures.map((figure) => figure.dropOff)).toEqual([0, 10, 6, 12, 0, 3]);
    expect(figures.map((figure) => figure.conversion)).toEqual([null, 0.75, 0.8, 0.5, 1, 0.75]);
    expect(figures.at(-1)?.share).toBe(0.225);
  });

  it('shows no rate where nobody came before', () => {
    const [invited, started] = funnelFigures(stagesOf([]), new Map());
    expect(invited).toMatchObject({ flows: 0, conversion: null, share: null });
    expect(started).toMatchObject({ flows: 0, conversion: null, dropOff: 0 });
  });

  it('never yields a rate outside 0…1 or a negative drop-off', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 4, maxLength: 12 }), (counts) => {
        const stages = stagesOf(counts.slice(4).map((_, index) => `s${index}`));
        const figures = funnelFigures(stages, new Map(stages.map((stage, index) => [stage, counts[index] ?? 0])));
        for (const { conversion, share, dropOff } of figures) {
          expect(conversion ?? 0).toBeGreaterThanOrEqual(0);
          expect(conversion ?? 0).toBeLessThanOrEqual(1);
          expect(share ?? 0).toBeLessThanOrEqual(1);
          expect(dropOff).toBeGreaterThanOrEqual(0);
        }
      }),
      { seed: 52 },
    );
  });
});

describe('taskMinutes', () => {
  const times = (entries: Record<string, [seconds: number, samples: number][]>) =>
    new Map(
      Object.entries(entries).map(([id, list]) => [id, list.map(([seconds, samples]) => ({ seconds, samples }))]),
    );

  it('adds up the medians of the pages and rounds to minutes', () => {
    const known = times({
      a: [
        [30, 10],
        [60, 15],
        [900, 5],
      ],
      b: [[105, 20]],
    });
    expect(medianSeconds(known.get('a') ?? [])).toBe(60);
    expect(taskMinutes(['a', 'b'], known)).toBe(3);
    expect(taskMinutes(['a'], known)).toBe(1);
  });

  it('says nothing below twenty samples of any page, and of a task without pages', () => {
    const known = times({ a: [[60, 40]], b: [[60, 19]] });
    expect(taskMinutes(['a', 'b'], known)).toBeNull();
    expect(taskMinutes(['a', 'never asked'], known)).toBeNull();
    expect(taskMinutes([], known)).toBeNull();
    expect(taskMinutes(['a'], known)).toBe(1);
  });
});
