import type { WireRequest } from '../wire';
import * as v3 from './map-v3';
import * as plain from './map-plain';
import type { NewTicket, ServiceDeskProfile, Ticket, WorkNote } from './port';

/** A note as a list shows it: some editions leave the text to the look at a single one. */
export type ListedNote = Omit<WorkNote, 'text'> & Readonly<{ text: string | null }>;

/** How one edition is spoken to: what is asked, and how what it says is read. Readers throw for another shape. */
export type Dialect = Readonly<{
  headers: (key: string) => Readonly<Record<string, string>>;
  list: (max: number) => WireRequest;
  search: (mark: string) => WireRequest;
  get: (id: string) => WireRequest;
  create: (ticket: Omit<NewTicket, 'key'>) => WireRequest;
  /** A creation that the edition must refuse because the mandatory subject is missing. */
  createNothing: () => WireRequest;
  close: (id: string) => WireRequest;
  remove: (id: string) => WireRequest;
  listNotes: (id: string) => WireRequest;
  getNote: (id: string, noteId: string) => WireRequest;
  addNote: (id: string, text: string) => WireRequest;
  readTickets: (body: unknown) => readonly Ticket[];
  /** null for one that lies in the bin. */
  readTicket: (body: unknown) => Ticket | null;
  readNotes: (body: unknown) => readonly ListedNote[];
  readNote: (body: unknown) => WorkNote;
}>;

/**
 * The editions. The vendor's two differ in how they know who is asking.
 *
 * Cloud: https://www.manageengine.com/products/service-desk/sdpod-v3-api/
 * Own server: https://www.manageengine.com/products/service-desk/sdpop-v3-api/
 */
export const dialects: Readonly<Record<ServiceDeskProfile, Dialect>> = {
  'sdp-cloud-v3': { ...v3.calls, headers: (key) => ({ ...v3.accept, authorization: `Zoho-oauthtoken ${key}` }) },
  // Newer builds read the first header, older ones the second; each leaves the other alone.
  'sdp-onprem-v3': { ...v3.calls, headers: (key) => ({ ...v3.accept, authtoken: key, technician_key: key }) },
  reference: { ...plain.calls, headers: (key) => ({ authorization: `Bearer ${key}` }) },
};

/** What the vendor documents about the version that all editions speak; it names no end. */
export const serviceDeskApi = {
  version: 'v3',
  endsOn: null,
  source: 'https://www.manageengine.com/products/service-desk/sdpod-v3-api/getting-started/input-data.html',
} as const;
