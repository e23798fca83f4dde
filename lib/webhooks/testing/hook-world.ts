import { randomUUID } from 'node:crypto';
import { POST } from '@/app/api/webhooks/[connector]/[hookId]/route';
import { systemMeans } from '@/lib/platform/means';
import { referenceTemplate, publishedTemplate, submittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { asCustomer } from '@/lib/tenancy';
import {
  testDatabase,
  withTestWorld,
  type TestDatabase,
  type TestTenant,
  type TestWorld,
} from '@/scripts/testing/database';
import { createHook, hookPath, openHookSecret, type Hook, type HookWish } from '../hook';

export type OpenHook = Readonly<{
  tenantId: string;
  flowId: string;
  runId: string;
  actionId: string;
  hook: Hook;
  secret: string;
}>;
export type HookWorld = Readonly<{
  database: TestDatabase;
  world: TestWorld;
  /** A submitted flow of a customer with a hook of its own, as an action would have made it. */
  hookFor: (customer: TestTenant, wish?: Partial<HookWish>) => Promise<OpenHook>;
  close: () => Promise<void>;
}>;

export async function hookWorld(): Promise<HookWorld> {
  const database = await testDatabase();
  const world = await withTestWorld(database);
  const templateId = await publishedTemplate(database.sql, world.platform.id, referenceTemplate());
  return {
    database,
    world,
    hookFor: async (customer, wish = {}) => {
      const identifier = `t_${randomUUID().slice(0, 8)}`;
      const flow = await submittedFlow(
        database.sql,
        { tenantId: world.platform.id, id: templateId },
        customer,
        identifier,
      );
      const origin = { tenantId: customer.id, flowId: flow.flowId, actionId: 'hook' };
      const made = {
        connector: 'service-desk',
        name: 'Bot',
        profile: 'hmac-header',
        header: 'x-sdp-signature',
        ...wish,
      } as const;
      return asCustomer(customer.id, 'test', async (tx) => {
        const hook = await createHook(tx, origin, made, systemMeans);
        const secret = await openHookSecret(tx, { tenantId: customer.id, hookId: hook.hookId }, 'test');
        if (!secret) throw new Error('The hook of a test has no secret');
        return { ...origin, runId: flow.runId, hook, secret: secret.reveal() };
      });
    },
    close: () => database.close(),
  };
}

export type Sent = Readonly<{
  method?: string;
  path?: string;
  query?: string;
  headers?: readonly (readonly [string, string])[];
  body?: BodyInit | null;
}>;

let senders = 0;

/** Sends a request to the real handler, as the server would hand it over; each from an address of its own. */
export async function deliver(hook: Pick<Hook, 'connector' | 'hookId'>, sent: Sent): Promise<Response> {
  const path = sent.path ?? hookPath(hook);
  const headers = new Headers([
    ['content-type', 'application/json'],
    ['x-forwarded-for', `198.51.100.${(senders += 1) % 250}`],
  ]);
  for (const [name, value] of sent.headers ?? []) {
    if (name.toLowerCase() === 'content-type') headers.set(name, value);
    else headers.append(name, value);
  }
  const [connector = '', hookId = ''] = path.split('/').slice(-2);
  const request = new Request(`http://localhost:3000${path}${sent.query ?? ''}`, {
    method: sent.method ?? 'POST',
    headers,
    ...(sent.body === undefined || sent.body === null ? {} : { body: sent.body, duplex: 'half' }),
  } as RequestInit);
  return POST(request, { params: Promise.resolve({ connector, hookId }) });
}
