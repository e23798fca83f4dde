import { createHmac, randomUUID } from 'node:crypto';
import type { DeskHook, DeskInstance, DeskTicket, DeskTrigger } from './state';

/**
 * What can go wrong with deliveries: sent twice, sent after the next one, signed with a secret that is not the hook's,
 * changed after it was signed, or never sent.
 */
export const deliveryFaults = ['none', 'duplicate', 'out_of_order', 'forged', 'tampered', 'lost'] as const;
export type DeliveryFault = (typeof deliveryFaults)[number];

/** One attempt to deliver; never the secret. */
export type DeliveryEntry = Readonly<{
  at: string;
  host: string;
  hookId: string;
  event: DeskTrigger;
  ticketId: string;
  attempt: number;
  /** 0 when nobody answered. */
  status: number;
  fault: DeliveryFault;
}>;

export type Deliveries = Readonly<{
  /** Tells every active hook with this trigger; answers once all of them have answered or been given up. */
  tell: (instance: DeskInstance, event: DeskTrigger, ticket: DeskTicket) => Promise<void>;
  /** The test button of the hook's page. */
  test: (instance: DeskInstance, hook: DeskHook) => Promise<number>;
  fault: (kind: DeliveryFault, times?: number) => void;
  ledger: () => readonly DeliveryEntry[];
  clear: () => void;
}>;

type Delivery = Readonly<{
  hook: DeskHook;
  body: string;
  signature: string;
  entry: Omit<DeliveryEntry, 'at' | 'attempt' | 'status'>;
}>;

export type DeliveryOptions = Readonly<{
  /** Between attempts; the product retries three times. */
  retryMs?: number;
  timeoutMs?: number;
}>;

const attemptsMax = 4;

/**
 * Sends the hooks' messages over real HTTP, as the runbook has them set up: POST, JSON, HMAC-SHA256 of the raw body in
 * hexadecimal digits under the hook's header, thirty seconds of patience, three retries.
 */
export function createDeliveries({ retryMs = 2000, timeoutMs = 30_000 }: DeliveryOptions = {}): Deliveries {
  const entries: DeliveryEntry[] = [];
  let plan: { kind: DeliveryFault; times: number } = { kind: 'none', times: 0 };
  /** A delivery that waits until another one has overtaken it. */
  let held: Delivery | null = null;

  const take = (): DeliveryFault => {
    if (plan.times <= 0) return 'none';
    plan = { ...plan, times: plan.times - 1 };
    return plan.kind;
  };

  async function send(delivery: Delivery): Promise<number> {
    for (let attempt = 1; ; attempt += 1) {
      const status = await post(delivery, timeoutMs);
      entries.push({ ...delivery.entry, at: new Date().toISOString(), attempt, status });
      const done = (status >= 200 && status < 300) || attempt === attemptsMax;
      if (done) return status;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  async function deliver(
    instance: DeskInstance,
    hook: DeskHook,
    event: DeskTrigger,
    ticket: DeskTicket,
  ): Promise<number> {
    const fault = take();
    const delivery = prepare(instance, hook, event, ticket, fault);
    if (fault === 'lost') {
      entries.push({ ...delivery.entry, at: new Date().toISOString(), attempt: 0, status: 0 });
      return 0;
    }
    if (fault === 'out_of_order') {
      held = delivery;
      return 0;
    }
    const status = await send(delivery);
    if (fault === 'duplicate') await send(delivery);
    if (held) {
      const late = held;
      held = null;
      await send(late);
    }
    return status;
  }

  return {
    async tell(instance, event, ticket) {
      const hooks = instance.hooks.filter(({ active, triggers }) => active && triggers.includes(event));
      await Promise.all(hooks.map((hook) => deliver(instance, hook, event, ticket)));
    },
    test: (instance, hook) =>
      deliver(instance, hook, 'ticket.created', {
        id: 'TEST-123',
        subject: 'Test of the webhook',
        description: '',
        status: 'Open',
        createdAt: new Date(),
        trashed: false,
        notes: [],
      }),
    fault: (kind, times = 1) => {
      plan = { kind, times: kind === 'none' ? 0 : times };
    },
    ledger: () => entries,
    clear: () => {
      entries.length = 0;
      plan = { kind: 'none', times: 0 };
      held = null;
    },
  };
}

function prepare(
  { host }: DeskInstance,
  hook: DeskHook,
  event: DeskTrigger,
  ticket: DeskTicket,
  fault: DeliveryFault,
): Delivery {
  const message = {
    event,
    delivery_id: randomUUID(),
    ticket_id: ticket.id,
    subject: ticket.subject,
    description: ticket.description,
    status: ticket.status,
    created_time: ticket.createdAt.toISOString(),
    sent_time: new Date().toISOString(),
    instance: host,
  };
  const body = JSON.stringify(message);
  const secret = fault === 'forged' ? 'a secret that nobody agreed on, long enough' : hook.secret;
  return {
    hook,
    body: fault === 'tampered' ? JSON.stringify({ ...message, ticket_id: '1' }) : body,
    signature: createHmac('sha256', secret).update(body).digest('hex'),
    entry: { host, hookId: hook.id, event, ticketId: ticket.id, fault },
  };
}

async function post({ hook, body, signature }: Delivery, timeoutMs: number): Promise<number> {
  try {
    const answer = await fetch(hook.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'ServiceDesk Plus simulator',
        [hook.signatureHeader]: signature,
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}
