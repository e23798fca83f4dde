const firstStrong = '\u2068';
const leftToRight = '\u2066';
const pop = '\u2069';

/**
 * Wraps a name or free text for places where no element can be put (a title, a mail subject, an aria-label), so that
 * its direction does not disturb the sentence around it.
 */
export const isolate = (text: string): string => `${firstStrong}${text}${pop}`;

/** The same for machine data: identifiers, addresses, phone numbers always read from left to right. */
export const isolateLtr = (text: string): string => `${leftToRight}${text}${pop}`;

/** Takes isolates out again, for comparing or storing a text that was shown. */
export const withoutIsolates = (text: string): string => text.replace(/[\u2066-\u2069]/g, '');
