import { readFileSync } from 'node:fs';
import path from 'node:path';

type Manifest = Readonly<{ node?: Readonly<Record<string, unknown>>; edge?: Readonly<Record<string, unknown>> }>;

let known: ReadonlySet<string> | null = null;

/**
 * Whether a form posted without a script names a server action that this build does not have: its page was made by an
 * older version. Without a list of the build's actions (in development) nothing is called old.
 */
export function isFromOldBuild(form: FormData): boolean {
  const actions = knownActions();
  return actions.size > 0 && namedActions(form).some((id) => !actions.has(id));
}

/** `$ACTION_ID_<id>` names an action outright; `$ACTION_REF_1` points to `$ACTION_1:0`, which holds `{ id }`. */
function namedActions(form: FormData): readonly string[] {
  return [...form.keys()].flatMap((name) => {
    const direct = /^\$ACTION_ID_(.+)$/.exec(name)?.[1];
    if (direct !== undefined) return [direct];
    const reference = /^\$ACTION_REF_(.+)$/.exec(name)?.[1];
    const id = reference === undefined ? undefined : idIn(form.get(`$ACTION_${reference}:0`));
    return id === undefined ? [] : [id];
  });
}

function idIn(text: FormDataEntryValue | null): string | undefined {
  try {
    const { id } = Object(JSON.parse(String(text))) as { id?: unknown };
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

function knownActions(): ReadonlySet<string> {
  if (known) return known;
  known = new Set(process.env.NODE_ENV === 'production' ? actionsOfBuild() : []);
  return known;
}

function actionsOfBuild(): readonly string[] {
  const file = path.join(/* turbopackIgnore: true */ process.cwd(), '.next/server/server-reference-manifest.json');
  try {
    const { node = {}, edge = {} } = JSON.parse(readFileSync(/* turbopackIgnore: true */ file, 'utf8')) as Manifest;
    return [...Object.keys(node), ...Object.keys(edge)];
  } catch {
    return [];
  }
}
