import { isAsked, type Walk } from '@/lib/flow-definition';

/** Where a person goes after Continue. */
export type NextPlace =
  | Readonly<{ kind: 'step'; stepId: string; fromCheck: boolean }>
  /** The page of a new item of a list. */
  | Readonly<{ kind: 'item'; stepId: string; fieldId: string; fromCheck: boolean }>
  | Readonly<{ kind: 'tasks' | 'check' }>;

/**
 * The next page of the same task; after its last one the task list, or the page that checks all answers when nothing
 * is missing any more. Whoever came from that page returns to it, unless the change has brought up new questions.
 */
export function nextPlace(walk: Walk, stepId: string, fromCheck: boolean): NextPlace {
  if (fromCheck) {
    return walk.nextStepId === null ? { kind: 'check' } : { kind: 'step', stepId: walk.nextStepId, fromCheck: true };
  }
  const here = walk.steps.find(({ step }) => step.id === stepId);
  const inTask = walk.steps.filter(({ step, taskId }) => isAsked(step) && taskId === here?.taskId);
  const following = inTask[inTask.findIndex(({ step }) => step.id === stepId) + 1];
  if (following) return { kind: 'step', stepId: following.step.id, fromCheck: false };
  return { kind: walk.readyToSubmit ? 'check' : 'tasks' };
}
