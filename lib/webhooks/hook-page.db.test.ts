import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowDefinition } from '@/lib/flow-definition';
import { codeOf, must } from '@/lib/onboarding/testing-flow';
import { publishedTemplate, referenceTemplate } from '@/lib/provisioning/testing/submitted-flow';
import { asCustomer, withTenant } from '@/lib/tenancy';
import { nameHook, revealHookSecret, rotateHookSecret } from './change-hook';
import { getHookView } from './get-hook-view';
import { removeHook } from './hook';
import { listHooks } from './list-hooks';
import { signatureHeaders } from './profiles';
import { sendTest } from './send-test';
import { deliver, hookWorld, type HookWorld, type OpenHook } from './testing/hook-world';

let here: HookWorld;
let templateId: string;
beforeAll(async () => {
  here = await hookWorld();
  templateId = await publishedTemplate(here.database.sql, here.world.platform.id, withHookStep());
});
afterAll(() => here.close());

/** The reference template with one more task: a hook that its own action makes. */
function withHookStep(): FlowDefinition {
  return referenceTemplate(7, (definition) => {
    const text = (en: string) => ({ en, ar: en });
    const provisions = definition.sections
      .flatMap(({ tasks }) => tasks)
      .find(({ steps }) => steps.some(({ kind }) => kind === 'provision'));
    if (!provisions) throw new Error('The reference template sets nothing up');
    return {
      ...definition,
      sections: definition.sections.map((section) => ({
        ...section,
        tasks: section.tasks.map((task) =>
          task.id !== provisions.id
            ? task
            : {
                ...task,
                steps: [
                  ...task.steps.map((step) =>
                    step.kind === 'provision'
                      ? {
                          ...step,
                          actions: [
                            ...step.actions,
                            {
                              id: 'hook',
                              uses: 'webhook.create',
                              title: text('A door'),
                              with: { profile: 'hmac-header', name: 'Bot', header: 'X-SDP-Signature' },
                              onLaterFailure: 'undo' as const,
                            },
                          ],
                        }
                      : step,
                  ),
                  {
                    id: 'deliveries',
                    kind: 'webhook' as const,
                    title: text('Deliveries'),
                    action: 'hook',
                    guide: [text('Open the settings'), text('Save')],
                    remedies: [{ on: ['wrong_signature'], text: text('Look at the secret') }],
                  },
                ],
              },
        ),
      })),
    };
  });
}

async function opened(customer = here.world.acme): Promise<OpenHook & { stepId: string }> {
  const open = await here.hookFor(customer);
  await here.database.sql('update onboarding_flows set template_id = $2 where id = $1', [open.flowId, templateId]);
  return { ...open, stepId: 'deliveries' };
}
const view = (actor: HookWorld['world']['acmeOwner'], { flowId, stepId }: { flowId: string; stepId: string }) =>
  withTenant(actor, (tx) => getHookView(tx, actor, { flowId, stepId, locale: 'en' }));
const body = () => JSON.stringify({ event: 'ticket.created', ticket: { id: randomUUID() } });

describe('the page of a hook', () => {
  it('shows what to enter and the guide, and never the secret @req M20', async () => {
    const open = await opened();
    const shown = must(await view(here.world.acmeOwner, open));
    expect(shown).toMatchObject({
      state: 'waiting',
      guide: ['Open the settings', 'Save'],
      mayReveal: true,
      mayChange: true,
      hook: {
        url: `http://localhost:3000/api/webhooks/service-desk/${open.hook.hookId}`,
        header: 'x-sdp-signature',
        profile: 'hmac-header',
        revealed: null,
        refusals: [],
      },
    });
    expect(JSON.stringify(shown)).not.toContain(open.secret);
    expect(must(await view(here.world.northwindManager, open))).toMatchObject({ mayReveal: false, mayChange: false });
  });

  it('turns to delivered with the first genuine delivery and tells a wrong signature from silence @req M25', async () => {
    const open = await opened();
    await deliver(open.hook, { body: body(), headers: [['x-sdp-signature', '0'.repeat(64)]] });
    const waiting = must(await view(here.world.acmeOwner, open));
    expect([waiting.state, waiting.hook?.refusals.map(({ reason, times }) => ({ reason, times }))]).toEqual([
      'waiting',
      [{ reason: 'wrong_signature', times: 1 }],
    ]);
    const sent = body();
    const headers = Object.entries(signatureHeaders(open.hook, open.secret, { id: 'm', at: new Date(), body: sent }));
    await deliver(open.hook, { body: sent, headers });
    expect(must(await view(here.world.acmeOwner, open)).state).toBe('delivered');
  });

  it('is not there for a stranger, for another step, or once the flow has no such hook', async () => {
    const open = await opened();
    const codes = [
      await view(here.world.safaOwner, open),
      await view(here.world.alufuqManager, open),
      await view(here.world.acmeOwner, { ...open, flowId: randomUUID() }),
      await view(here.world.acmeOwner, { ...open, stepId: 'nothing' }),
    ].map(codeOf);
    expect(codes).toEqual(['not_found', 'not_found', 'not_found', 'not_found']);
    expect(codeOf(await view(here.world.acmeOwner, open))).toBe('ok');
  });
});

describe('the secret of a hook', () => {
  it('is shown once, to an owner', async () => {
    const open = await opened();
    const reveal = (actor: HookWorld['world']['acmeOwner']) =>
      withTenant(actor, (tx) => revealHookSecret(tx, actor, open));
    expect(codeOf(await reveal(here.world.acmeContributor))).toBe('forbidden');
    expect(codeOf(await reveal(here.world.northwindAdmin))).toBe('forbidden');
    expect(codeOf(await reveal(here.world.safaOwner))).toBe('not_found');
    const both = await Promise.all([reveal(here.world.acmeOwner), reveal(here.world.acmeOwner)]);
    expect(both.map(codeOf).sort()).toEqual(['ok', 'secret_already_shown']);
    const shown = both.find(({ ok }) => ok);
    expect(shown?.ok && shown.value.secret.reveal()).toBe(open.secret);
    expect(codeOf(await reveal(here.world.acmeOwner))).toBe('secret_already_shown');
    expect(must(await view(here.world.acmeOwner, open)).hook?.revealed?.by).toBe('owner of acme');
  });

  it('is followed by a new one, and both count for a day', async () => {
    const open = await opened();
    const { acmeOwner } = here.world;
    expect(
      codeOf(
        await withTenant(here.world.acmeContributor, (tx) => rotateHookSecret(tx, here.world.acmeContributor, open)),
      ),
    ).toBe('forbidden');
    expect(
      codeOf(await withTenant(here.world.safaOwner, (tx) => rotateHookSecret(tx, here.world.safaOwner, open))),
    ).toBe('not_found');
    must(await withTenant(acmeOwner, (tx) => rotateHookSecret(tx, acmeOwner, open)));
    const shown = must(await withTenant(acmeOwner, (tx) => revealHookSecret(tx, acmeOwner, open)));
    const fresh = shown.secret.reveal();
    expect(fresh).not.toBe(open.secret);
    const status = async (secret: string) => {
      const sent = body();
      const headers = Object.entries(signatureHeaders(open.hook, secret, { id: 'm', at: new Date(), body: sent }));
      return (await deliver(open.hook, { body: sent, headers })).status;
    };
    expect([await status(fresh), await status(open.secret)]).toEqual([200, 200]);
    await here.database.sql("update inbound_hooks set previous_until = now() - interval '1 second' where id = $1", [
      open.hook.hookId,
    ]);
    expect([await status(fresh), await status(open.secret)]).toEqual([200, 401]);
  });

  it('that the sender has goes on counting when a new one is asked for twice', async () => {
    const open = await opened();
    const { acmeOwner } = here.world;
    must(await withTenant(acmeOwner, (tx) => revealHookSecret(tx, acmeOwner, open)));
    for (let times = 0; times < 2; times += 1) {
      must(await withTenant(acmeOwner, (tx) => rotateHookSecret(tx, acmeOwner, open)));
    }
    const fresh = must(await withTenant(acmeOwner, (tx) => revealHookSecret(tx, acmeOwner, open))).secret.reveal();
    const status = async (secret: string) => {
      const sent = body();
      const headers = Object.entries(signatureHeaders(open.hook, secret, { id: 'm', at: new Date(), body: sent }));
      return (await deliver(open.hook, { body: sent, headers })).status;
    };
    expect([await status(fresh), await status(open.secret)]).toEqual([200, 200]);
    // Once it was seen, it is the one before.
    must(await withTenant(acmeOwner, (tx) => rotateHookSecret(tx, acmeOwner, open)));
    expect([await status(fresh), await status(open.secret)]).toEqual([200, 401]);
  });
});

describe('a signed test', () => {
  it('passes the same door and does not count as a delivery @req M51', async () => {
    const open = await opened();
    expect(must(await sendTest(here.world.acmeContributor, open, '203.0.113.9'))).toMatchObject({
      test: true,
      duplicate: false,
    });
    const shown = must(await view(here.world.acmeOwner, open));
    expect(shown.state).toBe('waiting');
    expect(shown.hook?.testedAt).not.toBeNull();
    const viewer = await here.world.acme.member('viewer');
    const codes = [
      await sendTest(viewer, open, '203.0.113.9'),
      await sendTest(here.world.northwindAdmin, open, '203.0.113.9'),
      await sendTest(here.world.safaOwner, open, '203.0.113.9'),
    ].map(codeOf);
    expect(codes).toEqual(['forbidden', 'forbidden', 'not_found']);
  });

  it('fails where a real delivery would: once the hook is closed', async () => {
    const open = await opened();
    await here.database.sql("update inbound_hooks set status = 'removed', removed_at = now() where id = $1", [
      open.hook.hookId,
    ]);
    expect(codeOf(await sendTest(here.world.acmeOwner, open, '203.0.113.9'))).toBe('not_found');
  });
});

describe('the id in the other system', () => {
  it('is kept as it was given, and taken back @req M23', async () => {
    const open = await opened();
    const name = (actor: HookWorld['world']['acmeOwner'], externalId: string) =>
      withTenant(actor, (tx) => nameHook(tx, actor, { flowId: open.flowId, stepId: open.stepId, externalId }));
    expect(must(await name(here.world.acmeContributor, ' 300000001 ')).externalId).toBe('300000001');
    expect(must(await view(here.world.acmeOwner, open)).hook?.externalId).toBe('300000001');
    expect(must(await name(here.world.acmeOwner, '')).externalId).toBeNull();
    expect(codeOf(await name(here.world.northwindManager, '1'))).toBe('forbidden');
    expect(codeOf(await name(here.world.safaOwner, '1'))).toBe('not_found');
  });
});

describe('taking a hook away', () => {
  it('closes the door and withdraws what was known because of it', async () => {
    const open = await opened();
    const sent = body();
    const headers = Object.entries(signatureHeaders(open.hook, open.secret, { id: 'm', at: new Date(), body: sent }));
    await deliver(open.hook, { body: sent, headers });
    expect(await asCustomer(open.tenantId, 'test', (tx) => removeHook(tx, open, new Date()))).toBe(1);
    expect((await deliver(open.hook, { body: sent, headers })).status).toBe(401);
    expect(must(await view(here.world.acmeOwner, open))).toMatchObject({ state: 'not_ready', hook: null });
  });
});

describe('what those who look after a flow see', () => {
  it('is what came and what was refused, without address and secret', async () => {
    const open = await opened();
    await deliver(open.hook, { body: body() });
    const list = (actor: HookWorld['world']['acmeOwner']) =>
      withTenant(actor, (tx) => listHooks(tx, actor, { flowId: open.flowId }));
    const seen = must(await list(here.world.northwindManager));
    expect(seen).toMatchObject([
      { name: 'Bot', firstDeliveryAt: null, refusals: [{ reason: 'no_signature', times: 1 }] },
    ]);
    expect(JSON.stringify(seen)).not.toContain(open.secret);
    expect(codeOf(await list(here.world.alufuqManager))).toBe('not_found');
    expect(codeOf(await list(await here.world.northwind.member('analyst')))).toBe('forbidden');
  });
});
