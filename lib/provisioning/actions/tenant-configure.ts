import { ConnectorError } from '@/lib/connectors';
import { optionalText, stillGoingForward } from './google';
import { textArg, type ActionContext, type ActionKind } from './action';
import { setMilestone, tenantArg, withdrawMilestones } from './tenant';

/**
 * `tenant.configure { id, status, url?, urlColumn?, secretName?, secretColumn? }`: writes the status of the customer's
 * row and, in the columns that the template names, the address of its system and the name of its secret; reads all of it
 * back. Sets milestone `tenant_status:<status>`.
 */
export const tenantConfigure: ActionKind = {
  async probe(context) {
    if (!(await holds(context))) return null;
    await setMilestone(context, milestoneOf(context));
    return receipt;
  },
  async apply(context) {
    await stillGoingForward(context);
    await context.datasets.tenants.write(tenantArg(context), valuesOf(context));
    return receipt;
  },
  async verify(context) {
    if (!(await holds(context))) throw new ConnectorError('check_failed', { system: 'PostgreSQL', check: 'tenant' });
    await setMilestone(context, milestoneOf(context));
  },
  async compensate(context) {
    await withdrawMilestones(context, [milestoneOf(context)]);
    return context.datasets.tenants.undo(tenantArg(context));
  },
  async gone(context) {
    return !(await holds(context));
  },
};

const receipt = { outputs: {}, items: [] } as const;
const milestoneOf = (context: ActionContext): string => `tenant_status:${textArg(context, 'status')}`;

function valuesOf(context: ActionContext): Readonly<Record<string, string>> {
  const named = [
    [optionalText(context, 'urlColumn'), optionalText(context, 'url')],
    [optionalText(context, 'secretColumn'), optionalText(context, 'secretName')],
  ].filter(([column]) => column !== '');
  return { ...Object.fromEntries(named), status: textArg(context, 'status') };
}

async function holds(context: ActionContext): Promise<boolean> {
  const row = await context.datasets.tenants.read(context.ownerTenantId, textArg(context, 'id'));
  if (row?.flowId !== context.flowId) return false;
  const { status, ...columns } = valuesOf(context);
  return row.status === status && Object.entries(columns).every(([column, value]) => row.values[column] === value);
}
