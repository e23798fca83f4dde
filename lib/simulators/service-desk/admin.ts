import type { SimulatedRequest, SimulatedResponse } from '../http-simulator';
import { adminPage } from './admin-page';
import { deliveryFaults, type Deliveries } from './deliveries';
import {
  addTicket,
  deskPermissions,
  deskTriggers,
  newClient,
  newId,
  newKey,
  type DeskHook,
  type DeskInstance,
} from './state';

export type AdminContext = Readonly<{
  deliveries: Deliveries;
  /** The instance of a host name, or of the customer's part of it; made when it is not there yet. */
  instance: (name: string) => DeskInstance;
  effect: (what: string) => void;
}>;

type Input = Readonly<{ one: (name: string) => string; many: (name: string) => readonly string[]; wantsJson: boolean }>;

/**
 * What an administrator does in the other system, for people (`GET /simulator/admin?instance=`) and for tests (the same
 * addresses with JSON): `POST /simulator/{api,keys,clients,hooks,hooks/switch,hooks/test,tickets,faults}`,
 * `GET /simulator/{deliveries,tickets}`. Only under this machine's own name, and no form of another page is taken.
 */
export async function answerAdmin(request: SimulatedRequest, context: AdminContext): Promise<SimulatedResponse> {
  const { host = '', origin } = request.headers;
  const isOurs =
    /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) && (origin === undefined || origin === `http://${host}`);
  if (!isOurs) return { status: 403, body: { error: 'host' } };
  const input = inputOf(request);
  const name = input.one('instance') || 'acme-corp';
  const instance = context.instance(name);
  const back = (json: unknown, notice: string): SimulatedResponse =>
    input.wantsJson ? { status: 200, body: json } : page(instance, context.deliveries, notice);

  switch (`${request.method} ${request.path.replace('/simulator/', '')}`) {
    case 'GET admin':
      return page(instance, context.deliveries, null);
    case 'GET deliveries':
      return { status: 200, body: context.deliveries.ledger().filter((entry) => entry.host === instance.host) };
    case 'GET tickets':
      return { status: 200, body: instance.tickets.filter(({ trashed }) => !trashed) };
    case 'POST api':
      instance.apiEnabled = input.one('enabled') === 'yes';
      context.effect(`api ${instance.apiEnabled ? 'on' : 'off'}`);
      return back({ enabled: instance.apiEnabled }, `The API is ${instance.apiEnabled ? 'on' : 'off'} now.`);
    case 'POST keys': {
      const key = newKey();
      instance.keys.set(key, new Set(deskPermissions.filter((one) => input.many('permission').includes(one))));
      context.effect('key.generated');
      return back({ key }, `The key, shown this once: ${key}`);
    }
    case 'POST clients': {
      const client = newClient();
      instance.clients.push(client);
      context.effect('client.registered');
      const { clientId, clientSecret, refreshToken } = client;
      return back(client, `Client ID ${clientId}, client secret ${clientSecret}, refresh token ${refreshToken}`);
    }
    case 'POST hooks': {
      const hook = hookOf(input);
      if (!hook) return { status: 422, body: { error: 'hook' } };
      instance.hooks.push(hook);
      context.effect(`hook.created ${hook.id}`);
      return back({ id: hook.id }, `The webhook is Active. Its id is ${hook.id}.`);
    }
    case 'POST hooks/switch':
    case 'POST hooks/test': {
      const hook = instance.hooks.find(({ id }) => id === input.one('hook'));
      if (!hook) return { status: 404, body: { error: 'hook' } };
      if (request.path.endsWith('/test')) {
        const status = await context.deliveries.test(instance, hook);
        return back({ status }, status === 0 ? 'Nobody answered.' : `The other side answered ${status}.`);
      }
      hook.active = !hook.active;
      context.effect(`hook.${hook.active ? 'enabled' : 'disabled'} ${hook.id}`);
      return back({ active: hook.active }, `The webhook is ${hook.active ? 'Active' : 'Disabled'} now.`);
    }
    case 'POST tickets': {
      const subject = input.one('subject').trim();
      if (subject === '') return { status: 422, body: { error: 'subject' } };
      const ticket = addTicket(instance, subject, input.one('description'));
      context.effect(`ticket.created ${ticket.id}`);
      // A person who saves a ticket does not wait for the hooks.
      void context.deliveries.tell(instance, 'ticket.created', ticket);
      return back({ id: ticket.id }, `Ticket ${ticket.id} is there.`);
    }
    case 'POST faults': {
      const kind = deliveryFaults.find((one) => one === input.one('deliveries'));
      if (!kind) return { status: 422, body: { error: 'faults' } };
      context.deliveries.fault(kind, Number(input.one('times')) || 1);
      return { status: 200, body: { deliveries: kind } };
    }
    default:
      return { status: 404, body: { error: 'not_found' } };
  }
}

const page = (instance: DeskInstance, deliveries: Deliveries, notice: string | null): SimulatedResponse => ({
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
  },
  body: adminPage(
    instance,
    deliveries.ledger().filter((entry) => entry.host === instance.host),
    notice,
  ),
});

function hookOf(input: Input): DeskHook | null {
  const url = input.one('url');
  const secret = input.one('secret');
  const signatureHeader = input.one('header') || 'X-SDP-Signature';
  if (!/^https?:\/\//.test(url) || secret === '' || !/^[A-Za-z0-9-]+$/.test(signatureHeader)) return null;
  const asked = input.many('trigger');
  return {
    id: newId(),
    name: input.one('name') || 'Webhook',
    url,
    secret,
    signatureHeader,
    triggers: asked.length === 0 ? ['ticket.created'] : deskTriggers.filter((one) => asked.includes(one)),
    active: true,
  };
}

function inputOf({ headers, body, json, url }: SimulatedRequest): Input {
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const form = isForm ? new URLSearchParams(body.toString('utf8')) : url.searchParams;
  const object = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
  const many = (name: string): readonly string[] => {
    const value = object[name] ?? object[`${name}s`];
    if (value === undefined) return form.getAll(name);
    return Array.isArray(value) ? value.map(String) : [value === true ? 'yes' : value === false ? 'no' : String(value)];
  };
  return { many, one: (name) => many(name)[0] ?? '', wantsJson: !isForm };
}
