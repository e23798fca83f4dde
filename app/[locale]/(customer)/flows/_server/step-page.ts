import { getTranslations } from 'next-intl/server';
import { countryOptions } from '@/components/forms/country-options';
import type { FieldViewOption } from '@/components/forms/field-view';
import { formTexts } from '@/components/forms/form-texts';
import { simpleCondition } from '@/components/onboarding/simple-condition';
import type { StepPage, StepPageField, StepTexts } from '@/components/onboarding/step-page';
import { answersSeenBy } from '@/lib/flow-definition';
import { formatters } from '@/lib/i18n';
import type { StepField, StepView } from '@/lib/onboarding';

/** What browsers may fill in by themselves, by the meaning of a field; never for fields about somebody else. */
const autoCompleteOf: Readonly<Record<string, string>> = {
  'organization.name': 'organization',
  'organization.country': 'country',
  'organization.url': 'url',
  'person.name': 'name',
  'person.email': 'email',
  'person.phone': 'tel',
};

/** The page of a step with everything that the view leaves to the screen: words, options, times, what CSS can do. */
export async function stepPage(view: StepView, locale: string, fromCheck: boolean): Promise<Omit<StepPage, 'draft'>> {
  const [form, common] = await Promise.all([getTranslations('form'), getTranslations('common')]);
  const format = formatters({ locale, timeZone: view.header.timeZone });
  const yesNo = [
    { value: 'yes', label: form('yes') },
    { value: 'no', label: form('no') },
  ];
  const options = (field: StepField): readonly FieldViewOption[] | undefined => {
    if (field.type === 'yesNo') return yesNo;
    return field.type === 'country' ? countryOptions(locale) : field.options;
  };
  const fields = view.fields.map((field): StepPageField => {
    const tree = view.conditions.fields.find(({ id }) => id === field.id)?.visible;
    const condition = simpleCondition(tree, view.checks);
    const choices = options(field);
    return {
      id: field.id,
      type: field.type,
      label: field.label,
      ...(field.hint !== undefined && { hint: field.hint }),
      ...(field.why !== undefined && { why: field.why }),
      required: field.required,
      ...(choices && { options: choices }),
      value: field.value,
      errors: [],
      dir: field.dir,
      ...(field.semantic !== undefined && { autoComplete: autoCompleteOf[field.semantic] }),
      ...(field.rules && { rules: field.rules }),
      ...(field.sealedAt !== undefined && {
        sealed: true,
        ...(field.sealedAt !== '' && { sealedAt: format.dateTime(field.sealedAt) }),
      }),
      visible: field.visible,
      ...(condition && { condition }),
      base: field.base,
    };
  });
  const own = new Set(fields.map(({ id }) => id));
  return {
    flowId: view.header.flowId,
    stepId: view.stepId,
    title: view.title,
    fromCheck,
    fields,
    checks: view.checks,
    conditions: view.conditions,
    scope: view.scope,
    watched: answersSeenBy(view.conditions).filter((id) => own.has(id)),
    secretFields: view.secretFields,
    savedAt: view.savedAt === null ? null : common('savedAt', { time: format.time(view.savedAt) }),
  };
}

/** The words of the form, as plain data: no message library travels with the page. */
export async function stepTexts(): Promise<StepTexts> {
  const [form, common, step] = await Promise.all([
    getTranslations('form'),
    getTranslations('common'),
    getTranslations('step'),
  ]);
  return {
    form: formTexts((key) => form.raw(key) as string),
    errorTitle: form.raw('errorTitle') as string,
    continue: common('continue'),
    saving: common('saving'),
    later: common('saveAndExit'),
    offline: step('offline'),
    conflict: {
      title: step('conflict.title'),
      question: step('conflict.question'),
      stored: step('conflict.stored'),
      keepStored: step('conflict.keepStored'),
      keepMine: step('conflict.keepMine'),
    },
  };
}
