import { ConnectorError } from '../connector';
import type { WireMeans } from '../wire';
import { serviceDeskClient, type ServiceDeskClient } from './client';
import { markedSubject, markedText, markOf } from './mark';
import type { ServiceDesk, ServiceDeskAccess, Ticket, WorkNote } from './port';

/**
 * A customer's service desk. Whatever it makes carries a mark that follows from the caller's key, and is looked for
 * before it is made, so that an attempt whose answer was lost can be repeated. Fails with `ConnectorError`s:
 * `credential_refused`, `permission_denied`, `not_found` (a note on a ticket that is gone), and what the wire knows.
 */
export function serviceDesk(access: ServiceDeskAccess, means: WireMeans): ServiceDesk {
  const client = serviceDeskClient(access, means);
  const { dialect, ask } = client;

  const getTicket = (id: string): Promise<Ticket | null> => unlessGone(() => ask(dialect.get(id), dialect.readTicket));

  async function ticketsWith(key: string): Promise<readonly Ticket[]> {
    const mark = markOf(key);
    const found = await ask(dialect.search(mark), dialect.readTickets);
    return found.filter(({ subject }) => subject.includes(mark)).sort(byAge);
  }

  /** Of several, the oldest: a doubled request made the others. */
  const findTicketByKey = async (key: string): Promise<Ticket | null> => (await ticketsWith(key))[0] ?? null;

  const deleteTicket = async (id: string): Promise<boolean> =>
    (await unlessGone(async () => (await client.wire(dialect.remove(id)), true))) ?? false;

  return {
    listTickets: (max) => ask(dialect.list(max), dialect.readTickets),
    getTicket,
    findTicketByKey,
    async createTicket({ subject, description, key }) {
      const known = await findTicketByKey(key);
      if (known) return known;
      const made = await ask(dialect.create({ subject: markedSubject(subject, key), description }), dialect.readTicket);
      if (!made) throw new ConnectorError('answer_unreadable', { system: 'ServiceDesk Plus' });
      return made;
    },
    async addWorkNote(id, text, key) {
      const known = (await notesOf(client, id)).find((note) => note.text.includes(markOf(key)));
      return known ?? ask(dialect.addNote(id, markedText(text, key)), dialect.readNote);
    },
    listWorkNotes: (id) => notesOf(client, id),
    async closeTicket(id) {
      const ticket = await getTicket(id);
      if (!ticket) return false;
      if (ticket.status.toLowerCase() === 'closed') return true;
      return (await unlessGone(async () => (await client.wire(dialect.close(id)), true))) ?? false;
    },
    deleteTicket,
    async deleteDoubles(key, keepId) {
      const doubles = (await ticketsWith(key)).filter(({ id }) => id !== keepId);
      for (const { id } of doubles) await deleteTicket(id);
      return doubles.length;
    },
  };
}

/** Some editions list notes without their text: those are looked at one by one. */
async function notesOf({ dialect, ask }: ServiceDeskClient, id: string): Promise<readonly WorkNote[]> {
  const listed = await ask(dialect.listNotes(id), dialect.readNotes);
  const notes: WorkNote[] = [];
  for (const { text, ...note } of listed) {
    notes.push(text === null ? await ask(dialect.getNote(id, note.id), dialect.readNote) : { ...note, text });
  }
  return notes;
}

async function unlessGone<T>(run: () => Promise<T>): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'not_found') return null;
    throw error;
  }
}

const byAge = (a: Ticket, b: Ticket): number => (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0);
