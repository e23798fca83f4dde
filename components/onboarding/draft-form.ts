import { shownKey } from '@/lib/flow-definition/browser';
import { fieldOfName, sameTyped, type TypedField, type Typing } from './draft-values';
import { hiddenName } from './step-page';

/**
 * Reads what is typed in a form, beside what it showed when it came. A field counts once its controls say something else
 * than at first sight, and from then on it stays: who types a letter and deletes it again has changed their mind, and the
 * draft must follow. `fromStart` takes everything, for a page that came back with what was typed before.
 */
export function formReader(secretFields: readonly string[], fromStart: boolean) {
  const secrets = new Set(secretFields);
  const first = new Map<string, TypedField>();
  const touched = new Set<string>();
  return (form: HTMLFormElement): Typing | null => {
    const shown = new FormData(form)
      .getAll(shownKey)
      .map(String)
      .filter((id) => !secrets.has(id));
    const now = controlsOf(form, shown, 'now');
    const atFirst = controlsOf(form, shown, 'first');
    for (const id of shown) {
      if (!first.has(id)) first.set(id, atFirst[id] ?? {});
      if (fromStart || !sameTyped(first.get(id), now[id])) touched.add(id);
    }
    const fields = shown.filter((id) => touched.has(id));
    if (fields.length === 0) return null;
    return {
      data: Object.fromEntries(fields.map((id) => [id, now[id] ?? {}])),
      bases: Object.fromEntries(fields.map((id) => [id, valueOf(form, hiddenName.base(id))])),
    };
  };
}

/** Whether the form shows exactly this typing already, so that nothing would change by bringing it back. */
export function showsTyping(form: HTMLFormElement, { data }: Typing): boolean {
  const now = controlsOf(form, Object.keys(data), 'now');
  return Object.entries(data).every(([id, typed]) => sameTyped(typed, now[id]));
}

/** What the controls hold now, or what the page gave them (a browser may fill them before the script runs). */
function controlsOf(
  form: HTMLFormElement,
  fieldIds: readonly string[],
  when: 'now' | 'first',
): Record<string, Record<string, string | string[]>> {
  const fields: Record<string, Record<string, string | string[]>> = {};
  for (const control of form.elements) {
    const name = control.getAttribute('name') ?? '';
    const owner = name.startsWith('_') ? undefined : fieldOfName(name, fieldIds);
    if (owner === undefined) continue;
    const field = (fields[owner] ??= {});
    for (const text of textsOf(control, when)) {
      const known = field[name];
      field[name] = known === undefined ? text : [known, text].flat();
    }
  }
  return fields;
}

/** The texts that one control sends; a control that would give a secret or a file away sends none. */
function textsOf(control: Element, when: 'now' | 'first'): readonly string[] {
  const now = when === 'now';
  if (control instanceof HTMLTextAreaElement) return [now ? control.value : control.defaultValue];
  if (control instanceof HTMLSelectElement) {
    const options = [...control.options];
    const marked = options.filter((option) => (now ? option.selected : option.defaultSelected));
    const chosen = marked.length > 0 || now || control.multiple ? marked : options.slice(0, 1);
    return chosen.map(({ value }) => value);
  }
  if (!(control instanceof HTMLInputElement)) return [];
  switch (control.type) {
    case 'checkbox':
    case 'radio':
      return (now ? control.checked : control.defaultChecked) ? [control.value] : [];
    case 'password':
    case 'file':
    case 'submit':
    case 'button':
    case 'reset':
      return [];
    default:
      return [now ? control.value : control.defaultValue];
  }
}

const valueOf = (form: HTMLFormElement, name: string): string => {
  const control = form.elements.namedItem(name);
  return control instanceof HTMLInputElement ? control.value : '';
};
