import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as route from '@/app/api/webhooks/[connector]/[hookId]/route';
import { forget } from '@/lib/platform/rate-limit';
import { asCustomer } from '@/lib/tenancy';
import { removeHook } from './hook';
import { chunked, forgers, genuineFor, seeded } from './testing/forgeries';
import { deliver, hookWorld, type HookWorld, type OpenHook } from './testing/hook-world';

/** How many are sent: a sample by default, all of them with `WEBHOOK_FORGERIES=10000`, which also keeps the result. */
const wanted = Number(process.env['WEBHOOK_FORGERIES'] ?? 1500);
const seed = Number(process.env['WEBHOOK_SEED'] ?? 20261121);

let here: HookWorld;
let hooks: OpenHook[];
let closed: OpenHook[];
beforeAll(async () => {
  here = await hookWorld();
  const standard = { profile: 'standard', header: '' } as const;
  const { acme, borealis, safa } = here.world;
  hooks = [];
  for (const customer of [acme, acme, borealis, safa]) {
    hooks.push(await here.hookFor(customer), await here.hookFor(customer, standard));
  }
  closed = [await here.hookFor(acme), await here.hookFor(acme, standard)];
  for (const open of closed) await asCustomer(open.tenantId, 'test', (tx) => removeHook(tx, open, new Date()));
});
afterAll(() => here.close());

const tally = () => ({ sent: 0, statuses: {} as Record<string, number> });

describe('forged and replayed deliveries', () => {
  it(`are never taken in, and every genuine twin is (${wanted}, seed ${seed}) @req M21 M22`, async () => {
    const chance = seeded(seed);
    const names = Object.keys(forgers);
    const kinds: Record<string, ReturnType<typeof tally>> = {};
    const wrong: string[] = [];
    let [made, twins, turn] = [0, 0, 0];

    const one = async (): Promise<void> => {
      const index = (turn += 1);
      const hook = at(hooks, index);
      const isStandard = hook.hook.profile === 'standard';
      const alike = hooks.filter((each) => each.hook.profile === hook.hook.profile && each !== hook);
      const now = new Date();
      const genuine = genuineFor(hook, chance, now);
      const name = index % 8 === 0 ? 'replay' : at(names, Math.floor(chance() * names.length));
      const forgery =
        name === 'replay'
          ? null
          : (forgers[name]?.({
              ...{ hook, genuine, chance, now },
              sameTenant: at(alike.filter(({ tenantId }) => tenantId === hook.tenantId).concat(alike), 0),
              stranger: at(
                alike.filter(({ tenantId }) => tenantId !== hook.tenantId),
                index,
              ),
              closed: at(closed, isStandard ? 1 : 0),
            }) ?? null);
      if (name !== 'replay' && forgery === null) return;
      const count = (kinds[name] ??= tally());

      const send = async (forged: boolean, answer: Response): Promise<void> => {
        const text = await answer.text();
        const isNew = answer.status === 200 && !(JSON.parse(text) as { duplicate: boolean }).duplicate;
        if (forged) {
          count.sent += 1;
          made += 1;
          const status = answer.status === 200 ? '200 known already' : String(answer.status);
          count.statuses[status] = (count.statuses[status] ?? 0) + 1;
          // Slowed down would be refused for the wrong reason.
          if (isNew || answer.status >= 500 || answer.status === 429) wrong.push(`${index} ${name}: ${answer.status}`);
        } else {
          if (isNew) twins += 1;
          else wrong.push(`${index} genuine twin of ${name}: ${answer.status}`);
        }
      };
      if (forgery) await send(true, await deliver(forgery.at, forgery.sent));
      const body = chance() < 0.2 ? chunked(Buffer.from(genuine.body), chance) : genuine.body;
      await send(false, await deliver(hook.hook, { ...genuine, body }));
      if (name === 'replay') {
        // The same again, also under another unsigned id: known already, or refused.
        const renamed = genuine.headers.filter(([header]) => isStandard || header !== 'webhook-id');
        const headers = isStandard ? genuine.headers : [...renamed, ['webhook-id', `msg_${index}`] as const];
        await send(true, await deliver(hook.hook, { ...genuine, headers }));
      }
    };

    while (made < wanted) {
      await Promise.all(Array.from({ length: 8 }, one));
      if (turn % 400 < 8) for (const { hook } of hooks) await forget('webhook', hook.hookId);
    }

    expect(wrong).toEqual([]);
    const [stored] = await here.database.sql<{ count: number }>(
      'select count(*)::int as count from inbound_deliveries',
    );
    expect(stored?.count).toBe(twins);
    expect(Object.keys(kinds).length).toBeGreaterThan(45);
    if (wanted >= 10_000) keep({ seed, forged: made, accepted: 0, serverErrors: 0, genuineTwins: twins, kinds });
  }, 900_000);

  it('come by POST or not at all', () => {
    expect(Object.keys(route)).toEqual(['POST']);
  });
});

function at<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('Nothing to choose from');
  return found;
}

function keep(result: Readonly<Record<string, unknown>>): void {
  const folder = path.resolve('docs/measurements');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'forged-webhooks.json'), `${JSON.stringify(result, null, 2)}\n`);
}
