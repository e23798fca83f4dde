/** A piece of HTML that is known to be safe to print. */
export type Html = Readonly<{ html: string }>;

type Value = Html | string | number | readonly Html[];

/**
 * Builds HTML for a mail: constants are printed, values are escaped. Mails are not React: they are rendered in the
 * worker, where React's renderer does not exist, and an inbox understands none of what it would add.
 */
export function html(constants: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: constants.reduce((text, constant, index) => text + printed(values[index - 1] ?? '') + constant) };
}

const printed = (value: Value): string => {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeText(value);
  return 'html' in value ? value.html : value.map((part) => part.html).join('');
};

/**
 * Escapes a text. Isolates, which the plain text keeps as characters, become elements: some inboxes drop the
 * characters, and then an address would run backwards in an Arabic sentence.
 */
const escapeText = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replaceAll('\u2066', '<bdi dir="ltr">')
    .replaceAll('\u2068', '<bdi>')
    .replaceAll('\u2069', '</bdi>');
