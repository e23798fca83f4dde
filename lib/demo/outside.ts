import { askDemo } from './ask-demo';

/** A mail that the product really sent and the demo's mail server kept. */
export type DemoMail = Readonly<{
  id: string;
  at: string;
  from: string;
  to: readonly string[];
  subject: string;
  text: string;
}>;

/** One thing that a simulator saw on the wire. */
export type LedgerLine = Readonly<{ at: string; system: string; what: string; to?: string }>;

/** What can be done and handed in at the systems of others, for those who try the demo. */
export type OutsideDoors = Readonly<{
  /** The pages of the administrators of customers' service desks. */
  serviceDesk: string;
  credentials: readonly Readonly<{ id: string; value: string; opens: readonly string[] }>[];
}>;

/** The doors of the systems of others; null while they do not answer. */
export async function readOutsideDoors(): Promise<OutsideDoors | null> {
  const answer = await askDemo('SIMULATORS_URL', '/outside');
  return answer?.status === 200 ? (answer.body as OutsideDoors | null) : null;
}

/** The mails, newest first; null while the mail server does not answer. */
export async function readMails(): Promise<readonly DemoMail[] | null> {
  const answer = await askDemo('SIMULATORS_URL', '/mail');
  return answer?.status === 200 ? [...(answer.body as readonly DemoMail[])].reverse() : null;
}

/** What the simulators saw since they started, newest first; null while they do not answer. */
export async function readLedger(): Promise<readonly LedgerLine[] | null> {
  const answer = await askDemo('SIMULATORS_URL', '/ledger');
  return answer?.status === 200 ? [...(answer.body as readonly LedgerLine[])].reverse() : null;
}
