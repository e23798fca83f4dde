import { pathKey, type ReferencePath, type Tree } from './tree';

/** Every path that a tree looks at, with or without `has()`, each once. */
export function referencePaths(tree: Tree): readonly ReferencePath[] {
  const found = new Map<string, ReferencePath>();
  visit(tree, (node) => {
    if (node.op === 'ref' || node.op === 'has') found.set(pathKey(node.path), node.path);
  });
  return [...found.values()];
}

/** Calls `see` for the tree and everything below it. */
export function visit(tree: Tree, see: (node: Tree) => void): void {
  see(tree);
  for (const child of childrenOf(tree)) visit(child, see);
}

/**
 * The paths whose absence would leave the tree undecided: those that are read without a `has()` that guards them.
 * Sound, not complete: a guard in an unusual place may go unseen, a missing guard never does.
 */
export function unguarded(tree: Tree): ReadonlySet<string> {
  switch (tree.op) {
    case 'ref':
      return new Set([pathKey(tree.path)]);
    case 'has':
    case 'value':
      return new Set();
    case '&&':
      return union(
        without(unguarded(tree.left), falseWhenAbsent(tree.right)),
        without(unguarded(tree.right), falseWhenAbsent(tree.left)),
      );
    case '||':
      return union(
        without(unguarded(tree.left), trueWhenAbsent(tree.right)),
        without(unguarded(tree.right), trueWhenAbsent(tree.left)),
      );
    case 'if':
      return union(
        unguarded(tree.test),
        without(unguarded(tree.then), falseWhenAbsent(tree.test)),
        without(unguarded(tree.else), trueWhenAbsent(tree.test)),
      );
    default:
      return union(...childrenOf(tree).map(unguarded));
  }
}

/** The paths without which the tree is surely false. */
export function falseWhenAbsent(tree: Tree): ReadonlySet<string> {
  if (tree.op === 'has') return new Set([pathKey(tree.path)]);
  if (tree.op === 'not') return trueWhenAbsent(tree.of);
  if (tree.op === '&&') return union(falseWhenAbsent(tree.left), falseWhenAbsent(tree.right));
  if (tree.op === '||') return both(falseWhenAbsent(tree.left), falseWhenAbsent(tree.right));
  return new Set();
}

function trueWhenAbsent(tree: Tree): ReadonlySet<string> {
  if (tree.op === 'not') return falseWhenAbsent(tree.of);
  if (tree.op === '||') return union(trueWhenAbsent(tree.left), trueWhenAbsent(tree.right));
  if (tree.op === '&&') return both(trueWhenAbsent(tree.left), trueWhenAbsent(tree.right));
  return new Set();
}

function childrenOf(tree: Tree): readonly Tree[] {
  switch (tree.op) {
    case 'value':
    case 'ref':
    case 'has':
      return [];
    case 'list':
      return tree.items;
    case 'not':
    case 'negative':
    case 'size':
      return [tree.of];
    case 'if':
      return [tree.test, tree.then, tree.else];
    default:
      return [tree.left, tree.right];
  }
}

const union = (...sets: readonly ReadonlySet<string>[]): ReadonlySet<string> =>
  new Set(sets.flatMap((set) => [...set]));
const without = (set: ReadonlySet<string>, gone: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...set].filter((item) => !gone.has(item)));
const both = (left: ReadonlySet<string>, right: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...left].filter((item) => right.has(item)));
