import { ConnectorError, markOf } from '@/lib/connectors';
import { stillGoingForward } from './google';
import { serviceDeskOf, ticketKey } from './service-desk';
import { textArg, type ActionKind, type Receipt } from './action';

/**
 * `ticket.create { url, profile?, credential, subject, description }`: a ticket in the customer's service desk that tries
 * the way through. Looked for before it is made. Produces `ticket`, its id there; taken away again by deleting it.
 */
export const ticketCreate: ActionKind = {
  async probe(context) {
    const ticket = await (await serviceDeskOf(context)).findTicketByKey(ticketKey(context));
    return ticket ? receiptOf(ticket.id) : null;
  },
  async apply(context) {
    await stillGoingForward(context);
    const ticket = await (
      await serviceDeskOf(context)
    ).createTicket({
      subject: textArg(context, 'subject'),
      description: textArg(context, 'description'),
      key: ticketKey(context),
    });
    return receiptOf(ticket.id);
  },
  async verify(context, receipt) {
    const desk = await serviceDeskOf(context);
    const ticket = await desk.getTicket(ticketOf(receipt));
    if (ticket === null) throw new ConnectorError('check_failed', { system: 'ServiceDesk Plus', check: 'ticket' });
    await desk.deleteDoubles(ticketKey(context), ticket.id);
  },
  // Its id is not known beforehand; the mark stands in its subject, where it can be searched for.
  traces: (context) => [{ kind: 'ticket', name: markOf(ticketKey(context)) }],
  async compensate(context) {
    const desk = await serviceDeskOf(context);
    const ticket = await desk.findTicketByKey(ticketKey(context));
    if (ticket === null) return { removed: false };
    await desk.deleteDoubles(ticketKey(context), ticket.id);
    return { removed: await desk.deleteTicket(ticket.id) };
  },
  async gone(context) {
    return (await (await serviceDeskOf(context)).findTicketByKey(ticketKey(context))) === null;
  },
};

const ticketOf = ({ outputs }: Receipt): string => (typeof outputs.ticket === 'string' ? outputs.ticket : '');

const receiptOf = (ticket: string): Receipt => ({ outputs: { ticket }, items: [{ kind: 'ticket', name: ticket }] });
