'use server';

import { z } from 'zod';
import { staffAction } from '@/app/_server/action';
import { checkConnection, connectedSystems, removeConnection, saveConnection } from '@/lib/vault';
import { withTenant } from '@/lib/tenancy';

const system = z.string().max(60);
const input = z.object({ system });
const back = (ref: { system: string }, { request }: { request: { locale: string } }, done: string) =>
  `/${request.locale}/integrations?done=${done}&system=${ref.system}#${ref.system}`;

/** Connects a system or changes how; nothing of a secret ever goes back into a page. */
export const saveConnectionAction = staffAction({
  name: 'saveConnection',
  input: z.object({ system }).catchall(z.string().max(100_000)),
  secretNames: ({ system: posted }) => secretParts(posted),
  run: ({ actor, input: { system: name, ...typed } }) =>
    withTenant(actor, (tx) => saveConnection(tx, actor, { system: name, settings: typed, secret: typed })),
  redirectTo: (ref, context) => back(ref, context, 'saved'),
});

/** Has a connection looked at. */
export const checkConnectionAction = staffAction({
  name: 'checkConnection',
  limit: 'connectionTest',
  input,
  run: ({ actor, input: ref }) => withTenant(actor, (tx) => checkConnection(tx, actor, ref)),
  redirectTo: (ref, context) => back(ref, context, 'asked'),
});

/** Disconnects a system. */
export const removeConnectionAction = staffAction({
  name: 'removeConnection',
  input,
  run: ({ actor, input: ref }) => withTenant(actor, (tx) => removeConnection(tx, actor, ref)),
  redirectTo: (ref, context) => back(ref, context, 'removed'),
});

/** The secret parts of a system; of one that we do not know, those of all. */
const secretParts = (name: unknown): readonly string[] => {
  const known = typeof name === 'string' && Object.hasOwn(connectedSystems, name) ? connectedSystems[name] : undefined;
  const systems = known ? [known] : Object.values(connectedSystems);
  return systems.flatMap(({ secret }) => secret.map(({ id }) => id));
};
