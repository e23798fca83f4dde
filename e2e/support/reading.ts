import type { CDPSession, Page } from '@playwright/test';
import { seen } from './words';

/** A control as assistive technology has it: a role and a name, in a group or not. Nothing of the markup is known. */
export type Control = Readonly<{
  role: string;
  name: string;
  group: string | null;
  node: number;
  checked: boolean;
  /** What a text or a list holds now. */
  value: string;
}>;

/** A question of a page, by the shape of its controls. */
export type Question = Readonly<{ name: string; kind: QuestionKind; controls: readonly Control[] }>;
export type QuestionKind = 'text' | 'select' | 'one' | 'several' | 'texts' | 'tick' | 'address';

/** What a page says to somebody who cannot see it. */
export type Reading = Readonly<{
  title: string;
  heading: string;
  questions: readonly Question[];
  buttons: readonly Control[];
  links: readonly Control[];
}>;

type Node = Readonly<{
  nodeId: string;
  ignored: boolean;
  role?: { value: string };
  name?: { value?: string };
  value?: { value?: unknown };
  properties?: readonly { name: string; value: { value?: unknown } }[];
  childIds?: readonly string[];
  parentId?: string;
  backendDOMNodeId?: number;
}>;

const sessions = new WeakMap<Page, Promise<CDPSession>>();

/** The browser's own debugging session of a page, opened once. */
export function debuggerOf(page: Page): Promise<CDPSession> {
  const known = sessions.get(page) ?? page.context().newCDPSession(page);
  sessions.set(page, known);
  return known;
}

/** Reads the browser's accessibility tree: the whole page, and the questions of its main part. */
export async function read(page: Page): Promise<Reading> {
  const client = await debuggerOf(page);
  const { nodes } = (await client.send('Accessibility.getFullAXTree')) as unknown as { nodes: readonly Node[] };
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const childrenOf = (node: Node): readonly Node[] =>
    (node.childIds ?? []).flatMap((id) => {
      const child = byId.get(id);
      return child ? [child] : [];
    });
  const root = nodes.find(({ parentId }) => parentId === undefined);
  const main = nodes.find((node) => !node.ignored && roleOf(node) === 'main') ?? root;
  if (!root || !main) throw new Error('The page has no accessibility tree');

  const questions: Question[] = [];
  const seek = (node: Node): void => {
    const inside = descendants(node, childrenOf);
    if (!node.ignored && isGroup(node) && !holdsQuestions(node, inside)) {
      const name = nameOf(node);
      const controls = inside.flatMap((each) => asControl(each, name));
      const kind = kindOfGroup(controls);
      if (kind) {
        questions.push({ name, kind, controls: controls.filter(({ role }) => role in single) });
        return;
      }
    }
    const alone = single[roleOf(node)];
    if (!node.ignored && alone) questions.push({ name: nameOf(node), kind: alone, controls: asControl(node, null) });
    else childrenOf(node).forEach(seek);
  };
  seek(main);
  const all = descendants(root, childrenOf);
  const withRole = (role: string, where: readonly Node[]): Control[] =>
    where.flatMap((node) => (roleOf(node) === role ? asControl(node, null) : []));
  const heading = descendants(main, childrenOf).find((node) => !node.ignored && roleOf(node) === 'heading');
  return {
    title: nameOf(root),
    heading: heading ? nameOf(heading) : '',
    questions,
    buttons: withRole('button', descendants(main, childrenOf)),
    links: withRole('link', all),
  };
}

const single: Readonly<Record<string, QuestionKind>> = {
  textbox: 'text',
  searchbox: 'text',
  combobox: 'select',
  radio: 'one',
  checkbox: 'tick',
};

const isGroup = (node: Node): boolean => roleOf(node) === 'group' || roleOf(node) === 'radiogroup';

/** A group of questions is told from a question of several controls by its heading, or by a question inside it. */
const holdsQuestions = (node: Node, inside: readonly Node[]): boolean =>
  roleOf(node) === 'group' &&
  inside.some(
    (each) =>
      !each.ignored &&
      (roleOf(each) === 'radiogroup' || (roleOf(each) === 'heading' && propertyOf(each, 'level') === 2)),
  );

const kindOfGroup = (controls: readonly Control[]): QuestionKind | null => {
  const roles = new Set(controls.map(({ role }) => role));
  if (roles.has('combobox') && roles.has('textbox')) return 'address';
  if (roles.has('radio')) return 'one';
  if (roles.has('checkbox')) return 'several';
  return roles.has('textbox') ? 'texts' : null;
};

const descendants = (node: Node, childrenOf: (node: Node) => readonly Node[]): Node[] =>
  childrenOf(node).flatMap((child) => [child, ...descendants(child, childrenOf)]);

const roleOf = (node: Node): string => {
  const role = node.role?.value ?? '';
  return role === 'ComboBoxSelect' ? 'combobox' : role;
};
const propertyOf = (node: Node, property: string): unknown =>
  node.properties?.find(({ name }) => name === property)?.value.value;
const nameOf = (node: Node): string => seen(node.name?.value ?? '');

function asControl(node: Node, group: string | null): Control[] {
  if (node.ignored || node.backendDOMNodeId === undefined) return [];
  const checked = propertyOf(node, 'checked');
  return [
    {
      role: roleOf(node),
      name: nameOf(node),
      group,
      node: node.backendDOMNodeId,
      checked: checked === 'true' || checked === true,
      value: seen(String(node.value?.value ?? '')),
    },
  ];
}
