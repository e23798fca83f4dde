import type { WorkField } from '../workload';
import { asked, isShown, present, valueOf } from './bench-page';

/** The floor: the same questions as native elements, with one listener that hides and shows what depends on a value. */
const work = asked();
const form = document.createElement('form');
for (const section of work.sections) {
  const group = document.createElement('fieldset');
  const legend = document.createElement('legend');
  legend.textContent = section.title;
  group.append(legend, ...section.fields.map(question));
  form.append(group);
}
document.body.append(form);

const fields = work.sections.flatMap((section) => section.fields);
const watchers = new Map<string, WorkField[]>();
for (const field of fields)
  for (const { field: on } of field.showIf) watchers.set(on, [...(watchers.get(on) ?? []), field]);
for (const field of fields) settle(field);
form.addEventListener('input', ({ target }) => {
  if (target instanceof HTMLElement) follow(target.id);
});
present({ find, isVisible: (id) => isShown(find(id)), value: (id) => valueOf(find(id)) });

function question(field: WorkField): HTMLElement {
  const row = document.createElement('div');
  const label = document.createElement('label');
  label.htmlFor = field.id;
  label.textContent = field.label;
  const control = document.createElement(field.type === 'select' ? 'select' : 'input');
  control.id = control.name = field.id;
  if (control instanceof HTMLSelectElement)
    control.append(...field.options.map((option) => new Option(option, option)));
  else control.type = { boolean: 'checkbox', number: 'number', text: 'text', select: '' }[field.type];
  row.append(label, control);
  return row;
}

function follow(id: string): void {
  for (const field of watchers.get(id) ?? []) if (settle(field)) follow(field.id);
}

/** Shows or hides one question; true when that changed. */
function settle(field: WorkField): boolean {
  const row = find(field.id)?.parentElement;
  if (!row) return false;
  const hidden = !field.showIf.every(({ field: on, is, value }) => {
    const seen = isShown(find(on)) ? valueOf(find(on)) : undefined;
    return is === 'equal' ? seen === value : seen !== value;
  });
  const changed = row.hidden !== hidden;
  row.hidden = hidden;
  return changed;
}

function find(id: string): HTMLElement | null {
  return document.getElementById(id);
}
