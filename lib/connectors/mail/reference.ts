import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ConnectorError } from '../connector';
import type { TestMailMessage } from './port';

export const referenceHeader = 'X-Portico-Reference';

/** The same for the same key, and it says nothing about the key. */
export const referenceOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 24);

/** Every attempt with the same key is the same mail to a mailbox. */
export const messageIdOf = ({ key, from }: TestMailMessage): string =>
  `<${referenceOf(key)}@${from.split('@')[1] ?? ''}>`;

/** Refuses what is no bare address before anybody is asked. */
export function assertAddresses({ from, to }: TestMailMessage, system: string): void {
  const isAddress = (text: string): boolean => z.email().safeParse(text).success;
  if (!isAddress(from)) throw new ConnectorError('refused', { system, reason: 'from' });
  if (!isAddress(to)) throw new ConnectorError('refused', { system, reason: 'to' });
}
