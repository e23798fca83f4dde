import { z } from 'zod';
import type { OpenedSession } from '@/lib/auth';
import type { FlowStatus } from '@/lib/onboarding';
import { askDemo } from './ask-demo';

/** How the prepared flow of a customer stands now. */
export type DemoFlow = Readonly<{
  customerId: string;
  status: FlowStatus;
  tasksCompleted: number;
  tasksTotal: number;
}>;

const openedSession = z.object({
  token: z.string(),
  sessionId: z.string(),
  userId: z.string(),
  expiresAt: z.coerce.date(),
});

/** Asks the desk how the prepared flows stand; null while it does not answer. */
export async function preparedFlowsNow(): Promise<readonly DemoFlow[] | null> {
  const answer = await askDemo('DEMO_DESK_URL', '/flows');
  return answer?.status === 200 ? (answer.body as readonly DemoFlow[]) : null;
}

/** Asks the desk for a session; null for an address that is no persona's, and while the desk does not answer. */
export async function sessionFromDesk(email: string, oldToken: string | null): Promise<OpenedSession | null> {
  const answer = await askDemo('DEMO_DESK_URL', '/sessions', { email, oldToken });
  if (answer?.status !== 201) return null;
  const parsed = openedSession.safeParse(answer.body);
  return parsed.success ? parsed.data : null;
}
