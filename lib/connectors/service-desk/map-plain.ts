import { z } from 'zod';
import type { WireRequest } from '../wire';
import type { Dialect } from './dialects';
import type { Ticket, WorkNote } from './port';

const base = '/api/v3/tickets';
const one = (id: string): string => `${base}/${encodeURIComponent(id)}`;
const look = (path: string, query?: Readonly<Record<string, string>>): WireRequest => ({
  method: 'GET',
  path,
  ...(query ? { query } : {}),
});

/** The plain dialect of the reference runbook: JSON in, JSON out, no wrapping. */
export const calls: Omit<Dialect, 'headers'> = {
  list: (max) => look(base, { limit: String(max) }),
  search: (mark) => look(base, { search: mark }),
  get: (id) => look(one(id)),
  create: ({ subject, description }) => ({ method: 'POST', path: base, body: { subject, description } }),
  createNothing: () => ({ method: 'POST', path: base, body: { subject: '' } }),
  close: (id) => ({ method: 'PUT', path: one(id), body: { status: 'Closed' } }),
  remove: (id) => ({ method: 'DELETE', path: one(id) }),
  listNotes: (id) => look(`${one(id)}/notes`),
  getNote: (id, noteId) => look(`${one(id)}/notes/${encodeURIComponent(noteId)}`),
  addNote: (id, text) => ({ method: 'POST', path: `${one(id)}/notes`, body: { text } }),
  readTickets: (body) =>
    z
      .object({ tickets: z.array(ticketSchema) })
      .parse(body)
      .tickets.map(ticketOf),
  readTicket: (body) => ticketOf(z.object({ ticket: ticketSchema }).parse(body).ticket),
  readNotes: (body) =>
    z
      .object({ notes: z.array(noteSchema) })
      .parse(body)
      .notes.map(noteOf),
  readNote: (body) => noteOf(z.object({ note: noteSchema }).parse(body).note),
};

const idSchema = z.union([z.string().min(1), z.number().int()]).transform(String);
const timeSchema = z.string().nullish();

const ticketSchema = z.object({
  id: idSchema,
  subject: z.string(),
  description: z.string().nullish(),
  status: z.string().nullish(),
  created_at: timeSchema,
});
const noteSchema = z.object({ id: idSchema, text: z.string(), created_at: timeSchema });

const ticketOf = ({ id, subject, description, status, created_at }: z.infer<typeof ticketSchema>): Ticket => ({
  id,
  subject,
  description: description ?? '',
  status: status ?? '',
  createdAt: dateOf(created_at),
});

const noteOf = ({ id, text, created_at }: z.infer<typeof noteSchema>): WorkNote => ({
  id,
  text,
  createdAt: dateOf(created_at),
});

function dateOf(time: string | null | undefined): Date | null {
  const date = new Date(time ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}
