import { z } from 'zod';
import type { DirectoryOwner, DirectoryUser, Group } from './port';

const attributesSchema = z.record(z.string(), z.unknown()).nullish();

export const groupSchema = z.object({
  pk: z.string(),
  name: z.string(),
  users: z.array(z.number()).nullish(),
  attributes: attributesSchema,
});
export type StoredGroup = z.infer<typeof groupSchema>;

export const userSchema = z.object({
  pk: z.number(),
  username: z.string(),
  email: z.string().nullish(),
  attributes: attributesSchema,
});
export type StoredUser = z.infer<typeof userSchema>;

export const meSchema = z.object({ user: z.object({ is_superuser: z.boolean() }) });

export const pageOf = <T>(schema: z.ZodType<T>) => z.object({ results: z.array(schema) });

/** Refusals are a sentence, or a list of sentences for each field. */
export const detailSchema = z.object({ detail: z.string() });

const flowAttribute = 'portico_flow';
const invitedAttribute = 'portico_invited';

export const attributesOf = ({ flowId }: DirectoryOwner, isInvited = false): Record<string, unknown> => ({
  [flowAttribute]: flowId,
  ...(isInvited ? { [invitedAttribute]: true } : {}),
});

export const isOf = ({ attributes }: StoredGroup | StoredUser, { flowId }: DirectoryOwner): boolean =>
  attributes?.[flowAttribute] === flowId;

export const groupOf = ({ pk, name, users }: StoredGroup): Group => ({ id: pk, name, users: users ?? [] });

export const userOf = ({ pk, username, email, attributes }: StoredUser): DirectoryUser => ({
  id: pk,
  username,
  email: email ?? '',
  isInvited: attributes?.[invitedAttribute] === true,
});
