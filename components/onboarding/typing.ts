/** Who hears what is typed into which question of an open form. */
export type Typing = Readonly<{
  /** Hears the controls of one field until the answer is called. */
  listen: (fieldId: string, take: (target: EventTarget | null) => void) => () => void;
  /** Hears the form itself; for `useEffect`. */
  attach: (form: HTMLFormElement | null) => (() => void) | undefined;
}>;

/**
 * Hears every control of a form by one native listener. A line of text is not told to React: after each key it would set
 * the name of the input anew, for which the browser sorts all names of the form again, so that a key would cost three
 * times as much on a page of a thousand questions as on one of ten.
 */
export function createTyping(): Typing {
  const takers = new Map<string, (target: EventTarget | null) => void>();
  const hear = (event: Event): void => {
    const { target } = event;
    if (!isControl(target)) return;
    const { name } = target;
    // Dates and addresses have a control for each part, named after the field and the part.
    const take = takers.get(name) ?? takers.get(name.slice(0, name.lastIndexOf('-')));
    take?.(target);
    if (target instanceof HTMLInputElement && linesOfText.has(target.type)) event.stopPropagation();
  };
  return {
    listen: (fieldId, take) => {
      takers.set(fieldId, take);
      return () => {
        if (takers.get(fieldId) === take) takers.delete(fieldId);
      };
    },
    attach: (form) => {
      form?.addEventListener('input', hear);
      return form ? () => form.removeEventListener('input', hear) : undefined;
    },
  };
}

const linesOfText: ReadonlySet<string> = new Set(['text', 'email', 'url', 'tel', 'number', 'search', 'password']);

const isControl = (target: EventTarget | null): target is HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
