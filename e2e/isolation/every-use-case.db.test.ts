import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withTenant, type Actor } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { targets } from './attack';
import { OtherDoor, type UseCaseCall } from './calls';
import { callsOfCustomers } from './calls-of-customers';
import { callsOfOwners } from './calls-of-owners';
import { callsOfSetUp } from './calls-of-set-up';
import { missing, outsiderWorld, type Ids, type OutsiderWorld } from './testing-outsiders';
import { useCases } from './use-cases';

const calls: Readonly<Record<string, UseCaseCall>> = { ...callsOfCustomers, ...callsOfOwners, ...callsOfSetUp };
const listed = Object.entries(calls);
const naming = listed.filter(([, { namesNothing }]) => !namesNothing);

let database: TestDatabase;
let world: TestWorld;
let here: OutsiderWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  here = await outsiderWorld(database, world);
});
afterAll(() => database.close());

class TakenBack extends Error {}

/**
 * What a call came to, in words without ids and times. A refusal commits, as it does behind a page; anything else is
 * taken back, so that every call meets the same world.
 */
async function answer(actor: Actor, { call }: UseCaseCall, ids: Ids): Promise<string> {
  let said: unknown;
  try {
    await withTenant(actor, async (tx) => {
      said = await call(tx, actor, ids);
      if (!isRefusal(said)) throw new TakenBack();
    });
  } catch (error) {
    if (error instanceof OtherDoor) return '"code":"forbidden"';
    if (!(error instanceof TakenBack)) return neutral(`threw ${String(error)}`);
  }
  return JSON.stringify(said) ?? 'nothing';
}

const isRefusal = (said: unknown): boolean => (Object(said) as { ok?: unknown }).ok === false;
const codeOf = (said: string): string => /"code":"(\w+)"/.exec(said)?.[1] ?? '';

/** The same ids, which write down what of them was asked for. */
const noting = (ids: Ids, asked: Set<string>): Ids =>
  new Proxy(ids, {
    get(all, id: keyof Ids) {
      asked.add(id);
      return all[id];
    },
  });

/** Whether an answer names something of the victim's own. */
function says(said: string): boolean {
  const { partnerId: _, ...own } = here.victim('answered');
  return [...Object.values(own), world.acmeOwner.userId, 'Acme Inc'].some((name) => said.includes(name));
}

const neutral = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replace(/\d{4}-\d\d-\d\dT[\d:.+Z]+/g, '<time>');

/** Everything that is stored for the victim and its partner, as one fingerprint per table. */
async function stored(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { table, tenantColumn } of await targets((sql) => database.sql(sql))) {
    const [row] = await database.sql<{ print: string }>(
      `select md5(string_agg(t::text, '|' order by t::text)) as print from ${table} t where t.${tenantColumn} = any ($1::uuid[])`,
      [[world.acme.id, world.northwind.id]],
    );
    found[table] = row?.print ?? 'nothing';
  }
  return found;
}

describe('every use case, called by somebody whose it is not @req I112', () => {
  it('has a call here that is its own', () => {
    const found = useCases().map(({ domain, name }) => `${domain}.${name}`);
    expect(found.length).toBeGreaterThan(100);
    expect(Object.keys(calls).sort()).toEqual(found.sort());
    // Written for one use case and calling another, a call would prove nothing about the first.
    const foreign = listed.filter(([name, { call }]) => !String(call).includes(name.replace(/.*\./, '')));
    expect(foreign.map(([name]) => name)).toEqual([]);
  });

  it('answers for the victim’s things exactly as for what does not exist, and changes nothing of them', async () => {
    const before = await stored();
    const faults: string[] = [];
    let mixed = 0;
    for (const [name, each] of naming) {
      const [theirs, nothing] = [here.victim(each.on ?? 'answered'), missing()];
      const codes = new Set<string>();
      for (const { who, actor, own } of here.outsiders) {
        const asked = new Set<string>();
        const aimed = await answer(actor, each, noting(theirs, asked));
        const blind = await answer(actor, each, nothing);
        if (neutral(aimed) !== neutral(blind)) faults.push(`${name} by ${who}: ${aimed} / ${blind}`);
        if (blind.startsWith('threw')) faults.push(`${name} by ${who} ${blind}`);
        if (says(blind)) faults.push(`${name} tells ${who}: ${blind}`);
        codes.add(codeOf(aimed));

        // The victim's things once more, within a flow and a tenant of the stranger's own.
        if ([...asked].every((id) => Object.hasOwn(own, id))) continue;
        mixed += 1;
        const [within, alone] = [
          await answer(actor, each, { ...theirs, ...own }),
          await answer(actor, each, { ...nothing, ...own }),
        ];
        if (neutral(within) !== neutral(alone)) faults.push(`${name} by ${who} at home: ${within} / ${alone}`);
      }
      // Somebody came past the rights of their role, so that it was the wall that held.
      if ([...codes].every((code) => code === 'forbidden') && !each.highest)
        faults.push(`${name} was reached by nobody`);
    }
    expect(faults).toEqual([]);
    expect(mixed).toBeGreaterThan(50);
    expect(await stored()).toEqual(before);
  });

  it('names nothing of the victim’s to whoever asks for everything', async () => {
    const faults: string[] = [];
    for (const [name, each] of listed.filter(([, { namesNothing }]) => namesNothing)) {
      for (const { who, actor } of here.outsiders) {
        const said = await answer(actor, each, missing());
        if (says(said)) faults.push(`${name} tells ${who}: ${said}`);
        if (said.startsWith('threw')) faults.push(`${name} by ${who} ${said}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('is really reached: whose it is gets another answer', async () => {
    const faults: string[] = [];
    for (const [name, each] of listed) {
      const theirs = here.victim(each.on ?? 'answered');
      const said = await answer(here.seats[each.as], each, theirs);
      const isNone = ['not_found', 'forbidden'].includes(codeOf(said)) || said.startsWith('threw');
      const isSame = !each.namesNothing && said === (await answer(here.seats[each.as], each, { ...missing() }));
      if ((isNone || isSame) !== (each.notHere !== undefined)) faults.push(`${name}: ${said}`);
    }
    expect(faults).toEqual([]);
  });
});
