import type { CompiledDefinition } from '../compiled';
import { conditionsOf, type PlacedCondition } from '../condition-list';
import { referencePaths, visit } from '../conditions/analyse';
import { pathKey, type Tree } from '../conditions/tree';
import { fieldsOf, stepsOf, type PlacedField } from '../nodes';
import type { AnswerValue, Answers, Facts, Finding } from '../types';
import { traverse, type Trace } from '../walk/traverse';
import { sampleValues, subsetsOfMax } from './sample-values';
import { error, warning } from './finding';

/** The roles of conditions that bring something up. */
const deciding: ReadonlySet<PlacedCondition['role']> = new Set(['when', 'visible', 'option']);

/** More combinations than this are not tried; nothing is then claimed about the node. About 50 µs each. */
const combinationsMax = 4000;

/**
 * Tries every combination of the answers that a condition depends on, directly or through what it depends on, and
 * reports what none of them brings up, and required choices that some of them leave without an option. The values tried
 * stand on each side of every constant in the conditions, so within its bound the search proves what it says.
 */
export function checkReachability(compiled: CompiledDefinition): readonly Finding[] {
  const conditions = conditionsOf(compiled.definition).filter(
    ({ role, beside }) => deciding.has(role) && beside === undefined,
  );
  const groups = new Map<string, { names: readonly string[]; nodes: PlacedCondition[] }>();
  for (const condition of conditions) {
    if (condition.path.includes('.actions[')) continue;
    const names = influences(compiled, condition);
    const group = groups.get(names.join()) ?? { names, nodes: [] };
    group.nodes.push(condition);
    groups.set(names.join(), group);
  }
  return [...groups.values()].flatMap(({ names, nodes }) => search(compiled, names, nodes));
}

function search(
  compiled: CompiledDefinition,
  names: readonly string[],
  nodes: readonly PlacedCondition[],
): readonly Finding[] {
  if (!isDecidable(compiled, names)) return [];
  const domains = names.map((name) => ({ name, values: domainOf(compiled, name) }));
  // Nobody knows here what would meet the pattern of a text: nothing is claimed about what depends on it.
  if (domains.some(({ values }) => values.length < 2)) return [];
  const size = domains.reduce((product, { values }) => product * values.length, 1);
  if (size > combinationsMax) return [];
  const unseen = new Map(nodes.map((node) => [node.path, node]));
  const traps = new Map<string, Finding>();
  for (let index = 0; index < size; index += 1) {
    const { answers, facts } = combination(domains, index);
    const trace = traverse(compiled, answers, facts);
    for (const [path, node] of unseen) if (isReached(trace, node)) unseen.delete(path);
    for (const trap of trapsIn(trace, compiled, answers)) traps.set(trap.path, traps.get(trap.path) ?? trap);
  }
  const unreachable = [...unseen.values()].map((node) =>
    node.role === 'option'
      ? warning('option_unreachable', node.path, { id: node.nodeId })
      : error(node.role === 'visible' ? 'field_unreachable' : 'step_unreachable', node.path, { id: node.nodeId }),
  );
  return [...unreachable, ...traps.values()];
}

/**
 * Whether the sample values stand for all others: every condition on these names compares a name with constants only,
 * texts only for equality, no choice has too many options to try every subset, and nothing is computed.
 */
function isDecidable(compiled: CompiledDefinition, names: readonly string[]): boolean {
  const fields = fieldsOf(compiled.definition).map(({ field }) => field);
  const isOrdered = (name: string) =>
    name === 'today' ||
    fields.some(({ id, type }) => name === `answers.${id}` && (type === 'number' || type === 'date'));
  const isTooWide = fields.some(
    ({ id, type, options }) =>
      names.includes(`answers.${id}`) &&
      (type === 'choices' || type === 'resources') &&
      (options?.length ?? 0) > subsetsOfMax,
  );
  // What is computed, and the parts of an address, cannot be tried one value at a time.
  const isComposed =
    names.some((name) => name.split('.').length > 2) ||
    fields.some(({ id, derive }) => derive !== undefined && names.includes(`answers.${id}`));
  let decidable = !isTooWide && !isComposed;
  for (const tree of Object.values(compiled.trees)) {
    if (!referencePaths(tree).some((path) => names.includes(pathKey(path)))) continue;
    visit(tree, (node) => {
      if (['+', '-', '*', 'size', 'if'].includes(node.op)) decidable = false;
      if (!('left' in node) || node.op === '&&' || node.op === '||') return;
      const paths = [...referencePaths(node.left), ...referencePaths(node.right)];
      if (referencePaths(node.left).length > 0 && referencePaths(node.right).length > 0) decidable = false;
      if (['<', '<=', '>', '>='].includes(node.op) && !paths.every((path) => isOrdered(pathKey(path))))
        decidable = false;
    });
  }
  return decidable;
}

/** What decides about a node: the names in its conditions and in those of everything around it and before them. */
function influences(compiled: CompiledDefinition, condition: PlacedCondition): readonly string[] {
  const fields = fieldsOf(compiled.definition);
  const around = new Map<string, readonly string[]>(
    stepsOf(compiled.definition).flatMap(({ section, task, step }): [string, readonly string[]][] => [
      [section.id, [section.id]],
      [task.id, [task.id, section.id]],
      [step.id, [step.id, task.id, section.id]],
    ]),
  );
  for (const { field, step } of fields) around.set(field.id, [field.id, ...(around.get(step.id) ?? [])]);
  const sourcesOf = (nodeId: string) => {
    const ids = around.get(nodeId) ?? [nodeId];
    return conditionsOf(compiled.definition)
      .filter((other) => ids.includes(other.nodeId) && (deciding.has(other.role) || other.role === 'derive'))
      .map(({ source }) => source);
  };
  const names = new Set<string>();
  const open = [condition.nodeId];
  const done = new Set<string>();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (done.has(node)) continue;
    done.add(node);
    for (const source of sourcesOf(node)) {
      for (const path of treePaths(compiled, source)) {
        names.add(pathKey(path));
        if (path[0] === 'answers' && path[1] !== undefined) open.push(path[1]);
      }
    }
  }
  return [...names].sort();
}

function treePaths(compiled: CompiledDefinition, source: string) {
  const tree = Object.hasOwn(compiled.trees, source) ? compiled.trees[source] : undefined;
  return tree === undefined ? [] : referencePaths(tree);
}

function domainOf(compiled: CompiledDefinition, name: string): readonly (AnswerValue | undefined)[] {
  const literals = literalsOf(Object.values(compiled.trees), name);
  const [root, id] = name.split('.');
  if (root !== 'answers') {
    const texts = literals.filter((value) => typeof value === 'string');
    return root === 'today' ? sampleValues.days(texts) : [undefined, ...texts, 'another'];
  }
  const placed = fieldsOf(compiled.definition).find(({ field }: PlacedField) => field.id === id);
  return placed === undefined
    ? [undefined]
    : [undefined, ...sampleValues.answers(compiled.definition, placed.field, literals)];
}

/** The constants that stand in the same condition as a name. */
function literalsOf(trees: readonly Tree[], name: string): readonly (string | number)[] {
  const found = new Set<string | number>();
  for (const tree of trees) {
    if (!referencePaths(tree).some((path) => pathKey(path) === name)) continue;
    visit(tree, (node) => {
      if (node.op === 'value' && typeof node.value !== 'boolean') found.add(node.value);
    });
  }
  return [...found];
}

type Domain = Readonly<{ name: string; values: readonly (AnswerValue | undefined)[] }>;

/** The combination with this number, counted like the digits of a number with a base for each name. */
function combination(domains: readonly Domain[], index: number): Readonly<{ answers: Answers; facts: Facts }> {
  const answers: Record<string, AnswerValue> = {};
  const customer: Record<string, string> = {};
  const flow: Record<string, string> = {};
  let today = '2026-01-01';
  let rest = index;
  for (const { name, values } of domains) {
    const value = values[rest % values.length];
    rest = Math.floor(rest / values.length);
    const [root, id] = name.split('.');
    if (value === undefined) continue;
    if (root === 'answers' && id !== undefined) answers[id] = value;
    else if (typeof value !== 'string') continue;
    else if (root === 'today') today = value;
    else if (id !== undefined) (root === 'customer' ? customer : flow)[id] = value;
  }
  return { answers, facts: { continued: {}, milestones: {}, customer, flow, today } };
}

function isReached(trace: Trace, { nodeId, role, path }: PlacedCondition): boolean {
  const tasks = trace.sections.flatMap((section) => section.tasks);
  const steps = tasks.flatMap((task) => task.steps);
  const fields = steps.flatMap((step) => step.fields);
  if (role === 'visible') return fields.some(({ field }) => field.id === nodeId);
  if (role === 'option') {
    const index = Number(/options\[(\d+)\]/.exec(path)?.[1] ?? -1);
    return fields.some(
      ({ field, check }) => field.id === nodeId && check.options.includes(field.options?.[index]?.id ?? ''),
    );
  }
  return (
    trace.sections.some(({ section }) => section.id === nodeId) ||
    tasks.some(({ task }) => task.id === nodeId) ||
    steps.some(({ step }) => step.id === nodeId)
  );
}

function trapsIn(trace: Trace, compiled: CompiledDefinition, answers: Answers): readonly Finding[] {
  const places = new Map(fieldsOf(compiled.definition).map(({ field, path }) => [field.id, path]));
  return trace.sections
    .flatMap((section) => section.tasks)
    .flatMap((task) => task.steps)
    .flatMap((step) => step.fields)
    .filter(({ field, check, required }) => {
      const needed = field.type !== 'choice' ? Math.max(1, field.rules?.itemsMin ?? 1) : 1;
      return required && field.options !== undefined && check.options.length < needed;
    })
    .map(({ field }) =>
      error('required_without_options', places.get(field.id) ?? '', { id: field.id, answers: JSON.stringify(answers) }),
    );
}
