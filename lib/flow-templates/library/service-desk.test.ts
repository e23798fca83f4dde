import { describe, expect, it } from 'vitest';
import { actionsOf, fieldsOf, stepsOf, type FlowDefinition } from '@/lib/flow-definition';
import { statusAfter } from '@/lib/provisioning/lifecycle';
import { serviceDesk } from '.';
import { goThrough } from './testing-people';
import { asks, codes, say } from './testing-rules';

describe('service-desk', () => {
  const flow = serviceDesk;

  it.each([
    ['https://riverdale.servicedeskplus.com', true],
    ['https://riverdale.servicedeskplus.com/', true],
    ['http://riverdale.servicedeskplus.com', false],
    ['riverdale.servicedeskplus.com', false],
    ['https://servicedeskplus.com', false],
    ['https://riverdale.servicedeskplus.com.evil.example', false],
    ['https://evil.example/riverdale.servicedeskplus.com', false],
    ['https://evil.example#.servicedeskplus.com', false],
    ['https://user@riverdale.servicedeskplus.com', false],
    ['https://riverdale.servicedeskplus.com:8443', false],
  ])('takes the address %s: %s @req M1', (url, isGood) => {
    expect(codes(flow, 'sdpUrl', url, { apiProfile: 'sdp_cloud_v3' })).toEqual(isGood ? [] : ['field.pattern']);
  });

  it.each([
    ['https://desk.riverdale.example', true],
    ['https://desk.riverdale.example:8443', true],
    ['https://localhost', false],
    ['https://10.0.0.1', false],
    ['http://desk.riverdale.example', false],
  ])('takes the own server %s: %s @req M1', (url, isGood) => {
    expect(codes(flow, 'sdpServerUrl', url, { apiProfile: 'sdp_onprem_v3' })).toEqual(isGood ? [] : ['field.pattern']);
  });

  it('hands the set-up to the customer’s administrator when somebody else is one @req M3', () => {
    const pages = (adminAccess: string) => goThrough(flow, say(flow, { adminAccess })).pages.map(({ id }) => id);
    expect(pages('colleague')).toContain('invite-administrator');
    expect(pages('me')).not.toContain('invite-administrator');
    expect(asks(flow, 'adminContactEmail', { adminAccess: 'colleague' })).toBe(true);
    expect(asks(flow, 'adminContactEmail', { adminAccess: 'me' })).toBe(false);
  });

  it('asks for the name of the tenant @req M6', () => {
    expect(codes(flow, 'tenantName', undefined)).toEqual(['field.required']);
    expect(codes(flow, 'tenantName', 'Riverdale Clinics')).toEqual([]);
  });

  it.each([
    ['acme-corp', true],
    ['a1', true],
    ['a'.repeat(50), true],
    ['a'.repeat(51), false],
    ['Acme', false],
    ['acme corp', false],
    ['acme_corp', false],
    ['-acme', false],
    ['acme-', false],
  ])('takes the tenant ID %s: %s, so that it is a name in a cluster, too @req M7', (id, isGood) => {
    const isLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(id) && id.length <= 50;
    expect(isLabel).toBe(isGood);
    expect(codes(flow, 'tenantIdentifier', id, { entryMode: 'new' }).length === 0).toBe(isGood);
  });

  it('begins in three ways, each with its own questions @req M10', () => {
    const pages = (entryMode: string) =>
      goThrough(flow, say(flow, { entryMode, cutOverDate: '2026-12-01', restoredUpTo: '2026-11-01' })).pages.map(
        ({ id }) => id,
      );
    expect(pages('new')).not.toContain('earlier-tenant');
    expect(pages('staging')).toEqual(expect.arrayContaining(['earlier-tenant', 'tenant-id']));
    expect(pages('staging')).not.toContain('restore-confirmation');
    expect(pages('restore')).toEqual(expect.arrayContaining(['earlier-tenant', 'restore-confirmation']));
    expect(pages('restore')).not.toContain('tenant-id');
    expect(asks(flow, 'cutOverDate', { entryMode: 'restore' })).toBe(false);
    expect(asks(flow, 'restoredUpTo', { entryMode: 'restore' })).toBe(true);
  });

  it('never asks for a webhook secret: it is not the customer’s to invent', () => {
    expect(fieldsOf(flow).filter(({ field: { type } }) => type === 'secret')).toEqual([]);
  });

  it('asks for the key with the three rights, each by its name, and tries the connection @req M2 M4 M5 M17', () => {
    const key = stepOf(flow, 'api-key', 'credential');
    expect(key.check).toBe('service-desk.permissions');
    expect(Object.keys(key.asks)).toEqual(['api.enabled', 'tickets.read', 'tickets.write', 'notes.read']);
    expect(key.scopes).toEqual(['Read Tickets', 'Write Tickets', 'Read Work Notes']);
    const connect = stepOf(flow, 'test-connection', 'connect');
    expect(Object.keys(connect.asks)).toEqual(['http.200', 'tickets.list', 'not.401']);
    expect(connect.credential).toBe(key.credential);
  });

  it('asks a customer in the cloud for a client instead, when they have one, and never for both @req M4', () => {
    const key = stepOf(flow, 'api-key', 'credential');
    const client = stepOf(flow, 'cloud-client', 'credential');
    expect(client).toMatchObject({ credential: key.credential, check: key.check, with: key.with, asks: key.asks });
    expect(client.parts.map(({ id }) => id)).toEqual(['client_id', 'client_secret', 'refresh_token', 'data_centre']);
    expect(key.when).toBe(`!(${client.when})`);
  });

  it('has words for each of the four causes of a failed connection @req M19', () => {
    const { remedies } = stepOf(flow, 'test-connection', 'connect');
    for (const cause of ['key_wrong', 'url_wrong', 'api_disabled', 'firewall'])
      expect(remedies.filter(({ on }) => on.includes(cause))).toHaveLength(1);
  });

  it('looks at every door before it makes anything @req M9', () => {
    const [first] = actionsOf(flow);
    expect(first?.action.uses).toBe('access.preflight');
  });

  it('leads the administrator through the webhook page by page @req M20 M21 M22', () => {
    const { guide, action } = stepOf(flow, 'enter-webhook', 'webhook');
    expect(action).toBe('hook');
    const words = guide.map(({ en }) => en).join(' ');
    for (const named of [
      'Admin, Automation, Webhooks',
      'AI Agents Enhancement Bot',
      'On Ticket Creation',
      'On Ticket Status Change',
      'HMAC-SHA256',
      'X-SDP-Signature',
      'POST',
      'application/json',
      '3 retries',
      '30 seconds',
      'Active',
    ])
      expect(words).toContain(named);
  });

  it('checks seven things on one page @req M31', () => {
    const { checks } = stepOf(flow, 'seven-checks', 'verify');
    expect(checks.map(({ id }) => id)).toEqual([
      'database',
      'secrets',
      'api',
      'webhook',
      'processing',
      'monitoring',
      'status',
    ]);
    const scenario = stepOf(flow, 'full-scenario', 'verify').checks.find(({ by }) => by === 'check');
    expect(scenario).toMatchObject({ check: 'prometheus.figures', with: { atLeast: 1, below: 60 } });
  });

  it('makes a customer active through configured and validated, and never without all seven checks @req M32', () => {
    const lived = ['tenant_status:configured', 'checks_held:sixChecks', 'validated:seven-checks'];
    const status = (...facts: string[]) => statusAfter(flow, 'registered', ['started', ...facts]);
    expect([status(), status(lived[0] ?? ''), status(...lived.slice(0, 2)), status(...lived)]).toEqual([
      'onboarding',
      'configured',
      'validated',
      'active',
    ]);
    const others = ['submitted', 'provisioned', 'delivered:hook', 'hook_ready:hook', 'task_done:team-validation'];
    for (let set = 0; set < 2 ** lived.length - 1; set += 1) {
      const some = lived.filter((_, index) => ((set >> index) & 1) === 1);
      expect(status(...some, ...others)).not.toBe('active');
    }
  });

  it('keeps what was set up once the webhook is entered, and takes all of it away before @req M35', () => {
    const kept = actionsOf(flow).filter(({ action }) => typeof action.onLaterFailure === 'object');
    expect(kept.length).toBeGreaterThan(10);
    for (const { action } of kept)
      expect(action.onLaterFailure).toMatchObject({ default: 'undo', writeNote: 'keep-and-hold' });
    expect(kept.every(({ action }) => !Object.hasOwn(Object(action.onLaterFailure), 'configure'))).toBe(true);
  });

  it('ends in two ways: the webhook at once, or everything with a typed confirmation @req M34 M35', () => {
    expect(flow.offboarding?.map(({ id, destructive }) => [id, destructive])).toEqual([
      ['disable-webhook', false],
      ['delete-tenant', true],
    ]);
    expect(flow.offboarding?.[0]?.keeps).not.toContain('webhook');
    expect(flow.offboarding?.[1]?.keeps).toEqual([]);
  });

  it.each([
    ['first-day', 3, 1, '@req M36'],
    ['first-week', 4, 7, '@req M37'],
    ['first-month', 3, 30, '@req M38'],
  ])('has the tasks of %s: %i within %i days of going live %s', (id, count, days) => {
    const steps = stepsOf(flow).filter(({ task }) => task.id === id);
    expect(steps).toHaveLength(count);
    for (const { step } of steps)
      expect(step).toMatchObject({ kind: 'partner-task', dueDays: days, anchor: 'validated:seven-checks' });
  });

  it('has tasks that come back for as long as the customer is there @req M39', () => {
    const steps = stepsOf(flow).filter(({ task }) => task.id === 'ongoing');
    expect(steps.map(({ step }) => step.kind === 'partner-task' && step.everyDays)).toEqual([7, 30, 90]);
    expect(flow.commands?.find(({ id }) => id === 'alert-rules')?.variants[0]?.text).toContain('WebhookSilent');
  });

  it.each([
    ['webhook-not-received', 5, '@req M40'],
    ['authentication-fails', 4, '@req M41'],
    ['row-level-security', 4, '@req M42 M53'],
    ['ticket-not-updated', 4, '@req M43'],
    ['processing-slow', 4, '@req M44'],
  ])('guides through %s with a look of its own and %i remedies %s', (id, count) => {
    const diagnostic = flow.diagnostics?.find((each) => each.id === id);
    expect(diagnostic?.probes.length).toBeGreaterThan(0);
    expect(diagnostic?.remedies).toHaveLength(count);
    expect(diagnostic?.on.length).toBeGreaterThan(0);
  });

  it('has every command for a cluster and for one machine, and no secret in any @req M47 M54 M55', () => {
    const paired = (flow.commands ?? []).filter(({ id }) => id !== 'alert-rules');
    expect(paired.length).toBeGreaterThanOrEqual(9);
    for (const { variants } of paired) expect(variants.map(({ id }) => id)).toEqual(['kubernetes', 'docker']);
    const text = (id: string) => paired.find((each) => each.id === id)?.variants[0]?.text ?? '';
    expect(text('restart-workers')).toContain('rollout restart');
    expect(text('scale-workers')).toContain('--replicas=4');
    for (const { variants } of paired) for (const { text: line } of variants) expect(line).not.toContain('actions.');
  });

  it('signs the webhook that it simulates @req M51', () => {
    for (const { text } of flow.commands?.find(({ id }) => id === 'simulate-webhook')?.variants ?? []) {
      expect(text).toContain('openssl dgst -sha256 -hmac');
      expect(text).toContain('X-SDP-Signature: $SIGNATURE');
    }
  });

  it('carries what the runbook says of itself: author, severity, dates, related documents @req M45 M46 M48 M49 M50', () => {
    expect(flow.metadata).toMatchObject({
      author: 'Portico',
      severity: 'Medium',
      documentDate: '2025-11-03',
      status: 'Awaiting validation',
    });
    expect(flow.estimatedMinutes).toBeLessThanOrEqual(20);
    expect(flow.related).toHaveLength(5);
    expect(stepOf(flow, 'team-validation', 'partner-task').proof).toBeDefined();
  });

  it('takes a tenant over only once somebody of the team has agreed @req M10 M50', () => {
    const action = (id: string) => actionsOf(flow).find((placed) => placed.action.id === id)?.action;
    expect(action('approveReturn')).toMatchObject({ uses: 'approval.wait' });
    expect(action('approveReturn')?.when).toContain('"restore"');
    expect(action('registerTenant')?.needs).toContain('approveReturn');
    expect(action('registerTenant')?.with['adopt']).toContain('"restore"');
  });

  it('keeps secrets in the cluster, or in the vault where there is none @req M52', () => {
    const store = actionsOf(flow).find(({ action }) => action.uses === 'secret.bundle')?.action.with['store'];
    expect(store).toContain('"kubernetes" : "own"');
  });
});

/** The step of this id, which must be of this kind. */
function stepOf<Kind extends Step['kind']>(
  flow: FlowDefinition,
  id: string,
  kind: Kind,
): Extract<Step, { kind: Kind }> {
  const step = stepsOf(flow).find((placed) => placed.step.id === id)?.step;
  const isOfKind = (each: Step): each is Extract<Step, { kind: Kind }> => each.kind === kind;
  if (step === undefined || !isOfKind(step)) throw new Error(`${flow.key} has no ${kind} step ${id}`);
  return step;
}
type Step = ReturnType<typeof stepsOf>[number]['step'];
