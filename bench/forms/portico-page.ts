import type { StepPage, StepPageField, StepTexts } from '@/components/onboarding/step-page';
import { formTexts } from '@/components/forms/form-texts';
import { compileDefinition, fieldChecks, fieldsOf, stepConditions, type FieldDefinition } from '@/lib/flow-definition';
import { definitionOf, workload } from './workload';
import common from '@/messages/en/common.json';
import form from '@/messages/en/form.json';
import step from '@/messages/en/step.json';

/** What the product's server would send for the workload: the page of its one step, with the words around it. */
export function porticoPage(size: number): Readonly<{ page: StepPage; texts: StepTexts }> {
  const compiled = compileDefinition(definitionOf(workload(size)));
  const [placed] = fieldsOf(compiled.definition);
  if (!placed) throw new Error('The workload has no question');
  const conditions = stepConditions(compiled, placed.step);
  const page: StepPage = {
    ...{
      flowId: '00000000-0000-7000-8000-000000000000',
      stepId: placed.step.id,
      title: 'A long page',
      fromCheck: false,
    },
    ...{ look: 'form' as const, groups: [], consequences: [], openedAt: '2026-11-21T09:00:00.000Z', draft: null },
    fields: placed.step.fields.map(shownField),
    checks: fieldChecks(compiled.definition, placed.step),
    conditions,
    scope: { answers: {}, customer: {}, flow: {}, today: '2026-11-21' },
    groups: (placed.step.groups ?? []).map(({ id, title }) => ({ id, title: title['en'] ?? '' })),
    ...{ look: 'form', consequences: [], secretFields: [], savedAt: null, draft: null },
    openedAt: '2026-11-21T09:00:00.000Z',
  };
  return { page, texts: words() };
}

function shownField(field: FieldDefinition): StepPageField {
  const options =
    field.type === 'yesNo'
      ? [
          { value: 'yes', label: form.yes },
          { value: 'no', label: form.no },
        ]
      : field.options?.map(({ id }) => ({ value: id, label: id }));
  return {
    ...{ id: field.id, type: field.type, label: field.label['en'] ?? '', required: field.required === true },
    ...(options && { options }),
    value: typeof field.default === 'boolean' ? (field.default ? 'yes' : 'no') : String(field.default ?? ''),
    ...{ errors: [], dir: 'auto', visible: true, base: null },
    ...(field.rules?.maxLength !== undefined && { rules: { maxLength: field.rules.maxLength } }),
    ...(field.group !== undefined && { group: field.group }),
  };
}

function words(): StepTexts {
  return {
    form: formTexts((key) => form[key]),
    errorTitle: form.errorTitle,
    ...{ continue: common.continue, saving: common.saving, later: common.saveAndExit, offline: step.offline },
    conflict: step.conflict,
    pleaseCheckNext: form.pleaseCheckNext,
    destructive: step.destructive,
  };
}
