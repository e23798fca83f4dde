import { createHash } from 'node:crypto';

/** Stands for a person in the names of what their browser keeps; tells nothing about them. */
export const deviceOwner = (userId: string): string =>
  createHash('sha256').update(`device:${userId}`).digest('base64url').slice(0, 16);
