import type { GivenUp } from '@/lib/platform/jobs';
import { asCustomer } from '@/lib/tenancy';
import { settle } from './deliver-message';
import type { ClaimedMessage } from './message-content';

type Waiting = Pick<ClaimedMessage, 'tenantId' | 'id' | 'flowId' | 'kind'>;

/** A message that nobody could write or hand over has failed. Records `message.failed` as event and audit entry. */
export const giveUpMessage: GivenUp = async ({ tenantId = '', messageId = '' }) => {
  const message = await asCustomer(tenantId, 'give a message up', async (tx) => {
    const [row] = await tx.$queryRaw<Waiting[]>`
      select id, tenant_id as "tenantId", flow_id as "flowId", kind from messages
      where tenant_id = ${tenantId}::uuid and id = ${messageId}::uuid and status in ('queued', 'sending')`;
    return row ?? null;
  });
  if (message) await settle(message, 0, { outcome: 'refused', error: { code: 'unexpected' } });
};
