import { ConnectorError, markOf } from '@/lib/connectors';
import { optionalText, stillGoingForward } from './google';
import { serviceDeskOf, startedAt, ticketKey } from './service-desk';
import { textArg, type ActionContext, type ActionKind, type Receipt } from './action';

const minutesUsual = 3;

/**
 * `ticket.note { url, profile?, credential, ticket, text, since?, withinMinutes? }`: works on a ticket: writes the note
 * into its work notes and reads it back there, within so many minutes after `since` (when it was delivered, or the action
 * began). Fails with `waited_too_long` when that has not come about in time. Produces `note` and `seconds`.
 */
export const ticketNote: ActionKind = {
  async probe(context) {
    return receiptOf(context, await find(context));
  },
  async apply(context) {
    await stillGoingForward(context);
    const began = await beganAt(context);
    try {
      const desk = await serviceDeskOf(context);
      await desk.addWorkNote(textArg(context, 'ticket'), textArg(context, 'text'), ticketKey(context));
      const receipt = receiptOf(context, await find(context), began);
      if (receipt !== null) return receipt;
      throw new ConnectorError('unavailable', { system: 'ServiceDesk Plus' });
    } catch (error) {
      const late = context.means.clock.now().getTime() - began.getTime() > minutesOf(context) * 60_000;
      if (late && error instanceof ConnectorError && error.retryable) {
        throw new ConnectorError('waited_too_long', { system: 'ServiceDesk Plus' }, error);
      }
      throw error;
    }
  },
  async verify(context) {
    if ((await find(context)) === null) {
      throw new ConnectorError('check_failed', { system: 'ServiceDesk Plus', check: 'work_note' });
    }
  },
  // A note is part of the history of the customer's ticket: nobody takes it out again.
  compensate: () => Promise.resolve({ removed: false }),
  gone: () => Promise.resolve(true),
};

async function find(context: ActionContext): Promise<string | null> {
  const notes = await (await serviceDeskOf(context)).listWorkNotes(textArg(context, 'ticket'));
  return notes.find(({ text }) => text.includes(markOf(ticketKey(context))))?.id ?? null;
}

function receiptOf(context: ActionContext, note: string | null, began?: Date): Receipt | null {
  if (note === null) return null;
  const took = began === undefined ? null : context.means.clock.now().getTime() - began.getTime();
  return { outputs: { note, ...(took === null ? {} : { seconds: String(Math.ceil(took / 1000)) }) }, items: [] };
}

const minutesOf = ({ args }: ActionContext): number => Number(args.withinMinutes ?? minutesUsual);

/** The later of both: a run that was taken up again days after the delivery has its minutes, too. */
async function beganAt(context: ActionContext): Promise<Date> {
  const since = new Date(optionalText(context, 'since'));
  const started = await startedAt(context);
  return Number.isNaN(since.getTime()) || since < started ? started : since;
}
