import { isForm, type FormStep, type Walk, type WalkedStep } from '@/lib/flow-definition';

/** A form step on the path whose task may be entered, or null. */
export function findStep(walk: Walk, stepId: string): Readonly<{ step: FormStep; walked: WalkedStep }> | null {
  const walked = walk.steps.find(({ step }) => step.id === stepId);
  if (!walked || !isForm(walked.step)) return null;
  const task = walk.sections.flatMap(({ tasks }) => tasks).find((each) => each.task.id === walked.taskId);
  return task?.status === 'cannot_start' ? null : { step: walked.step, walked };
}
