import { ConnectorError } from '@/lib/connectors';
import { registryOf } from './google';
import { textArg, type ActionContext, type ActionKind } from './action';

/** `registry.verify { id, status }`: reads back that the customer is in the owner's register with this status. */
export const registryVerify: ActionKind = looking(async (context) => {
  const entry = await (await registryOf(context)).read(textArg(context, 'id'));
  if (entry?.status !== textArg(context, 'status')) return 'registry_status';
  return null;
});

/** `registry.listed { id, industry }`: reads back that the customer is in the list of its industry. */
export const registryListed: ActionKind = looking(async (context) => {
  const registry = await registryOf(context);
  return (await registry.listedIn(textArg(context, 'industry'), textArg(context, 'id'))) ? null : 'registry_industry';
});

/** A kind that only looks; what it names when something is amiss becomes `check_failed`. */
function looking(look: (context: ActionContext) => Promise<string | null>): ActionKind {
  return {
    probe: () => Promise.resolve(null),
    async apply(context) {
      const amiss = await look(context);
      if (amiss !== null) throw new ConnectorError('check_failed', { system: 'BigQuery', check: amiss });
      return { outputs: {}, items: [] };
    },
    verify: () => Promise.resolve(),
    compensate: () => Promise.resolve({ removed: false }),
  };
}
