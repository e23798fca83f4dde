import { ConnectorError } from '@/lib/connectors';
import { config } from '@/lib/platform/config';
import { createHook, hookPath, liveHook, profiles, removeHook, type Hook, type Profile } from '@/lib/webhooks';
import { textArg, type ActionContext, type ActionKind, type Receipt } from './action';

/**
 * `webhook.create { profile, name, header, connector }`: a door for deliveries of the customer's own system, with a
 * secret of its own. `connector` stands in the address; the template's key where it is not given. Produces `url`,
 * `header`, `hook`, `fingerprint` and the secret `secret`.
 */
export const webhookCreate: ActionKind = {
  async probe(context) {
    const hook = await context.inTenant((tx) => liveHook(tx, context));
    return hook ? receiptOf(hook) : null;
  },
  async apply(context) {
    const wish = {
      profile: profileArg(context),
      connector: optionalArg(context, 'connector') ?? context.definition.key,
      name: textArg(context, 'name'),
      header: optionalArg(context, 'header') ?? 'x-webhook-signature',
    };
    return receiptOf(
      await context.inTenant(async (tx) => {
        // A late attempt must not open a door after the run has begun to undo; the lock makes the undoing wait for us.
        const running = await tx.$queryRaw<unknown[]>`
          select 1 as one from provisioning_runs
          where tenant_id = ${context.tenantId}::uuid and id = ${context.runId}::uuid and status = 'running' for share`;
        if (running.length === 0) throw new ConnectorError('undone_meanwhile');
        return createHook(tx, context, wish, context.means);
      }),
    );
  },
  async verify(context) {
    const hook = await context.inTenant((tx) => liveHook(tx, context));
    if (!hook) throw new ConnectorError('undone_meanwhile');
  },
  async compensate(context) {
    const removed = await context.inTenant((tx) => removeHook(tx, context, context.means.clock.now()));
    return { removed: removed > 0 };
  },
  async gone(context) {
    return (await context.inTenant((tx) => liveHook(tx, context))) === null;
  },
};

function profileArg(context: ActionContext): Profile {
  const given = textArg(context, 'profile');
  const profile = profiles.find((each) => each === given);
  if (profile === undefined) throw new ConnectorError('refused', { reason: 'profile' });
  return profile;
}

const optionalArg = ({ args }: ActionContext, name: string): string | null => {
  const value = Object.hasOwn(args, name) ? args[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : null;
};

const receiptOf = (hook: Hook): Receipt => ({
  outputs: {
    url: `${config().publicUrl}${hookPath(hook)}`,
    header: hook.header,
    hook: hook.hookId,
    secret: hook.hookId,
    fingerprint: hook.fingerprint,
  },
  items: [{ kind: 'webhook', name: hookPath(hook) }],
});
