/** A piece of a line of a mail: text, or an address. */
export type LetterPart = Readonly<{ text: string; link?: string }>;

/** The lines of a mail's text without the empty ones, with the web addresses in them picked out. */
export const letterParts = (text: string): readonly (readonly LetterPart[])[] =>
  text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) =>
      line
        .split(/(https?:\/\/[^\s<>"]+)/)
        .filter((part) => part !== '')
        .map((part) => (/^https?:\/\//.test(part) ? { text: part, link: part } : { text: part })),
    );

/** The path of an address of our own pages; null for every other address, which is shown and leads nowhere. */
export function ownPathOf(address: string, publicUrl: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return url.origin === new URL(publicUrl).origin ? `${url.pathname}${url.search}` : null;
}
