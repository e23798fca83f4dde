/** The typed fields of a form as they were posted: one text, or several under one name. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>;

const fieldsMax = 2000;
const nameLengthMax = 200;

/**
 * Turns a form into a plain object: a name that occurs once gives its text, a name that occurs several times gives all
 * of them in order; line ends become `\n`. The framework's own fields are left out, files are left to those who ask
 * for them. Names that would touch the prototype are dropped, and so is everything past a sane number of fields.
 */
export function formValues(form: unknown): FormValues {
  const values = textValues(form);
  if (form instanceof FormData) filesByValues.set(values, postedFiles(form));
  return values;
}

/** A file of a form, by the name of its control. */
export type PostedFile = Readonly<{ field: string; file: File }>;

/** The files that came with these values, in order; a control in which nobody chose anything has none. */
export const filesOf = (values: unknown): readonly PostedFile[] =>
  typeof values === 'object' && values !== null ? (filesByValues.get(values) ?? []) : [];

const filesByValues = new WeakMap<object, readonly PostedFile[]>();

const filesMax = 20;

const postedFiles = (form: FormData): readonly PostedFile[] =>
  [...form]
    .flatMap(([field, file]) =>
      typeof file === 'string' || (file.name === '' && file.size === 0) ? [] : [{ field, file }],
    )
    .filter(({ field }) => !isUnsafeName(field) && !field.startsWith('$ACTION'))
    .slice(0, filesMax);

function textValues(form: unknown): FormValues {
  // An action is called over the network, so its argument is whatever was sent.
  if (!(form instanceof FormData)) return {};
  const values = new Map<string, string[]>();
  let count = 0;
  for (const [name, value] of form) {
    if (typeof value !== 'string' || name.startsWith('$ACTION') || isUnsafeName(name)) continue;
    count += 1;
    if (count > fieldsMax) break;
    const known = values.get(name);
    const text = value.replaceAll('\r\n', '\n');
    if (known) known.push(text);
    else values.set(name, [text]);
  }
  return Object.fromEntries([...values].map(([name, list]) => [name, list.length === 1 ? (list[0] ?? '') : list]));
}

/** The values that may go back into the page after a refusal: everything but secrets. */
export const withoutSecrets = (values: FormValues, secretNames: readonly string[]): FormValues =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !secretNames.includes(name)));

const isUnsafeName = (name: string): boolean =>
  name === '' || name.length > nameLengthMax || name === '__proto__' || name === 'constructor' || name === 'prototype';
