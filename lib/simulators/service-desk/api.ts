import type { SimulatedRequest, SimulatedResponse } from '../http-simulator';
import {
  addTicket,
  newId,
  type DeskInstance,
  type DeskNote,
  type DeskPermission,
  type DeskTicket,
  type DeskTrigger,
} from './state';

/** What the API needs of its surroundings. */
export type ApiContext = Readonly<{
  instance: DeskInstance;
  effect: (what: string) => void;
  tell: (event: DeskTrigger, ticket: DeskTicket) => void;
}>;

type Dialect = 'v3' | 'plain';

/** Answers a request below `/api/v3`, in the vendor's dialect (`/requests`) or the plain one (`/tickets`). */
export function answerApi(request: SimulatedRequest, path: string, context: ApiContext): SimulatedResponse {
  const match = /^\/api\/v3\/(requests|tickets)(?:\/([^/]+))?(?:\/(notes|close|move_to_trash))?(?:\/([^/]+))?$/.exec(
    path,
  );
  const dialect: Dialect = match?.[1] === 'tickets' ? 'plain' : 'v3';
  const { instance } = context;
  const granted = instance.keys.get(keyOf(request, dialect) ?? '');
  if (!granted) return failed(dialect, 401, 4022, 'Invalid API Key');
  if (!instance.apiEnabled) return failed(dialect, 403, 4002, 'API access is disabled');
  if (!match) return failed(dialect, 404, 4007, 'Invalid URL or Resource not found.');
  const [, , id, part, partId] = match;
  const need = neededFor(request.method, part);
  if (!granted.has(need)) return failed(dialect, 403, 4002, `Not allowed: ${need}`);
  if (id === undefined)
    return request.method === 'POST' ? create(request, dialect, context) : list(request, dialect, context);

  const ticket = instance.tickets.find((one) => one.id === id && (!one.trashed || dialect === 'v3'));
  if (!ticket) return failed(dialect, 404, 4007, 'Invalid URL or Resource not found.');
  if (part === 'notes') return notes(request, dialect, ticket, partId, context);
  const does = `${request.method} ${part ?? ''}`.trim();
  if (does === 'GET') return shown(dialect, 200, ticket);
  if (ticket.trashed) return failed(dialect, 400, 4001, 'The request lies in the bin.');
  if (does === 'PUT close' || (does === 'PUT' && dialect === 'plain')) {
    ticket.status =
      dialect === 'plain' ? String((request.json as { status?: unknown } | null)?.status ?? ticket.status) : 'Closed';
    context.effect(`ticket.status ${ticket.id} ${ticket.status}`);
    context.tell('ticket.status_changed', ticket);
    return dialect === 'plain' ? shown(dialect, 200, ticket) : { status: 200, body: success() };
  }
  if (does === 'DELETE move_to_trash' || (does === 'DELETE' && dialect === 'plain')) {
    ticket.trashed = true;
    context.effect(`ticket.removed ${ticket.id}`);
    return { status: 200, body: dialect === 'plain' ? {} : success() };
  }
  return failed(dialect, 404, 4007, 'Invalid URL or Resource not found.');
}

/** Each dialect has a header of its own for the key, the vendor's one for each edition. */
function keyOf({ headers }: SimulatedRequest, dialect: Dialect): string | undefined {
  const { authorization = '', authtoken, technician_key } = headers;
  if (dialect === 'plain') return /^Bearer (\S+)$/.exec(authorization)?.[1];
  return /^Zoho-oauthtoken (\S+)$/.exec(authorization)?.[1] ?? authtoken ?? technician_key;
}

function neededFor(method: string, part: string | undefined): DeskPermission {
  if (method !== 'GET') return 'tickets.write';
  return part === 'notes' ? 'notes.read' : 'tickets.read';
}

function create(
  request: SimulatedRequest,
  dialect: Dialect,
  { instance, effect, tell }: ApiContext,
): SimulatedResponse {
  const input = inputOf(request, dialect, 'request');
  const subject = textIn(input, 'subject');
  if (subject === '') return failed(dialect, 400, 4012, 'Value for mandatory-field is not provided', 'subject');
  const ticket = addTicket(instance, subject, textIn(input, 'description'));
  effect(`ticket.created ${ticket.id}`);
  tell('ticket.created', ticket);
  return shown(dialect, 201, ticket);
}

function list(request: SimulatedRequest, dialect: Dialect, { instance }: ApiContext): SimulatedResponse {
  const info = (inputOf(request, dialect, 'list_info') ?? {}) as {
    fields_required?: readonly string[];
    row_count?: number;
    search_criteria?: readonly { field: string; condition: string; value: string }[];
  };
  const { searchParams } = request.url;
  const wanted = dialect === 'plain' ? (searchParams.get('search') ?? '') : (info.search_criteria?.[0]?.value ?? '');
  const max = Number((dialect === 'plain' ? searchParams.get('limit') : info.row_count) ?? 10);
  const found = instance.tickets.filter(({ trashed, subject }) => !trashed && subject.includes(wanted)).slice(0, max);
  if (dialect === 'plain') return { status: 200, body: { tickets: found.map(plainTicket) } };
  return {
    status: 200,
    body: {
      response_status: [{ status_code: 2000, status: 'success' }],
      list_info: { has_more_rows: false, row_count: found.length },
      requests: found.map((ticket) => withFields(v3Ticket(ticket), info.fields_required)),
    },
  };
}

function notes(
  request: SimulatedRequest,
  dialect: Dialect,
  ticket: DeskTicket,
  noteId: string | undefined,
  { instance, effect }: ApiContext,
): SimulatedResponse {
  if (request.method === 'POST') {
    const text = textIn(inputOf(request, dialect, 'request_note'), dialect === 'plain' ? 'text' : 'description');
    if (text === '') return failed(dialect, 400, 4012, 'Value for mandatory-field is not provided', 'description');
    const note: DeskNote = { id: newId(), text, createdAt: new Date() };
    ticket.notes.push(note);
    effect(`note.added ${ticket.id} ${note.id}`);
    return dialect === 'plain'
      ? { status: 201, body: { note: plainNote(note) } }
      : { status: 201, body: { ...success(), request_note: v3Note(note) } };
  }
  if (noteId !== undefined) {
    const note = ticket.notes.find(({ id }) => id === noteId);
    if (!note) return failed(dialect, 404, 4007, 'Invalid URL or Resource not found.');
    return {
      status: 200,
      body: dialect === 'plain' ? { note: plainNote(note) } : { ...success(), request_note: v3Note(note) },
    };
  }
  if (dialect === 'plain') return { status: 200, body: { notes: ticket.notes.map(plainNote) } };
  return {
    status: 200,
    body: {
      response_status: [{ status_code: 2000, status: 'success' }],
      notes: ticket.notes.map((note) => ({
        ...v3Note(note),
        ...(instance.notesInList ? {} : { description: undefined }),
      })),
    },
  };
}

const success = () => ({ response_status: { status_code: 2000, status: 'success' } });

const shown = (dialect: Dialect, status: number, ticket: DeskTicket): SimulatedResponse => ({
  status,
  body: dialect === 'plain' ? { ticket: plainTicket(ticket) } : { ...success(), request: v3Ticket(ticket) },
});

const v3Ticket = (ticket: DeskTicket) => ({
  id: ticket.id,
  subject: ticket.subject,
  description: ticket.description,
  short_description: ticket.description.replace(/<[^>]*>/g, ' ').slice(0, 250),
  status: { id: '1', name: ticket.status },
  created_time: timeOf(ticket.createdAt),
  is_trashed: ticket.trashed,
});
const withFields = (ticket: ReturnType<typeof v3Ticket>, fields: readonly string[] | undefined) =>
  fields ? Object.fromEntries(Object.entries(ticket).filter(([name]) => fields.includes(name))) : ticket;
const plainTicket = ({ id, subject, description, status, createdAt }: DeskTicket) => ({
  id,
  subject,
  description,
  status,
  created_at: createdAt.toISOString(),
});
const v3Note = ({ id, text, createdAt }: DeskNote) => ({
  id,
  description: text,
  show_to_requester: false,
  added_time: timeOf(createdAt),
});
const plainNote = ({ id, text, createdAt }: DeskNote) => ({ id, text, created_at: createdAt.toISOString() });
const timeOf = (date: Date) => ({ display_value: date.toISOString(), value: String(date.getTime()) });

function inputOf(request: SimulatedRequest, dialect: Dialect, entity: string): unknown {
  if (dialect === 'plain') return request.json;
  const form = request.method === 'GET' ? request.url.searchParams : new URLSearchParams(request.body.toString('utf8'));
  try {
    const input: unknown = JSON.parse(form.get('input_data') ?? '{}');
    return typeof input === 'object' && input !== null ? (input as Record<string, unknown>)[entity] : null;
  } catch {
    return null;
  }
}

function textIn(input: unknown, name: string): string {
  const value = typeof input === 'object' && input !== null ? (input as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value.trim() : '';
}

/** The body with which the dialect reports a failure. */
function failed(dialect: Dialect, status: number, code: number, message: string, field?: string): SimulatedResponse {
  return { status, body: errorBody(dialect, code, message, field) };
}

export const errorBody = (dialect: Dialect, code: number, message: string, field?: string): unknown =>
  dialect === 'plain'
    ? { error: { code, message } }
    : {
        response_status: {
          status_code: 4000,
          messages: [{ status_code: code, message, type: 'failed', ...(field ? { field } : {}) }],
          status: 'failed',
        },
      };
