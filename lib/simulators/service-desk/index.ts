import { startHttpSimulator, type HttpSimulator, type SimulatedResponse } from '../http-simulator';
import { answerAdmin } from './admin';
import { answerApi, errorBody } from './api';
import { keepState } from '../keep-state';
import { createDeliveries, type Deliveries, type DeliveryOptions } from './deliveries';
import { answerZoho } from './zoho';
import {
  addTicket,
  deskPermissions,
  newClient,
  newId,
  newInstance,
  newKey,
  type DeskClient,
  type DeskHook,
  type DeskInstance,
  type DeskPermission,
  type DeskTicket,
} from './state';

export type { DeskClient, DeskHook, DeskInstance, DeskPermission, DeskTicket } from './state';
export type { DeliveryEntry, DeliveryFault } from './deliveries';

export type ServiceDeskSimulator = HttpSimulator &
  Readonly<{
    /** The instance of a host such as `acme-corp.servicedeskplus.com`; made when it is not there yet. */
    instance: (host: string) => DeskInstance;
    /** A new key of an instance, with all permissions unless told otherwise. */
    addKey: (host: string, permissions?: readonly DeskPermission[]) => string;
    /** A client at Zoho with all permissions, for the cloud's dialect. */
    addClient: (host: string) => DeskClient;
    addHook: (host: string, hook: Pick<DeskHook, 'url' | 'secret'> & Partial<DeskHook>) => DeskHook;
    /** A person at the customer saves a ticket; answers once the hooks have been told. */
    saveTicket: (host: string, subject: string, description?: string) => Promise<DeskTicket>;
    deliveries: Pick<Deliveries, 'fault' | 'ledger' | 'clear'>;
  }>;

/**
 * ServiceDesk Plus for all customers: the API of each instance by its host name, in the vendor's dialect and the plain
 * one of the reference runbook, with keys and their permissions; webhooks that really are sent; and an administrator's
 * page. An instance that nobody has set up answers as the vendor does for a portal that does not exist.
 *
 * https://www.manageengine.com/products/service-desk/sdpod-v3-api/requests/request.html
 */
export async function startServiceDesk(
  options: Readonly<{ port: number; holdMs?: number; file?: string }> & DeliveryOptions,
): Promise<ServiceDeskSimulator> {
  const instances = new Map<string, DeskInstance>();
  const changed = keepState(options.file, { instances });
  const deliveries = createDeliveries(options);

  function instance(name: string): DeskInstance {
    const host = (name.includes('.') ? name : `${name}.servicedeskplus.com`).toLowerCase();
    const made = instances.get(host) ?? newInstance(host);
    instances.set(host, made);
    return made;
  }

  const simulator = await startHttpSimulator({
    port: options.port,
    changed,
    ...(options.holdMs === undefined ? {} : { holdMs: options.holdMs }),
    errorBody: (status) => errorBody('v3', errorCodes[status] ?? 4004, 'failed'),
    handle: (request, effect) => {
      if (request.url.hostname.startsWith('accounts.zoho')) return answerZoho(request, [...instances.values()], effect);
      if (request.path.startsWith('/simulator/')) return answerAdmin(request, { deliveries, instance, effect });
      const known = instances.get(request.url.hostname);
      const path = request.path.replace(/^\/app\/[^/]+/, '');
      if (!known) return noPortal;
      if (!path.startsWith('/api/')) return signInPage;
      return answerApi(request, path, {
        instance: known,
        effect,
        tell: (event, ticket) => void deliveries.tell(known, event, ticket),
      });
    },
  });

  return {
    ...simulator,
    instance,
    addKey: (host, permissions = deskPermissions) => {
      const key = newKey();
      instance(host).keys.set(key, new Set(permissions));
      changed();
      return key;
    },
    addClient: (host) => {
      const client = newClient();
      instance(host).clients.push(client);
      changed();
      return client;
    },
    addHook: (host, hook) => {
      const added: DeskHook = {
        id: newId(),
        name: 'Webhook',
        signatureHeader: 'X-SDP-Signature',
        triggers: ['ticket.created'],
        active: true,
        ...hook,
      };
      instance(host).hooks.push(added);
      changed();
      return added;
    },
    saveTicket: async (host, subject, description = '') => {
      const ticket = addTicket(instance(host), subject, description);
      await deliveries.tell(instance(host), 'ticket.created', ticket);
      return ticket;
    },
    deliveries,
  };
}

const errorCodes: Readonly<Record<number, number>> = { 401: 4022, 403: 4002, 409: 4008, 429: 4015 };

const html = (status: number, text: string): SimulatedResponse => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><html lang="en"><title>${text}</title><h1>${text}</h1></html>`,
});
const noPortal = html(404, 'There is no portal of this name');
const signInPage = html(200, 'Sign in to ServiceDesk Plus');
