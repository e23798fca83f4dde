import type { Check, CheckContext, CheckReport } from '../check';
import { ConnectorError } from '../connector';
import { rightResult } from '../right';
import type { WireRequest } from '../wire';
import { accessOf } from './access';
import { causeOf } from './cause';
import { serviceDeskClient, system, type ServiceDeskClient } from './client';

/** `held`: the service desk let us; `denied`: it knows the key and said no; an error: it could not be asked. */
type Finding = 'held' | 'denied' | ConnectorError;

const asks = ['api.enabled', 'tickets.read', 'tickets.write', 'notes.read'] as const;

/**
 * Whether the API is turned on, and each permission by itself and by its name. Nothing stays behind: writing is tried
 * with a ticket without its mandatory subject, which a key that may write is told about (400, code 4012) and one that
 * may not is refused (403, code 4002) [common-error-code.html]. Should the desk accept it nevertheless, it is removed.
 */
export const permissionsCheck: Check = {
  system: 'service-desk',
  asks,
  async run(context) {
    const findings = await lookAt(context);
    if (findings instanceof ConnectorError) return allFailed(findings);
    const unasked = findings.find((finding) => finding instanceof ConnectorError);
    if (unasked instanceof ConnectorError) return allFailed(unasked);
    // Not one thing is allowed: it is the door that is closed, and not three rights that are missing.
    if (findings.every((finding) => finding === 'denied')) return allFailed(new ConnectorError('permission_denied'));
    const results = asks.map((id, index) => rightResult(system, id, index === 0 || findings[index - 1] === 'held'));
    return { ok: results.every(({ ok }) => ok), results, facts: {} };
  },
};

async function lookAt(context: CheckContext): Promise<readonly Finding[] | ConnectorError> {
  try {
    const client = serviceDeskClient(accessOf(context), context.wire);
    let newest: string | null = null;
    const read = await finding(async () => {
      newest = (await client.ask(client.dialect.list(1), client.dialect.readTickets))[0]?.id ?? null;
    });
    if (read instanceof ConnectorError) return read;
    return [read, await finding(() => tryToWrite(client)), await finding(() => tryNotes(client, newest))];
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
}

async function finding(look: () => Promise<void>): Promise<Finding> {
  try {
    await look();
    return 'held';
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return error.code === 'permission_denied' ? 'denied' : error;
  }
}

/** 400 is the good answer here: it was read, and found incomplete. */
async function tryToWrite({ wire, dialect }: ServiceDeskClient): Promise<void> {
  const answer = await wire(accepting(dialect.createNothing(), [400, 422]));
  if (answer.status >= 300) return;
  const made = dialect.readTicket(answer.json());
  if (made) await wire(dialect.remove(made.id));
}

/** Without any ticket to look at, notes are asked for of one that is not there: not to find it is not to be refused. */
async function tryNotes({ wire, dialect }: ServiceDeskClient, ticketId: string | null): Promise<void> {
  await wire(accepting(dialect.listNotes(ticketId ?? '0'), ticketId === null ? [400, 404] : []));
}

const accepting = (request: WireRequest, accept: readonly number[]): WireRequest => ({ ...request, accept });

const allFailed = (error: ConnectorError): CheckReport => ({
  ok: false,
  results: asks.map((id) => ({ id, ok: false, ...causeOf(error) })),
  facts: {},
});
