import type {
  ActionDefinition,
  ConnectStep,
  CredentialStep,
  FieldDefinition,
  FlowDefinition,
  FormKind,
  FormStep,
  ProvisionStep,
  SectionDefinition,
  StepDefinition,
  TaskDefinition,
} from './types';

/** Whether people answer the step on a page. */
export const isForm = (step: StepDefinition): step is FormStep => Object.hasOwn(formKinds, step.kind);

/** All kinds of step that people answer; the record makes sure that none is forgotten. */
export const formKinds: Readonly<Record<FormKind, true>> = {
  form: true,
  'choice-cards': true,
  list: true,
  upload: true,
  consent: true,
  residency: true,
  invite: true,
  training: true,
  meeting: true,
  manual: true,
  destructive: true,
};

/** Whether the customer has to come to an end with the step before everything can be sent. */
export const isAsked = (step: StepDefinition): step is FormStep | CredentialStep | ConnectStep =>
  isForm(step) || step.kind === 'credential' || step.kind === 'connect';

export type PlacedStep = Readonly<{
  section: SectionDefinition;
  task: TaskDefinition;
  step: StepDefinition;
  path: string;
  taskPath: string;
  sectionPath: string;
}>;
export type PlacedField = Readonly<{ field: FieldDefinition; step: FormStep; place: PlacedStep; path: string }>;
export type PlacedAction = Readonly<{ action: ActionDefinition; step: ProvisionStep; place: PlacedStep; path: string }>;

/** Every step in document order, with its JSON path. */
export function stepsOf(definition: FlowDefinition): readonly PlacedStep[] {
  return definition.sections.flatMap((section, s) =>
    section.tasks.flatMap((task, t) =>
      task.steps.map((step, i) => ({
        section,
        task,
        step,
        sectionPath: `sections[${s}]`,
        taskPath: `sections[${s}].tasks[${t}]`,
        path: `sections[${s}].tasks[${t}].steps[${i}]`,
      })),
    ),
  );
}

/** Every field in the order in which it is asked. */
export function fieldsOf(definition: FlowDefinition): readonly PlacedField[] {
  return stepsOf(definition).flatMap((place) => {
    const { step } = place;
    if (!isForm(step)) return [];
    return step.fields.map((field, i) => ({ field, step, place, path: `${place.path}.fields[${i}]` }));
  });
}

/** Every provisioning action in document order. */
export function actionsOf(definition: FlowDefinition): readonly PlacedAction[] {
  return stepsOf(definition).flatMap((place) => {
    const { step } = place;
    if (step.kind !== 'provision') return [];
    return step.actions.map((action, i) => ({ action, step, place, path: `${place.path}.actions[${i}]` }));
  });
}
