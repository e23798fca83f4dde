import { manyTexts, partTexts } from '@/components/forms/field-view';
import { addressParts } from './posted-field';
import type { StepPageField } from './step-page';
import type { Typed } from './typed-value';

/** Everything that the field's controls hold now, whichever of them has just changed. */
export function readControls(field: StepPageField, target: unknown): Typed {
  if (!isControl(target)) return undefined;
  const { form } = target;
  if (!form) return target.value;
  if (field.type === 'date') {
    const part = (name: string) => valueOf(form, `${field.id}-${name}`);
    return [part('year'), part('month'), part('day')].join('-').replace(/^--$/, '');
  }
  if (field.type === 'address')
    return Object.fromEntries(addressParts.map((part) => [part, valueOf(form, `${field.id}-${part}`)]));
  if (target instanceof HTMLInputElement && (target.type === 'checkbox' || field.type === 'list')) {
    return [...form.querySelectorAll<HTMLInputElement>(`input[name="${CSS.escape(field.id)}"]`)]
      .filter((input) => input.type !== 'checkbox' || input.checked)
      .map((input) => input.value);
  }
  return target.value;
}

/**
 * Puts back what was typed into a question that had gone from the page and is there again: its controls are new and hold
 * what the page began with.
 */
export function fillControls(form: HTMLFormElement, field: StepPageField, typed: Typed): void {
  const [year = '', month = '', day = ''] = typeof typed === 'string' ? typed.split('-') : [];
  const parts = field.type === 'date' ? { year, month, day } : field.type === 'address' ? partTexts(typed) : {};
  for (const [part, text] of Object.entries(parts)) fill(form.elements.namedItem(`${field.id}-${part}`), text);
  const texts = manyTexts(typed);
  const own = [...form.querySelectorAll(`[name="${CSS.escape(field.id)}"]`)].filter(isControl);
  own.forEach((control, index) => {
    if (control instanceof HTMLInputElement && control.type === 'file') return;
    if (isChosen(control)) control.checked = texts.includes(control.value);
    else fill(control, texts[index] ?? '');
  });
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const isControl = (element: unknown): element is Control =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;

const isChosen = (control: Control): control is HTMLInputElement =>
  control instanceof HTMLInputElement && (control.type === 'radio' || control.type === 'checkbox');

function fill(control: unknown, text: string): void {
  if (isControl(control)) control.value = text;
}

function valueOf(form: HTMLFormElement, name: string): string {
  const element = form.elements.namedItem(name);
  return isControl(element) ? element.value.trim() : '';
}
