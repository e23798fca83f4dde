import { createHash } from 'node:crypto';

/**
 * What a ticket or a note carries so that it can be found again after an attempt whose answer was lost: short, the same
 * for the same key, and it says nothing about the key.
 */
export const markOf = (key: string): string => `ref-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;

/** A ticket's subject with the mark; a subject is what every edition can search. */
export const markedSubject = (subject: string, key: string): string => `${subject} [${markOf(key)}]`;

/** A note's text with the mark in a line of its own. */
export const markedText = (text: string, key: string): string => `${text}\n\n[${markOf(key)}]`;
