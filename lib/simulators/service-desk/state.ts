import { randomBytes, randomInt } from 'node:crypto';

export const deskPermissions = ['tickets.read', 'tickets.write', 'notes.read'] as const;
export type DeskPermission = (typeof deskPermissions)[number];

export const deskTriggers = ['ticket.created', 'ticket.status_changed'] as const;
export type DeskTrigger = (typeof deskTriggers)[number];

export type DeskNote = { id: string; text: string; createdAt: Date };
export type DeskTicket = {
  id: string;
  subject: string;
  /** HTML, as the vendor keeps it. */
  description: string;
  status: string;
  createdAt: Date;
  trashed: boolean;
  notes: DeskNote[];
};

export type DeskHook = {
  id: string;
  name: string;
  url: string;
  secret: string;
  signatureHeader: string;
  triggers: readonly DeskTrigger[];
  active: boolean;
};

/** A client that the customer has registered at Zoho for one portal. */
export type DeskClient = Readonly<{ clientId: string; clientSecret: string; refreshToken: string }>;

/** One customer's portal. */
export type DeskInstance = {
  host: string;
  apiEnabled: boolean;
  /** Some editions list notes without their text. */
  notesInList: boolean;
  keys: Map<string, Set<DeskPermission>>;
  clients: DeskClient[];
  tickets: DeskTicket[];
  hooks: DeskHook[];
};

export const newInstance = (host: string): DeskInstance => ({
  host,
  apiEnabled: true,
  notesInList: true,
  keys: new Map(),
  clients: [],
  tickets: [],
  hooks: [],
});

/** As the product shows keys: groups of hexadecimal digits, in capitals. */
export const newKey = (): string =>
  [8, 4, 4, 4, 12]
    .map((length) =>
      randomBytes(length / 2)
        .toString('hex')
        .toUpperCase(),
    )
    .join('-');

export const newClient = (): DeskClient => {
  const part = (bytes: number): string => randomBytes(bytes).toString('hex');
  return {
    clientId: `1000.${part(15).toUpperCase()}`,
    clientSecret: part(21),
    refreshToken: `1000.${part(16)}.${part(16)}`,
  };
};

/** Ids are numbers with many digits that nobody can guess by counting. */
export const newId = (): string => String(randomInt(1_000_000_000, 9_999_999_999));

export function addTicket(instance: DeskInstance, subject: string, description: string): DeskTicket {
  const ticket: DeskTicket = {
    id: newId(),
    subject,
    description,
    status: 'Open',
    createdAt: new Date(),
    trashed: false,
    notes: [],
  };
  instance.tickets.unshift(ticket);
  return ticket;
}
