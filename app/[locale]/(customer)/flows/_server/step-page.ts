import { getTranslations } from 'next-intl/server';
import type { FieldView, FieldViewOption } from '@/components/forms/field-view';
import { formTexts } from '@/components/forms/form-texts';
import { simpleCondition } from '@/components/onboarding/simple-condition';
import type { StepPage, StepPageField, StepTexts } from '@/components/onboarding/step-page';
import { formatters, isolateLtr, type Locale } from '@/lib/i18n';
import type { ShownAnswer, StepField, StepView } from '@/lib/onboarding';
import { addressForms } from './address-words';
import { answerTexts, type AnswerText } from './answer-text';
import { slotOptions, usualOptions, zoneName } from './choices';
import { prefillWords } from './prefill-words';
import { uploadParts } from './upload-parts';

/** What browsers may fill in by themselves, by the meaning of a field; never for fields about somebody else. */
const autoCompleteOf: Readonly<Record<string, string>> = {
  'organization.name': 'organization',
  'organization.country': 'country',
  'organization.address': 'street-address',
  'organization.url': 'url',
  'person.name': 'name',
  'person.email': 'email',
  'person.phone': 'tel',
};

/** What the page of a step and that of an item of its lists have in common. */
export type PageView = Pick<
  StepView,
  'header' | 'stepId' | 'title' | 'fields' | 'checks' | 'conditions' | 'scope' | 'secretFields' | 'savedAt'
> &
  Partial<Pick<StepView, 'kind' | 'groups' | 'consequences'>>;

export type PageSettings = Readonly<{ locale: Locale; home: string; fromCheck: boolean; now: Date }>;

/** The page of a step with everything that the view leaves to the screen: words, options, times, what CSS can do. */
export async function stepPage(view: PageView, settings: PageSettings): Promise<Omit<StepPage, 'draft'>> {
  const { locale, fromCheck, now } = settings;
  const { timeZone } = view.header;
  const [common, words, write, uploads] = await Promise.all([
    getTranslations('common'),
    fieldWords(locale, timeZone),
    answerTexts(locale, timeZone),
    uploadParts(),
  ]);
  const format = formatters({ locale, timeZone });
  const fields = view.fields.map((field): StepPageField => {
    const tree = view.conditions.fields.find(({ id }) => id === field.id)?.visible;
    const condition = simpleCondition(tree, view.checks);
    return {
      ...plainParts(field),
      ...optionsOf(field, words, { ...settings, timeZone }),
      ...partsOf(field, words, { ...settings, stepId: view.stepId, write }),
      ...(field.slots && { source: words.form('slotZone', { zone: zoneName(timeZone, locale) }) }),
      ...uploads(field, { flowId: view.header.flowId, stepId: view.stepId, home: settings.home }),
      ...(field.sealedAt !== undefined && {
        sealed: true,
        ...(field.sealedAt !== '' && { sealedAt: format.dateTime(field.sealedAt) }),
      }),
      ...(condition && { condition }),
    };
  });
  return {
    flowId: view.header.flowId,
    stepId: view.stepId,
    title: view.title,
    fromCheck,
    look: view.kind ?? 'form',
    groups: view.groups ?? [],
    consequences: view.consequences ?? [],
    openedAt: now.toISOString(),
    fields,
    checks: view.checks,
    conditions: view.conditions,
    scope: view.scope,
    secretFields: view.secretFields,
    savedAt: view.savedAt === null ? null : common('savedAt', { time: format.time(view.savedAt) }),
  };
}

const plainParts = (field: StepField): StepPageField => ({
  id: field.id,
  type: field.type,
  label: field.label,
  ...(field.hint !== undefined && { hint: field.hint }),
  ...(field.why !== undefined && { why: field.why }),
  required: field.required,
  value: field.value,
  errors: [],
  dir: field.dir,
  ...(field.semantic !== undefined && { autoComplete: autoCompleteOf[field.semantic] }),
  ...(field.rules && { rules: field.rules }),
  visible: field.visible,
  ...(field.group !== undefined && { group: field.group }),
  ...(field.later && { later: true }),
  ...(field.derived && { derived: true }),
  base: field.base,
});

type FieldWords = Awaited<ReturnType<typeof fieldWords>>;

async function fieldWords(locale: string, timeZone: string) {
  const [form, prefilled] = await Promise.all([getTranslations('form'), prefillWords(locale, timeZone)]);
  return {
    form,
    prefilled,
    yesNo: [
      { value: 'yes', label: form('yes') },
      { value: 'no', label: form('no') },
    ],
  };
}

/** The choices of a field: its own, those that the product knows for its type, or the times on offer. */
function optionsOf(
  field: StepField,
  { form, yesNo }: FieldWords,
  { locale, now, timeZone }: PageSettings & Readonly<{ timeZone: string }>,
): Readonly<{ options?: readonly FieldViewOption[] }> {
  if (field.type === 'yesNo') return { options: yesNo };
  if (field.slots) {
    const none = { label: form('noSlot'), hint: form('noSlotHint') };
    return { options: slotOptions(field.slots, { locale, timeZone }, none) };
  }
  const type = field.type === 'address' ? 'country' : field.type;
  const usual = usualOptions(type, locale, now, form('otherZones'));
  if (usual) return { options: usual };
  if (!field.options) return {};
  return {
    options: field.options.map(({ minutes, ...option }) => ({
      ...option,
      ...(minutes !== undefined && { duration: form('minutes', { count: minutes }) }),
    })),
  };
}

type Placed = PageSettings & Readonly<{ stepId: string; write: (answer: ShownAnswer) => AnswerText }>;

/** What only some types of field show. */
function partsOf(
  field: StepField,
  { form, prefilled }: FieldWords,
  { home, stepId, write }: Placed,
): Partial<FieldView> {
  const page = `${home}/${stepId}/items`;
  return {
    ...(field.text !== undefined && {
      text: field.text.split(/\n{2,}/).map((paragraph) => paragraph.trim()),
      version: form('consentVersion', { version: isolateLtr(field.version ?? '1') }),
    }),
    ...(field.phrase !== undefined && { phrase: field.phrase }),
    ...(field.type === 'address' && { address: addressForms((key) => form(`address.${key}`)) }),
    ...(field.prefilledFrom !== undefined && { source: prefilled(field.prefilledFrom) }),
    ...(field.items && {
      items: {
        items: field.items.map(({ id, answers }) => {
          const [name = '', ...lines] = answers.flatMap((answer) => write(answer)?.lines ?? []);
          return { id, name, lines, changeHref: `${page}/${id}`, removeHref: `${page}/${id}/remove` };
        }),
        addHref: `${page}/new?list=${field.id}`,
        isFull: field.rules?.itemsMax !== undefined && field.items.length >= field.rules.itemsMax,
        count: form('itemsCount', { count: field.items.length }),
      },
    }),
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
    pleaseCheckNext: form('pleaseCheckNext'),
    destructive: { title: step('destructive.title'), continue: step('destructive.continue') },
    conflict: {
      title: step('conflict.title'),
      question: step('conflict.question'),
      stored: step('conflict.stored'),
      keepStored: step('conflict.keepStored'),
      keepMine: step('conflict.keepMine'),
    },
  };
}
