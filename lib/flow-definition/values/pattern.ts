/** A pattern that may be used, ready to be matched as a whole; null when it is outside the small language. */
export type Pattern = Readonly<{ matches: (text: string) => boolean }>;

/** More states than this are no pattern for an answer any more. */
const statesMax = 2000;
const cacheMax = 300;

/**
 * Reads a pattern: characters, `.`, classes, `\d`, `\w`, `\s`, escaped signs, groups, alternatives and bounded or
 * unbounded repetition; `^` and `$` may stand at the ends, because the whole text is meant in any case. Null for all
 * else (look-around, back-references, too many states). Matching takes time in proportion to the text, whatever the
 * pattern: all ways through it are followed at once, so no author can write one that hangs a request.
 */
export function readPattern(source: string): Pattern | null {
  const known = cache.get(source);
  if (known !== undefined) return known;
  if (cache.size >= cacheMax) cache.clear();
  const program = compileProgram(source);
  const pattern = program === null ? null : { matches: (text: string) => run(program, text) };
  cache.set(source, pattern);
  return pattern;
}

const cache = new Map<string, Pattern | null>();

type Repeat = Readonly<{ kind: 'repeat'; of: Node; min: number; max: number | null }>;
type Node =
  | Readonly<{ kind: 'one'; test: RegExp }>
  | Readonly<{ kind: 'all'; of: readonly Node[] }>
  | Readonly<{ kind: 'any'; of: readonly Node[] }>
  | Repeat;
type Instruction =
  Readonly<{ op: 'one'; test: RegExp }> | Readonly<{ op: 'match' }> | { op: 'split'; to: number; or: number };

class Refused extends Error {}

function compileProgram(source: string): readonly Instruction[] | null {
  try {
    const program: Instruction[] = [];
    emit(parse(source.replace(/^\^/, '').replace(/(?<!\\)\$$/, '')), program);
    program.push({ op: 'match' });
    return program;
  } catch (error) {
    if (error instanceof Refused || error instanceof SyntaxError) return null;
    throw error;
  }
}

function parse(source: string): Node {
  const signs = [...source];
  let at = 0;
  const node = alternatives();
  if (at < signs.length) throw new Refused();
  return node;

  function alternatives(): Node {
    const options = [sequence()];
    while (signs[at] === '|') {
      at += 1;
      options.push(sequence());
    }
    return options.length === 1 && options[0] !== undefined ? options[0] : { kind: 'any', of: options };
  }

  function sequence(): Node {
    const parts: Node[] = [];
    while (at < signs.length && signs[at] !== '|' && signs[at] !== ')') parts.push(repeated(atom()));
    return { kind: 'all', of: parts };
  }

  function atom(): Node {
    const sign = signs[at] ?? '';
    at += 1;
    if (sign === '(') return group();
    if (sign === '[') return { kind: 'one', test: new RegExp(`^${classSource()}$`, 'u') };
    if (sign === '.') return { kind: 'one', test: /^[^\n]$/u };
    if (sign === '\\') return { kind: 'one', test: new RegExp(`^${escaped()}$`, 'u') };
    if ('*+?{}]^$'.includes(sign)) throw new Refused();
    return { kind: 'one', test: new RegExp(`^${sign === '/' ? '\\/' : sign}$`, 'u') };
  }

  function group(): Node {
    if (signs[at] === '?') {
      if (signs[at + 1] !== ':') throw new Refused();
      at += 2;
    }
    const inner = alternatives();
    if (signs[at] !== ')') throw new Refused();
    at += 1;
    return inner;
  }

  function classSource(): string {
    let text = '[';
    while (at < signs.length && signs[at] !== ']') {
      if (signs[at] === '\\') {
        at += 1;
        text += escaped();
      } else {
        text += signs[at] ?? '';
        at += 1;
      }
    }
    if (signs[at] !== ']') throw new Refused();
    at += 1;
    return `${text}]`;
  }

  function escaped(): string {
    const sign = signs[at] ?? '';
    at += 1;
    if (!/^[dDwWsS.\\/^$*+?()[\]{}|-]$/.test(sign)) throw new Refused();
    return `\\${sign}`;
  }

  function repeated(node: Node): Node {
    const sign = signs[at];
    const bounds = sign === '*' ? [0, null] : sign === '+' ? [1, null] : sign === '?' ? [0, 1] : null;
    if (bounds !== null) {
      at += 1;
    } else if (sign !== '{') return node;
    const [min = 0, max = null] = bounds ?? counted();
    // A second sign would mean "as few as possible" or worse; for a whole match it says nothing.
    if (['*', '+', '?', '{'].includes(signs[at] ?? '')) throw new Refused();
    return { kind: 'repeat', of: node, min: min ?? 0, max };
  }

  function counted(): readonly (number | null)[] {
    const match = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(signs.slice(at, at + 12).join(''));
    if (match === null) throw new Refused();
    at += match[0].length;
    const min = Number(match[1]);
    const max = match[2] === undefined ? min : match[3] === '' ? null : Number(match[3]);
    if (max !== null && max < min) throw new Refused();
    return [min, max];
  }
}

function emit(node: Node, program: Instruction[]): void {
  if (program.length > statesMax) throw new Refused();
  if (node.kind === 'one') program.push({ op: 'one', test: node.test });
  else if (node.kind === 'all') node.of.forEach((part) => emit(part, program));
  else if (node.kind === 'any') emitAny(node.of, program);
  else emitRepeat(node, program);
}

function emitAny(options: readonly Node[], program: Instruction[]): void {
  const ends: { to: number; or: number }[] = [];
  options.forEach((option, index) => {
    const split = { op: 'split' as const, to: program.length + 1, or: program.length + 1 };
    program.push(split);
    emit(option, program);
    const end = { op: 'split' as const, to: 0, or: 0 };
    program.push(end);
    ends.push(end);
    if (index < options.length - 1) split.or = program.length;
  });
  for (const end of ends) end.to = end.or = program.length;
}

function emitRepeat({ of, min, max }: Repeat, program: Instruction[]): void {
  for (let count = 0; count < min; count += 1) emit(of, program);
  if (max === null) {
    const split = { op: 'split' as const, to: program.length + 1, or: 0 };
    const start = program.push(split) - 1;
    emit(of, program);
    program.push({ op: 'split', to: start, or: start });
    split.or = program.length;
    return;
  }
  const splits: { or: number }[] = [];
  for (let count = min; count < max; count += 1) {
    const split = { op: 'split' as const, to: program.length + 1, or: 0 };
    program.push(split);
    splits.push(split);
    emit(of, program);
  }
  for (const split of splits) split.or = program.length;
}

function run(program: readonly Instruction[], text: string): boolean {
  let states = reach(program, [0]);
  for (const character of text) {
    const next: number[] = [];
    for (const state of states) {
      const instruction = program[state];
      if (instruction?.op === 'one' && instruction.test.test(character)) next.push(state + 1);
    }
    if (next.length === 0) return false;
    states = reach(program, next);
  }
  return [...states].some((state) => program[state]?.op === 'match');
}

/** All states that are reached without another character. */
function reach(program: readonly Instruction[], from: readonly number[]): ReadonlySet<number> {
  const reached = new Set<number>();
  const open = [...from];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (reached.has(state)) continue;
    reached.add(state);
    const instruction = program[state];
    if (instruction?.op === 'split') open.push(instruction.to, instruction.or);
  }
  return reached;
}
