import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { POST } from '@/app/api/webhooks/[connector]/[hookId]/route';
import { unpaced, zohoOrigins, type Connection } from '@/lib/connectors';
import type { Answers, FieldDefinition } from '@/lib/flow-definition';
import { serviceDesk } from '@/lib/flow-templates/library';
import { goThrough } from '@/lib/flow-templates/library/testing-people';
import { say } from '@/lib/flow-templates/library/testing-rules';
import { createSafeFetch } from '@/lib/platform/http';
import { immediate } from '@/lib/platform/jobs';
import { startGrafana, startKubernetes, startPrometheus, startServiceDesk } from '@/lib/simulators';
import { asCustomer } from '@/lib/tenancy';
import { liveHook, openHookSecret } from '@/lib/webhooks';
import type { Environment } from '../environment';
import { provisionFlow, undoRunWorkflow } from '../run';
import { runChecks } from '../verify';
import { provisioningWorld } from './provisioning-world';
import { publishedTemplate, type SubmittedFlow } from './submitted-flow';

const tokens = { grafana: 'glsa_test_editor', kubernetes: 'test-cluster-token' } as const;
export const deskHost = 'riverdale.servicedeskplus.com';

/**
 * A world in which a customer's ServiceDesk Plus, and the owner's cluster, Grafana and Prometheus are simulated, and in
 * which webhooks really travel to the product's own door.
 */
export async function serviceDeskWorld() {
  const here = await provisioningWorld();
  const [desk, grafana, prometheus, kubernetes] = await Promise.all([
    startServiceDesk({ port: 0, retryMs: 20 }),
    startGrafana({ port: 0 }),
    startPrometheus({ port: 0 }),
    startKubernetes({ port: 0 }),
  ]);
  const door = await openDoor();
  grafana.addToken(tokens.grafana, 'editor');
  kubernetes.addToken(tokens.kubernetes);
  const connections: Record<string, Connection> = {
    grafana: { system: 'grafana', settings: { baseUrl: grafana.origin }, secret: { token: tokens.grafana } },
    prometheus: { system: 'prometheus', settings: { baseUrl: prometheus.origin }, secret: {} },
    kubernetes: {
      system: 'kubernetes',
      settings: { baseUrl: kubernetes.origin },
      secret: { token: tokens.kubernetes },
    },
  };
  const credentials: Record<string, Readonly<Record<string, string>>> = {
    service_desk_key: { api_key: desk.addKey(deskHost) },
  };
  const environment: Environment = {
    ...here.environment,
    wire: {
      ...here.environment.wire,
      fetch: createSafeFetch({
        allowedEndpoints: ['http://127.0.0.1:1', desk.origin, grafana.origin, prometheus.origin, kubernetes.origin],
        routes: {
          'https://*.servicedeskplus.com': desk.origin,
          ...Object.fromEntries(zohoOrigins.map((origin) => [origin, desk.origin])),
        },
      }),
      pace: unpaced,
    },
    connection: (_owner, system) => Promise.resolve(connections[system] ?? null),
    credential: (_at, name) => Promise.resolve(credentials[name] ?? null),
  };

  let template: string | undefined;
  /** A customer that has sent in its answers, with whatever else a good answer needs. */
  async function submitted(
    customer: Readonly<{ id: string }>,
    changed: Readonly<Record<string, unknown>> = {},
  ): Promise<SubmittedFlow> {
    const { sql } = here.database;
    template ??= await publishedTemplate(sql, here.world.platform.id, serviceDesk);
    const [flowId, runId] = [randomUUID(), randomUUID()];
    const tenantId = customer.id;
    const { answers, pages, facts } = goThrough(
      serviceDesk,
      say(serviceDesk, { apiProfile: 'sdp_cloud_v3', ...changed }),
    );
    await sql(
      `insert into onboarding_flows (tenant_id, id, customer_id, template_tenant_id, template_id, status, submitted_at)
       values ($1, $2, $1, $3, $4, 'submitted', now())`,
      [tenantId, flowId, here.world.platform.id, template],
    );
    for (const page of pages) {
      await sql(
        `insert into onboarding_steps (tenant_id, id, flow_id, step_name, section_id, task_id, status, data, continued_at)
         values ($1, $2, $3, $4, 's', 't', 'completed', $5, now())`,
        [tenantId, randomUUID(), flowId, page.id, JSON.stringify(stored(page.fields, answers))],
      );
    }
    for (const name of ['submitted', ...Object.keys(facts.milestones)]) {
      await sql(`insert into flow_milestones (tenant_id, id, flow_id, name) values ($1, $2, $3, $4)`, [
        tenantId,
        randomUUID(),
        flowId,
        name,
      ]);
    }
    await sql(`update customers set status = 'onboarding' where tenant_id = $1`, [tenantId]);
    await sql(`insert into provisioning_runs (tenant_id, id, flow_id, number) values ($1, $2, $3, 1)`, [
      tenantId,
      runId,
      flowId,
    ]);
    return { tenantId, flowId, runId, templateId: template };
  }

  /** Plays the customer's administrator: enters the hook that the page shows, and creates a ticket. */
  async function enterHook({ tenantId, flowId }: SubmittedFlow): Promise<void> {
    const found = await asCustomer(tenantId, 'test', async (tx) => {
      const hook = await liveHook(tx, { tenantId, flowId, actionId: 'hook' });
      const secret = hook && (await openHookSecret(tx, { tenantId, hookId: hook.hookId }, 'test'));
      return hook && secret ? { hookId: hook.hookId, secret: secret.reveal() } : null;
    });
    if (!found) throw new Error('There is no hook to enter');
    desk.addHook(deskHost, { url: `${door.origin}/api/webhooks/service-desk/${found.hookId}`, secret: found.secret });
  }

  /** Waits until this customer's webhooks have brought so many deliveries. */
  async function delivered({ flowId }: SubmittedFlow, count: number): Promise<void> {
    const text = 'select count(*)::int as count from inbound_deliveries where flow_id = $1';
    const deadline = Date.now() + 60_000;
    while (((await here.database.sql<{ count: number }>(text, [flowId]))[0]?.count ?? 0) < count) {
      if (Date.now() > deadline) throw new Error(`There are no ${count} deliveries after a minute`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  const run = (flow: SubmittedFlow, runId = flow.runId) =>
    provisionFlow(environment)(immediate, { tenantId: flow.tenantId, runId });
  const undo = (flow: SubmittedFlow, runId = flow.runId) =>
    undoRunWorkflow(environment)(immediate, { tenantId: flow.tenantId, runId });
  const check = ({ tenantId, flowId }: SubmittedFlow, scope: 'verify' | 'diagnostic', place: string) =>
    runChecks(environment)(immediate, { tenantId, flowId, scope, place });
  /** What the customer's figures would be once the partner's product has worked on so many tickets. */
  const worked = (tenantId: string, tickets: number, seconds = 20): void => {
    const labels = { tenant_id: tenantId };
    prometheus.set('enhancement_requests_total', labels, tickets);
    prometheus.set('enhancement_requests_success_total', labels, tickets);
    prometheus.set('enhancement_duration_seconds_sum', labels, tickets * seconds);
    prometheus.set('enhancement_duration_seconds_count', labels, tickets);
  };
  const close = async (): Promise<void> => {
    await door.close();
    await Promise.all([desk, grafana, prometheus, kubernetes].map((simulator) => simulator.close()));
    await here.close();
  };
  return {
    ...here,
    ...{ desk, grafana, prometheus, kubernetes, environment, connections, credentials },
    ...{ submitted, enterHook, delivered, run, undo, check, worked, close },
  };
}

export type ServiceDeskWorld = Awaited<ReturnType<typeof serviceDeskWorld>>;

/** The product's own door for webhooks, on a port of its own. */
async function openDoor() {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const path = request.url ?? '';
      const [connector = '', hookId = ''] = path.split('?')[0]?.split('/').slice(-2) ?? [];
      const headers = new Headers({ 'x-forwarded-for': '198.51.100.7' });
      for (const [name, value] of Object.entries(request.headers)) {
        if (typeof value === 'string') headers.set(name, value);
      }
      const asked = new Request(`http://localhost:3000${path}`, {
        method: 'POST',
        headers,
        body: Buffer.concat(parts),
      });
      void POST(asked, { params: Promise.resolve({ connector, hookId }) }).then(async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        response.end(await answer.text());
      });
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((closed) => server.close(() => closed()));
  return { origin: `http://127.0.0.1:${port}`, close };
}

const stored = (fields: readonly FieldDefinition[], answers: Answers): Record<string, unknown> =>
  Object.fromEntries(
    fields.filter(({ id }) => answers[id] !== undefined).map(({ id }) => [id, { value: answers[id], hash: `h-${id}` }]),
  );
