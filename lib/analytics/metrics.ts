/**
 * Every figure of the funnel, defined once: a sentence and a function. Screens, exports and alerts call these, so no
 * two of them ever disagree. All are pure; counts come in, figures come out.
 */

/** A stage of the funnel: `invited`, `started`, `section:<id>`, `submitted` or `done`. */
export type Stage = string;

export type StageFigures = Readonly<{
  stage: Stage;
  /** Flows that have ever reached the stage. */
  flows: number;
  /** Share of the flows of the stage before that came this far, 0…1; null for the first stage or an empty one before. */
  conversion: number | null;
  /** Flows of the stage before that have not come this far. Never negative. */
  dropOff: number;
  /** Share of the first stage that came this far, 0…1; null when nobody was invited. */
  share: number | null;
}>;

/** Below this many flows a percentage says more than is known, so screens show counts only. */
export const ratesFrom = 20;

/** The stages of one template version in the order that its sections are asked. */
export const stagesOf = (sectionIds: readonly string[]): readonly Stage[] => [
  'invited',
  'started',
  ...sectionIds.map((id) => `section:${id}`),
  'submitted',
  'done',
];

/**
 * The figures of each stage. A flow counts in every stage that it ever reached, each stage once. Sections may be
 * completed in any order, so a later stage can exceed an earlier one; drop-off is then 0 and conversion 1.
 */
export const funnelFigures = (stages: readonly Stage[], counts: ReadonlyMap<Stage, number>): readonly StageFigures[] =>
  stages.map((stage, index) => {
    const flows = counts.get(stage) ?? 0;
    const before = index === 0 ? null : (counts.get(stages[index - 1] ?? '') ?? 0);
    const first = counts.get(stages[0] ?? '') ?? 0;
    return {
      stage,
      flows,
      conversion: before === null || before === 0 ? null : Math.min(1, flows / before),
      dropOff: before === null ? 0 : Math.max(0, before - flows),
      share: first === 0 ? null : Math.min(1, flows / first),
    };
  });

/** Below this many pages a median is not shown: an estimate of the author's must not pass for a measurement. */
export const samplesFrom = 20;

/** How many pages were open for at most `seconds`, per width of a histogram. */
export type OpenTimes = readonly Readonly<{ seconds: number; samples: number }>[];

/**
 * The median time that a page was open when it was first continued from, in seconds: the upper bound of the width in
 * which the middle one lies. Null below `samplesFrom` samples.
 */
export function medianSeconds(times: OpenTimes): number | null {
  const total = times.reduce((sum, { samples }) => sum + samples, 0);
  if (total < samplesFrom) return null;
  let seen = 0;
  for (const { seconds, samples } of [...times].sort((a, b) => a.seconds - b.seconds)) {
    seen += samples;
    if (seen * 2 >= total) return seconds;
  }
  return null;
}

/**
 * How long a task takes as it stands now, in whole minutes and at least one: the sum of the medians of its pages. Null
 * when one of them was measured too seldom, because part of a sum is no estimate.
 */
export function taskMinutes(stepIds: readonly string[], timesOf: ReadonlyMap<string, OpenTimes>): number | null {
  const medians = stepIds.map((id) => medianSeconds(timesOf.get(id) ?? []));
  if (medians.length === 0 || medians.includes(null)) return null;
  const seconds = medians.reduce<number>((sum, median) => sum + (median ?? 0), 0);
  return Math.max(1, Math.round(seconds / 60));
}
