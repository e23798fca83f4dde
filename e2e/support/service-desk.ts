import { runtime } from './instance';

/** What an administrator of a customer's service desk does there, through the pages of that system. */
export type DeskAdministrator = Readonly<{
  newKey: () => Promise<string>;
  /** A client of the cloud's own kind, which lasts. */
  newClient: () => Promise<Readonly<Record<'clientId' | 'clientSecret' | 'refreshToken', string>>>;
  addHook: (hook: Readonly<{ url: string; secret: string; header: string }>) => Promise<string>;
  saveTicket: (subject: string) => Promise<string>;
  tickets: () => Promise<readonly Readonly<{ id: string; subject: string; notes: readonly { text: string }[] }>[]>;
}>;

/** The administrator of the service desk of this host name. */
export function deskAdministrator(instance: string): DeskAdministrator {
  const origin = `http://127.0.0.1:${runtime().simulators.outside.serviceDesk}`;
  const post = async (path: string, body: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${origin}/simulator/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ instance, ...body }),
    });
    if (!answer.ok) throw new Error(`The service desk answers ${answer.status} to ${path}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  return {
    newKey: async () =>
      String((await post('keys', { permission: ['tickets.read', 'tickets.write', 'notes.read'] })).key),
    newClient: async () => {
      const { clientId, clientSecret, refreshToken } = await post('clients', {});
      return {
        clientId: String(clientId),
        clientSecret: String(clientSecret),
        refreshToken: String(refreshToken),
      };
    },
    addHook: async ({ url, secret, header }) =>
      String(
        (await post('hooks', { url, secret, header, name: 'AI Agents Enhancement Bot', trigger: ['ticket.created'] }))
          .id,
      ),
    saveTicket: async (subject) =>
      String((await post('tickets', { subject, description: 'This is a test ticket' })).id),
    tickets: async () => {
      const answer = await fetch(`${origin}/simulator/tickets?instance=${encodeURIComponent(instance)}`, {
        headers: { accept: 'application/json' },
      });
      return (await answer.json()) as Awaited<ReturnType<DeskAdministrator['tickets']>>;
    },
  };
}
