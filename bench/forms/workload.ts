import type { FieldDefinition, FlowDefinition } from '@/lib/flow-definition';

/** One question of the workload: a tick box, a choice, a number or a line of text, shown while all of its tests hold. */
export type WorkField = Readonly<{
  id: string;
  type: 'boolean' | 'select' | 'number' | 'text';
  label: string;
  options: readonly string[];
  initial?: string | boolean;
  required: boolean;
  maxLength?: number;
  showIf: readonly Readonly<{ field: string; is: 'equal' | 'unequal'; value: string | boolean }>[];
}>;
export type WorkSection = Readonly<{ id: string; title: string; fields: readonly WorkField[] }>;
export type Workload = Readonly<{
  size: number;
  sections: readonly WorkSection[];
  /** Two lines of text to type into, one of which half of the chains look at. */
  typeInto: readonly string[];
  text: string;
  /** A tick box that brings up a chain of five. */
  toggle: string;
}>;
export type WorkValues = Readonly<Record<string, string | boolean | undefined>>;

const sectionSize = 50;
const chainDepth = 5;

/**
 * A form of so many questions in sections of fifty. A fifth of them stand in chains of depth five below a tick box;
 * every second chain also looks at the first line of text of the first section, so that one key may reach far.
 */
export function workload(size: number): Workload {
  const sections: WorkSection[] = [];
  for (let made = 0; made < size; made += sectionSize) {
    sections.push(section(sections.length, Math.min(sectionSize, size - made)));
  }
  const middle = Math.floor((sections.length - 1) / 2);
  return {
    size,
    sections,
    typeInto: ['s0t0', `s${middle}t1`],
    text: 'Borealis Holdings International',
    toggle: `s${middle}c0root`,
  };
}

function section(number: number, size: number): WorkSection {
  // What a condition looks at is asked before it.
  const fields: WorkField[] = number === 0 ? [plainField(0, 0)] : [];
  const chains = Math.max(size >= 10 ? 1 : 0, Math.round(size / 25));
  for (let chain = 0; chain < chains; chain += 1) fields.push(...chainOf(number, chain));
  for (let index = number === 0 ? 1 : 0; fields.length < size; index += 1) fields.push(plainField(number, index));
  return { id: `section${number}`, title: `Section ${number + 1}`, fields };
}

function chainOf(section: number, chain: number): readonly WorkField[] {
  const name = `s${section}c${chain}`;
  const root: WorkField = {
    ...plain(`${name}root`, 'boolean', `Section ${section + 1}, option ${chain + 1}`),
    initial: false,
  };
  const fields = [root];
  for (let depth = 1; depth <= chainDepth; depth += 1) {
    const before = fields.at(-1) ?? root;
    const follows = { field: before.id, is: 'equal', value: depth === 1 ? true : 'yes' } as const;
    const alsoText = { field: 's0t0', is: 'unequal', value: 'none' } as const;
    const isLast = depth === chainDepth;
    fields.push({
      ...plain(`${name}d${depth}`, isLast ? 'text' : 'select', `Option ${chain + 1}, level ${depth}`),
      ...(isLast ? { maxLength: 60 } : { options: ['yes', 'no'], initial: 'yes' }),
      showIf: depth === 1 && chain % 2 === 1 ? [follows, alsoText] : [follows],
    });
  }
  return fields;
}

function plainField(section: number, index: number): WorkField {
  const id = `s${section}t${index}`;
  if (index % 6 === 3) return plain(id, 'number', `Amount ${section + 1}.${index}`);
  if (index % 6 === 5)
    return { ...plain(id, 'select', `Choice ${section + 1}.${index}`), options: ['a', 'b', 'c', 'd'] };
  return { ...plain(id, 'text', `Text ${section + 1}.${index}`), required: index % 4 === 0, maxLength: 80 };
}

const plain = (id: string, type: WorkField['type'], label: string): WorkField => ({
  id,
  type,
  label,
  options: [],
  required: false,
  showIf: [],
});

/** Which questions exist for these values, by the plainest reading of the rules: a hidden question has no value. */
export function visibleFields(work: Workload, values: WorkValues): ReadonlySet<string> {
  const fields = new Map(work.sections.flatMap((each) => each.fields).map((field) => [field.id, field]));
  const known = new Map<string, boolean>();
  const isVisible = (id: string): boolean => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const field = fields.get(id);
    const visible = (field?.showIf ?? []).every(({ field: on, is, value }) => {
      const seen = isVisible(on) ? (values[on] ?? fields.get(on)?.initial) : undefined;
      return is === 'equal' ? seen === value : seen !== value;
    });
    known.set(id, visible);
    return visible;
  };
  return new Set([...fields.keys()].filter(isVisible));
}

/** The workload as one page of a flow template, section by section a group. */
export function definitionOf(work: Workload): FlowDefinition {
  const words = (en: string) => ({ en });
  const fields = work.sections.flatMap((each) => each.fields.map((field) => fieldOf(each.id, field)));
  const groups = work.sections.map(({ id, title }) => ({ id, title: words(title) }));
  const step = { id: 'page', kind: 'form', title: words('A long page'), fields, groups } as const;
  return {
    ...{ schema: 'portico/flow@1', key: 'long-page', version: 1, title: words('Long'), summary: words('Long') },
    ...{ locales: ['en'], metadata: { author: 'Portico' }, estimatedMinutes: 1, firstValue: 'submitted' },
    ...{ identifiers: [], lifecycle: [], declaration: words('Right') },
    sections: [
      {
        id: 'all',
        title: words('All'),
        tasks: [{ id: 'task', title: words('Task'), owner: 'contributor', steps: [step] }],
      },
    ],
  };
}

const typeOf = { boolean: 'yesNo', select: 'choice', number: 'number', text: 'text' } as const;

function fieldOf(group: string, field: WorkField): FieldDefinition {
  return {
    ...{ id: field.id, type: typeOf[field.type], label: { en: field.label }, required: field.required },
    ...{ class: 'plain', due: 'now', group },
    ...(field.options.length > 0 && { options: field.options.map((id) => ({ id, label: { en: id } })) }),
    ...(field.initial !== undefined && { default: field.initial }),
    ...(field.maxLength !== undefined && { rules: { maxLength: field.maxLength } }),
    ...(field.type === 'number' && { rules: { min: 0, max: 1_000_000 } }),
    ...(field.showIf.length > 0 && { visible: field.showIf.map(conditionOf).join(' && ') }),
  };
}

/** An absent value is unequal to everything, which CEL must be told. */
function conditionOf({ field, is, value }: WorkField['showIf'][number]): string {
  const seen = `answers.${field}`;
  const literal = typeof value === 'boolean' ? String(value) : `"${value}"`;
  return is === 'equal' ? `(has(${seen}) && ${seen} == ${literal})` : `(!has(${seen}) || ${seen} != ${literal})`;
}
