import { z } from 'zod';
import type { WireRequest } from '../wire';
import type { Dialect, ListedNote } from './dialects';
import { htmlOf, textOf } from './html-text';
import type { Ticket } from './port';

const base = '/api/v3/requests';
const one = (id: string): string => `${base}/${encodeURIComponent(id)}`;

export const accept = { accept: 'application/vnd.manageengine.sdp.v3+json' };

/** Both editions take their input as JSON in the parameter `input_data`: in the address of a look, as a form otherwise. */
const asked = (path: string, input: unknown): WireRequest => ({
  method: 'GET',
  path,
  query: { input_data: JSON.stringify(input) },
});
const sent = (method: 'POST' | 'PUT', path: string, input: unknown): WireRequest => ({
  method,
  path,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({ input_data: JSON.stringify(input) }).toString(),
});

/** Not the whole description: one with pictures in it is larger than what we read of any answer. */
const fields = ['id', 'subject', 'short_description', 'status', 'created_time'];
/** The vendor's own limit for one page of a list. */
const rowsMax = 100;
const newestFirst = { start_index: 1, sort_field: 'created_time', sort_order: 'desc', fields_required: fields };

export const calls: Omit<Dialect, 'headers'> = {
  list: (max) => asked(base, { list_info: { ...newestFirst, row_count: Math.min(max, rowsMax) } }),
  search: (mark) =>
    asked(base, {
      list_info: {
        ...newestFirst,
        row_count: rowsMax,
        search_criteria: [{ field: 'subject', condition: 'contains', value: mark }],
      },
    }),
  get: (id) => ({ method: 'GET', path: one(id) }),
  create: ({ subject, description }) => sent('POST', base, { request: { subject, description: htmlOf(description) } }),
  createNothing: () => sent('POST', base, { request: { subject: '' } }),
  close: (id) =>
    sent('PUT', `${one(id)}/close`, {
      request: {
        closure_info: {
          requester_ack_resolution: true,
          requester_ack_comments: '',
          closure_comments: '',
          closure_code: { name: 'success' },
        },
      },
    }),
  // Into the bin, from which the customer's administrator can still fetch it back.
  remove: (id) => ({ method: 'DELETE', path: `${one(id)}/move_to_trash` }),
  listNotes: (id) => asked(`${one(id)}/notes`, { list_info: { row_count: rowsMax, start_index: 1 } }),
  getNote: (id, noteId) => ({ method: 'GET', path: `${one(id)}/notes/${encodeURIComponent(noteId)}` }),
  addNote: (id, text) =>
    sent('POST', `${one(id)}/notes`, {
      request_note: {
        description: htmlOf(text),
        show_to_requester: false,
        notify_technician: false,
        mark_first_response: false,
        add_to_linked_requests: false,
      },
    }),
  readTickets: (body) => listSchema.parse(body).requests.flatMap((request) => ticketOf(request) ?? []),
  readTicket: (body) => ticketOf(z.object({ request: requestSchema }).parse(body).request),
  readNotes: (body) =>
    z
      .object({ notes: z.array(noteSchema) })
      .parse(body)
      .notes.map(noteOf),
  readNote: (body) => {
    const answer = z.object({ request_note: noteSchema.optional(), note: noteSchema.optional() }).parse(body);
    const note = noteOf(noteSchema.parse(answer.request_note ?? answer.note));
    return { ...note, text: note.text ?? '' };
  },
};

const idSchema = z.union([z.string().min(1), z.number().int()]).transform(String);
/** Milliseconds since 1970, as text, beside the same for people. */
const timeSchema = z.object({ value: z.coerce.number() }).nullish();

const requestSchema = z.object({
  id: idSchema,
  subject: z.string().nullish(),
  description: z.string().nullish(),
  short_description: z.string().nullish(),
  status: z.object({ name: z.string() }).nullish(),
  created_time: timeSchema,
  is_trashed: z.boolean().nullish(),
  deleted_time: z.unknown().optional(),
});
const listSchema = z.object({ requests: z.array(requestSchema) });

const noteSchema = z.object({
  id: idSchema,
  description: z.string().nullish(),
  added_time: timeSchema,
  created_time: timeSchema,
});

function ticketOf(request: z.infer<typeof requestSchema>): Ticket | null {
  const { id, subject, description, short_description, status, created_time } = request;
  if (request.is_trashed === true || Boolean(request.deleted_time)) return null;
  return {
    id,
    subject: subject ?? '',
    description: textOf(description ?? short_description ?? ''),
    status: status?.name ?? '',
    createdAt: dateOf(created_time),
  };
}

const noteOf = ({ id, description, added_time, created_time }: z.infer<typeof noteSchema>): ListedNote => ({
  id,
  text: typeof description === 'string' ? textOf(description) : null,
  createdAt: dateOf(added_time ?? created_time),
});

const dateOf = (time: z.infer<typeof timeSchema>): Date | null => (time ? new Date(time.value) : null);

/**
 * The number with which the vendor says what is wrong, the first that is not merely "failed".
 * https://www.manageengine.com/products/service-desk/sdpop-v3-api/getting-started/common-error-code.html
 */
export function statusCodeOf(body: unknown): number | null {
  const parsed = errorSchema.safeParse(body);
  if (!parsed.success) return null;
  const status = [parsed.data.response_status].flat()[0];
  return (
    status?.messages?.find(({ status_code }) => status_code !== undefined)?.status_code ?? status?.status_code ?? null
  );
}

const statusSchema = z.object({
  status_code: z.number().optional(),
  messages: z.array(z.object({ status_code: z.number().optional() })).optional(),
});
const errorSchema = z.object({ response_status: z.union([statusSchema, z.array(statusSchema)]) });
