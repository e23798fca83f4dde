import { asCompiled } from '../compile-definition';
import type { CompiledDefinition } from '../compiled';
import { isAsked, isForm } from '../nodes';
import type {
  Answers,
  Facts,
  FlowDefinition,
  FormStep,
  StepDefinition,
  StepStatus,
  TaskStatus,
  Walk,
  WalkedSection,
  WalkedStep,
  WalkedTask,
} from '../types';
import { isOpen, traverse, type TracedField, type TracedStep, type TracedTask } from './traverse';

/**
 * Says where a customer stands: the sections, tasks and steps that exist now, the state of each, what counts and what
 * is missing. Pure and total: the same definition, answers and facts always give the same walk, and no stored answer
 * can make it fail. Answers off the path are left out of `counting` and otherwise untouched.
 */
export function walk(flow: FlowDefinition | CompiledDefinition, answers: Answers, facts: Facts): Walk {
  const trace = traverse(asCompiled(flow), answers, facts);
  const state = new Map<string, TaskState>();
  for (const { section, tasks } of trace.sections) {
    for (const traced of tasks) state.set(traced.task.id, walkTask(section.id, traced, answers, facts));
  }
  const sections = trace.sections.map(({ section, tasks }): WalkedSection => {
    const walked = tasks.map(({ task }) => settle(task.id, state));
    return { section, tasks: walked, completed: walked.every(({ status }) => status === 'completed') };
  });
  const all = sections.flatMap(({ tasks }) => tasks);
  const asked = all.flatMap(({ steps }) => steps).filter(({ step }) => isAsked(step));
  const next = all
    .filter(({ status }) => status !== 'cannot_start')
    .flatMap(({ steps }) => steps)
    .find(({ step, status }) => isAsked(step) && status !== 'completed');
  return {
    sections,
    steps: all.flatMap(({ steps }) => steps),
    counting: trace.counting,
    nextStepId: next?.step.id ?? null,
    readyToSubmit: asked.length > 0 && asked.every(({ status }) => status === 'completed'),
  };
}

type TaskState = Omit<WalkedTask, 'blockedBy'>;

function walkTask(sectionId: string, traced: TracedTask, answers: Answers, facts: Facts): TaskState {
  const steps = traced.steps.map((step) => walkStep(sectionId, traced.task.id, step, answers, facts));
  return { task: traced.task, sectionId, status: taskStatus(steps, facts), steps };
}

function walkStep(
  sectionId: string,
  taskId: string,
  { step, fields }: TracedStep,
  answers: Answers,
  facts: Facts,
): WalkedStep {
  const idsOf = (some: readonly TracedField[]) => some.map(({ field }) => field.id);
  const missing = idsOf(fields.filter(isOpen));
  const later = idsOf(fields.filter((traced) => traced.required && traced.value === undefined && !isOpen(traced)));
  const status = isForm(step) ? formStatus() : milestoneStatus(step, facts);
  const visibleFields = idsOf(fields);
  const requiredFields = idsOf(fields.filter(({ required }) => required));
  return { step, sectionId, taskId, status, visibleFields, requiredFields, missing, later };

  function formStatus(): StepStatus {
    const continued = Object.hasOwn(facts.continued, step.id);
    if (continued && missing.length === 0) return 'completed';
    const isBegun = continued || fields.some(({ field }) => Object.hasOwn(answers, field.id));
    return isBegun ? 'in_progress' : 'not_started';
  }
}

function milestoneStatus(step: Exclude<StepDefinition, FormStep>, facts: Facts): StepStatus {
  const reached = (name: string) => Object.hasOwn(facts.milestones, name);
  const doneWhen = (...names: readonly string[]): StepStatus => (names.some(reached) ? 'completed' : 'not_started');
  switch (step.kind) {
    case 'partner-task':
      return doneWhen(`task_done:${step.id}`);
    case 'reveal':
      return doneWhen(`secret_revealed:${step.id}`);
    case 'credential':
      return doneWhen(`checked:${step.id}`, `skipped:${step.id}`);
    case 'connect':
      return doneWhen(`checked:${step.id}`);
    case 'webhook':
      if (reached(`delivered:${step.action}`)) return 'completed';
      return reached(`hook_ready:${step.action}`) ? 'in_progress' : 'not_started';
    case 'verify':
      return doneWhen(`validated:${step.id}`);
    case 'provision':
      if (reached('provisioned')) return 'completed';
      return reached('submitted') ? 'in_progress' : 'not_started';
  }
}

/** The state of a task by its own steps; whether another task blocks it is settled afterwards. */
function taskStatus(steps: readonly WalkedStep[], facts: Facts): TaskStatus {
  const open = steps.find(({ status }) => status !== 'completed');
  if (open === undefined) return 'completed';
  if (open.step.kind === 'partner-task') return 'with_us';
  const reached = (name: string) => Object.hasOwn(facts.milestones, name);
  if (open.step.kind === 'webhook' && open.status === 'in_progress') return 'in_progress';
  if (open.step.kind === 'verify') return reached('submitted') ? 'with_us' : 'cannot_start';
  if (!isAsked(open.step) && !reached('provisioned')) return reached('submitted') ? 'with_us' : 'cannot_start';
  return steps.some(({ status }) => status !== 'not_started') ? 'in_progress' : 'not_started';
}

function settle(taskId: string, state: ReadonlyMap<string, TaskState>): WalkedTask {
  const own = state.get(taskId);
  if (own === undefined) throw new Error(`The walk has no task ${taskId}`);
  const blockedBy = (own.task.dependsOn ?? []).filter((id) => {
    const other = state.get(id);
    return other !== undefined && other.status !== 'completed';
  });
  const isRunning = own.status === 'with_us' && !own.steps.some(({ step }) => step.kind === 'partner-task');
  const isBlocked = blockedBy.length > 0 && own.status !== 'completed' && !isRunning;
  return { ...own, blockedBy, status: isBlocked ? 'cannot_start' : own.status };
}
