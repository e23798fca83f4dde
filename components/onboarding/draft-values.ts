import { shownKey } from '@/lib/flow-definition/browser';
import type { PostedValues } from './form-state';

/** What the controls of one field hold, by the names of its inputs. */
export type TypedField = Readonly<Record<string, string | readonly string[]>>;
/** What is typed on a page: the fields, and per field the hash of the answer that the page showed before. */
export type Typing = Readonly<{
  data: Readonly<Record<string, TypedField>>;
  bases: Readonly<Record<string, string>>;
}>;

/** The field that an input belongs to: its own name, or its id with a part behind (`birthday-year`, `office.lines`). */
export function fieldOfName(name: string, fieldIds: readonly string[]): string | undefined {
  const owners = fieldIds.filter((id) => name === id || (name.startsWith(id) && /^[-.[]/.test(name.slice(id.length))));
  return owners.sort((a, b) => b.length - a.length)[0];
}

/** The typing in a posted page: every field that it showed, with the base that it was sent with. */
export function postedTyping(values: PostedValues, bases: Readonly<Record<string, string | null>>): Typing {
  const shown = listOf(values[shownKey])
    .flatMap((ids) => ids.split(','))
    .filter((id) => id !== '');
  const data: Record<string, Record<string, string | readonly string[]>> = Object.fromEntries(
    shown.map((id) => [id, {}]),
  );
  for (const [name, value] of Object.entries(values)) {
    const owner = name.startsWith('_') ? undefined : fieldOfName(name, shown);
    const field = owner === undefined ? undefined : data[owner];
    if (field) field[name] = value;
  }
  return {
    data,
    bases: Object.fromEntries(shown.map((id) => [id, bases[id] ?? ''])),
  };
}

/** The typing as the flat names and values of a form, the way a post carries them. */
export const flatTyping = ({ data }: Typing): PostedValues => Object.assign({}, ...Object.values(data)) as PostedValues;

/** Whether two states of one field are the same to a reader: no input and an empty one are. */
export function sameTyped(one: TypedField | undefined, other: TypedField | undefined): boolean {
  const names = new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})]);
  return [...names].every((name) => spoken(one?.[name]) === spoken(other?.[name]));
}

const spoken = (value: string | readonly string[] | undefined): string =>
  JSON.stringify(listOf(value).filter((text) => text !== ''));

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;
