'use server';

import { z } from 'zod';
import { customerAction } from '@/app/_server/action';
import {
  recheckCredential,
  removeCredential,
  runConnectCheck,
  skipCredential,
  submitCredential,
  type LookRef,
} from '@/lib/onboarding';
import { withTenant } from '@/lib/tenancy';

const place = { flowId: z.uuid(), stepId: z.string().min(1).max(100), from: z.enum(['check', '']).default('') };
const input = z.object(place);
type Place = z.infer<typeof input>;

const back = (
  { flowId, stepId }: LookRef,
  { input: { from }, request }: { input: Place; request: { locale: string } },
) => `/${request.locale}/flows/${flowId}/${stepId}/access${from === 'check' ? '?from=check' : ''}`;

/** Takes a secret in to be tried at once. Nothing of it ever goes back into a page. */
export const submitCredentialAction = customerAction({
  name: 'submitCredential',
  limit: 'connectionTest',
  input: z.object(place).catchall(z.string().max(100_000)),
  secretNames: (values) => Object.keys(values),
  run: ({ actor, input: { flowId, stepId, from: _from, ...parts } }) =>
    withTenant(actor, (tx) => submitCredential(tx, actor, { flowId, stepId, parts })),
  redirectTo: (ref, { input: { flowId, stepId, from }, request }) =>
    back(ref, { input: { flowId, stepId, from }, request }),
});

/** Tries what is stored once more. */
export const recheckCredentialAction = customerAction({
  name: 'recheckCredential',
  limit: 'connectionTest',
  input,
  run: ({ actor, input: ref }) => withTenant(actor, (tx) => recheckCredential(tx, actor, ref)),
  redirectTo: back,
});

/** Looks whether we get through to another system. */
export const runConnectCheckAction = customerAction({
  name: 'runConnectCheck',
  limit: 'connectionTest',
  input,
  run: ({ actor, input: ref }) => withTenant(actor, (tx) => runConnectCheck(tx, actor, ref)),
  redirectTo: back,
});

/** Leaves an optional credential out for now. */
export const skipCredentialAction = customerAction({
  name: 'skipCredential',
  input,
  run: ({ actor, input: ref }) => withTenant(actor, (tx) => skipCredential(tx, actor, ref)),
  redirectTo: back,
});

/** Takes a stored credential back. */
export const removeCredentialAction = customerAction({
  name: 'removeCredential',
  input,
  run: ({ actor, input: ref }) => withTenant(actor, (tx) => removeCredential(tx, actor, ref)),
  redirectTo: back,
});
