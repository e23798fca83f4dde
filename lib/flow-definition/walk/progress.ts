import { isAsked } from '../nodes';
import type { Progress, Walk, WalkedTask } from '../types';

const minutesOfTask = 3;

/**
 * How far a customer is, in tasks that the customer does: those with questions. What the product sets up afterwards is
 * shown but not counted, so that the number can reach its end before submission. `sectionIndex` counts from 1 and stays
 * at the last section when everything is done.
 */
export function progress(walk: Walk): Progress {
  const own = (tasks: readonly WalkedTask[]) => tasks.filter(({ steps }) => steps.some(({ step }) => isAsked(step)));
  const sections = walk.sections.filter(({ tasks }) => own(tasks).length > 0);
  const tasks = sections.flatMap((section) => own(section.tasks));
  const open = tasks.filter((task) => !areFormsCompleted(task));
  const index = sections.findIndex((section) => own(section.tasks).some((task) => !areFormsCompleted(task)));
  return {
    tasksCompleted: tasks.length - open.length,
    tasksTotal: tasks.length,
    sectionIndex: index < 0 ? sections.length : index + 1,
    sectionsTotal: sections.length,
    sectionId: sections[index]?.section.id ?? null,
    minutesLeft: open.reduce((sum, { task }) => sum + (task.minutes ?? minutesOfTask), 0),
  };
}

const areFormsCompleted = ({ steps }: WalkedTask): boolean =>
  steps.every(({ step, status }) => !isAsked(step) || status === 'completed');

export type StepNeighbours = Readonly<{ previous: string | null; next: string | null }>;

/** The steps with questions before and after a step on the path; both null when the step is not on it. */
export function stepNeighbours(walk: Walk, stepId: string): StepNeighbours {
  const ids = walk.steps.filter(({ step }) => isAsked(step)).map(({ step }) => step.id);
  const at = ids.indexOf(stepId);
  return at < 0 ? { previous: null, next: null } : { previous: ids[at - 1] ?? null, next: ids[at + 1] ?? null };
}
