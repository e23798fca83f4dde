import { serviceDesk, serviceDeskAccess, type ServiceDesk } from '@/lib/connectors';
import { optionalText } from './google';
import { textArg, type ActionContext } from './action';

/** The customer's service desk, opened with the credential that the argument `credential` names. */
export async function serviceDeskOf(context: ActionContext): Promise<ServiceDesk> {
  const parts = await context.credential(textArg(context, 'credential'));
  const access = serviceDeskAccess(textArg(context, 'url'), optionalText(context, 'profile'), parts ?? {});
  return serviceDesk(access, context.wire);
}

/** The mark of what this action makes: the same in every run of the flow, so that a later one finds it again. */
export const ticketKey = ({ flowId, actionId }: ActionContext): string => `${flowId}:${actionId}`;

/** When the action began; every look at it counts from there. */
export async function startedAt({ tenantId, runId, actionId, inTenant, means }: ActionContext): Promise<Date> {
  const [row] = await inTenant(
    (tx) => tx.$queryRaw<{ at: Date | null }[]>`
      select started_at as at from provisioning_actions
      where tenant_id = ${tenantId}::uuid and run_id = ${runId}::uuid and action_id = ${actionId}`,
  );
  return row?.at ?? means.clock.now();
}
