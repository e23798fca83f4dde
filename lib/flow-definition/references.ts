import { evaluate, undecided, type Scope, type TreeValue } from './conditions/evaluate';
import { pathKey } from './conditions/tree';
import type { CompiledDefinition } from './compiled';

/** A secret as a pointer: its value is read only by the one action that needs it. */
export type SecretReference = Readonly<{ secretRef: string }>;
/** The output of an action that has not run yet. */
export type PendingReference = Readonly<{ pending: string }>;
export type ResolvedValue = string | number | boolean | readonly string[] | SecretReference | PendingReference;
export type Resolution =
  | Readonly<{ ok: true; value: ResolvedValue }>
  | Readonly<{ ok: false; code: 'reference_absent' | 'reference_invalid'; reference: string }>;

const pattern = /\$\{([^}]*)\}/g;

/** The CEL sources inside `${…}` of an argument; none when it is a constant. */
export const referencesIn = (text: string): readonly string[] =>
  [...text.matchAll(pattern)].map((match) => (match[1] ?? '').trim());

/** The source when the argument is one reference and nothing else, so that its type is kept. */
export function wholeReference(text: string): string | null {
  const sources = referencesIn(text);
  return sources.length === 1 && /^\$\{[^}]*\}$/.test(text) ? (sources[0] ?? null) : null;
}

/**
 * Resolves an argument of an action: a constant stays, `${CEL}` alone keeps its type, `${CEL}` inside text is written
 * into it. A secret becomes `{ secretRef }` and the output of an action that has not run `{ pending }`: neither is ever
 * read here. Refuses `reference_absent` when something it needs is not there.
 */
export function resolveReference(
  compiled: CompiledDefinition,
  argument: string | number | boolean,
  scope: Scope,
): Resolution {
  if (typeof argument !== 'string') return { ok: true, value: argument };
  const whole = wholeReference(argument);
  if (whole !== null) return resolveSource(compiled, whole, scope);
  let pending: string | null = null;
  let failure: Resolution | null = null;
  const value = argument.replace(pattern, (_all, source: string) => {
    const resolved = resolveSource(compiled, source.trim(), scope);
    if (!resolved.ok) failure ??= resolved;
    else if (typeof resolved.value === 'object' && 'pending' in resolved.value) pending ??= resolved.value.pending;
    else if (typeof resolved.value === 'object') failure ??= invalid(source);
    else return String(resolved.value);
    return '';
  });
  if (failure !== null) return failure;
  return { ok: true, value: pending === null ? value : { pending } };
}

function resolveSource(compiled: CompiledDefinition, source: string, scope: Scope): Resolution {
  const tree = Object.hasOwn(compiled.trees, source) ? compiled.trees[source] : undefined;
  if (tree === undefined) return invalid(source);
  if (tree.op === 'ref') {
    const key = pathKey(tree.path);
    const [root, first, output] = tree.path;
    const isSecret = compiled.secrets.includes(key);
    if (root === 'actions') {
      if (isSecret) return { ok: true, value: { secretRef: key } };
      const outputs = first !== undefined && scope.actions !== undefined ? own(scope.actions, first) : undefined;
      const known = outputs !== undefined && output !== undefined ? own(outputs, output) : undefined;
      return known === undefined ? { ok: true, value: { pending: key } } : plain(known, source);
    }
    if (isSecret) {
      return first !== undefined && Object.hasOwn(scope.answers, first)
        ? { ok: true, value: { secretRef: key } }
        : { ok: false, code: 'reference_absent', reference: source };
    }
  }
  const value = evaluate(tree, scope);
  return value === undecided ? { ok: false, code: 'reference_absent', reference: source } : plain(value, source);
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

function plain(value: TreeValue, source: string): Resolution {
  if (typeof value !== 'object') return { ok: true, value };
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return { ok: true, value };
  return invalid(source);
}

const invalid = (reference: string): Resolution => ({ ok: false, code: 'reference_invalid', reference });
