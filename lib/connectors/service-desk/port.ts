/**
 * Which dialect a service desk speaks: the vendor's cloud, the vendor's own-server edition, or the plain dialect of
 * the reference runbook (`/api/v3/tickets` with a Bearer key).
 */
export const serviceDeskProfiles = ['sdp-cloud-v3', 'sdp-onprem-v3', 'reference'] as const;
export type ServiceDeskProfile = (typeof serviceDeskProfiles)[number];

export type Ticket = Readonly<{
  id: string;
  subject: string;
  /** Only its beginning where many are listed or looked for. */
  description: string;
  /** As the service desk calls it, such as `Open` or `Closed`. */
  status: string;
  createdAt: Date | null;
}>;

export type WorkNote = Readonly<{ id: string; text: string; createdAt: Date | null }>;

/** `key` is the idempotency key of whoever asks; it is carried visibly in the text, so that it can be found again. */
export type NewTicket = Readonly<{ subject: string; description: string; key: string }>;

/** A customer's service desk. Every method fails with a `ConnectorError`; none of them carries the key on. */
export type ServiceDesk = Readonly<{
  /** The newest tickets. */
  listTickets: (max: number) => Promise<readonly Ticket[]>;
  /** Looks for the key before it creates, so that a repeated attempt answers with the ticket that is there. */
  createTicket: (ticket: NewTicket) => Promise<Ticket>;
  /** null when there is none of this id. */
  getTicket: (id: string) => Promise<Ticket | null>;
  findTicketByKey: (key: string) => Promise<Ticket | null>;
  /** Deletes every ticket with this key but the one to keep: a request that was doubled on its way has made them. */
  deleteDoubles: (key: string, keepId: string) => Promise<number>;
  /** Adds a note unless one with this key is there already. */
  addWorkNote: (id: string, text: string, key: string) => Promise<WorkNote>;
  listWorkNotes: (id: string) => Promise<readonly WorkNote[]>;
  /** Answers false when there is no such ticket any more. */
  closeTicket: (id: string) => Promise<boolean>;
  /** Answers false when there was none. */
  deleteTicket: (id: string) => Promise<boolean>;
}>;

/**
 * What opens a service desk in the cloud for longer than an hour: a client that the customer has registered at Zoho, and
 * the token with which it gets keys. `dataCentre` is where their account lives, such as `eu`.
 */
export type ZohoClient = Readonly<{
  clientId: string;
  clientSecret: string;
  refreshToken: string;
  dataCentre?: string;
}>;

/**
 * Where a service desk is and what opens it. `url` is the customer's answer, `key` the customer's credential. With
 * `zoho` keys are fetched, and `key` is not looked at.
 */
export type ServiceDeskAccess = Readonly<{ url: string; profile: ServiceDeskProfile; key: string; zoho?: ZohoClient }>;
