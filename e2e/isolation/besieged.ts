import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { runtime, stored } from '../support/instance';
import { world } from '../support/world';
import type { BesiegedIds, Rightful } from './action-forms';
import { targets } from './attack';
import { askRoute, builtActions, postAction, type Answer, type Fields } from './post-action';
import { routeRequests } from './route-requests';

export type Besieged = Readonly<{
  ids: BesiegedIds;
  rightful: Readonly<Record<Rightful, string | null>>;
  /** Who must not get in, by what they are; none of them belongs to the flow that `as` is of. */
  outsiders: (as: Rightful) => Readonly<Record<string, string | null>>;
  /** Keys of programs: the partner's and another partner's, and a customer's beside that of `ids`, with what it may see. */
  keys: Readonly<{ partner: string; otherPartner: string; customer: string; ofCustomer: Partial<BesiegedIds> }>;
}>;

/** Ids of the right form that nothing has. */
export const nothing = (): BesiegedIds => {
  const names = [
    ...['flow', 'sent', 'items', 'keys', 'tenant', 'partner', 'item', 'member', 'invitation', 'spare'],
    ...['assignment', 'key', 'endpoint', 'delivery', 'bulk', 'session', 'passkey'],
    ...['file', 'order', 'identifier'],
  ];
  return Object.fromEntries(names.map((name) => [name, randomUUID()])) as BesiegedIds;
};

/**
 * Gives the besieged something of every kind that a form can name, by the forms themselves where there is one, and
 * collects who must not find it: their partner's other customer, another partner's customer and staff, a helper with one
 * task of another of the besieged customer's own flows, and nobody.
 */
export async function arrangeBesieged(): Promise<Besieged> {
  const { partners, staff, customers } = world();
  const { besieged, besiegedSent, besiegedItems, besiegedKeys, stranger } = customers;
  const admin = staff.ternAdmin.session;
  const { tenantId, flowId } = besieged;
  const colleague = await memberOf(tenantId, 'contributor');
  const invite = (email: string) =>
    post('(staff)/portfolio/actions#invite', admin, {
      ...{ flowId, name: 'Guest', email, role: 'viewer', locale: 'en' },
    });
  await invite('first@tern.example');
  await invite('second@tern.example');
  await post('(customer)/flows/[flowId]/people/actions#giveTaskAction', besieged.session, {
    ...{ flowId, memberId: colleague.memberId, taskId: 'sources' },
  });
  const partnerKey = await keyOf(admin);
  await post('(partner)/webhooks/actions#makeEndpoint', admin, {
    ...{ url: 'https://hooks.tern.example/in', choice: 'all' },
  });
  const endpoint = await idOf('select id from outbound_endpoints where tenant_id = $1', partners.tern);
  await post('(partner)/webhooks/actions#testEndpoint', admin, { endpointId: endpoint });
  const list =
    'name,identifier,industry,person,email,locale\nTern Listed,tern_listed,Logistics,Ida,ida@tern.example,en';
  await post('(staff)/customers/bulk/actions#readList', admin, {
    ...{ tenantId: partners.tern, templateKey: 'data-pipeline', list },
  });
  await post('(staff)/customers/actions#addCustomer', admin, {
    ...{ owner: partners.tern, name: 'Upland Mills', timeZone: 'Europe/Berlin', templateKey: 'data-pipeline' },
    ...{ personName: 'Vera Holt', email: 'other@tern.example', locale: 'en', existing: tenantId },
  });
  // Their own sign-in is known and switched off: it can be tried, and nobody is led there.
  await post('(auth)/account/organisation/actions#saveProvider', admin, {
    ...{ tenantId: partners.tern, name: 'Tern account', domains: 'people.example', state: 'off' },
    ...{ issuer: `http://127.0.0.1:${runtime().simulators.idpPort}`, clientId: 'tern', clientSecret: 'no-secret' },
  });
  const other = await idOf('select id from onboarding_flows where tenant_id = $1 and id <> $2', tenantId, flowId);
  const helper = await memberOf(tenantId, 'delegate');
  await stored(
    `insert into assignments (tenant_id, id, flow_id, scope, scope_id, member_id, expires_at)
     values ($1, $2, $3, 'task', 'sources', $4, now() + interval '1 day')`,
    [tenantId, randomUUID(), other, helper.memberId],
  );
  // The key of a customer comes with its set-up.
  await untilAtRest();
  const shown = await post('(customer)/flows/actions#revealSecretAction', besiegedSent.session, {
    ...{ flowId: besiegedSent.flowId, stepId: 'reveal-api-key' },
  });
  const order = async (tenant: string, flow: string): Promise<string> => {
    const id = randomUUID();
    await stored(
      `insert into pipeline_orders (tenant_id, id, flow_id, provider, domain, template_name, run_date, pipeline_id)
       values ($1, $2, $3, 'gcp', 'cost', 'cost_billing', '2026-11-01', 'p')`,
      [tenant, id, flow],
    );
    return id;
  };
  const identifier = async (tenant: string): Promise<string> =>
    idOf('select value as id from customer_identifiers where tenant_id = $1', tenant);
  const [userId, passkey] = [await userOf(besieged.session), randomUUID()];
  await stored(
    `insert into passkeys (id, user_id, credential_id, public_key, name) values ($1, $2, $3, '\\x00', 'Mine')`,
    [passkey, userId, passkey],
  );
  return {
    ids: {
      ...{ flow: flowId, sent: besiegedSent.flowId, items: besiegedItems.flowId, keys: besiegedKeys.flowId },
      ...{ tenant: tenantId, partner: partners.tern, item: besiegedItems.itemId ?? '', member: colleague.memberId },
      invitation: await idOf("select id from invitations where email = 'first@tern.example' and flow_id = $1", flowId),
      spare: await idOf("select id from invitations where email = 'second@tern.example' and flow_id = $1", flowId),
      assignment: await idOf('select id from assignments where member_id = $1', colleague.memberId),
      key: await idOf('select id from api_keys where tenant_id = $1', partners.tern),
      endpoint,
      delivery: await idOf('select id from outbound_deliveries where tenant_id = $1', partners.tern),
      bulk: await idOf('select id from bulk_onboardings where tenant_id = $1', partners.tern),
      session: await idOf('select id from sessions where user_id = $1', userId),
      passkey,
      file: await beginUpload(besiegedItems.session, besiegedItems.flowId),
      order: await order(tenantId, flowId),
      identifier: await identifier(tenantId),
    },
    keys: {
      partner: partnerKey,
      otherPartner: await keyOf(staff.qamarAdmin.session),
      customer: valueIn(shown),
      ofCustomer: {
        order: await order(besiegedSent.tenantId, besiegedSent.flowId),
        identifier: await identifier(besiegedSent.tenantId),
      },
    },
    rightful: {
      owner: besieged.session,
      ofSent: besiegedSent.session,
      ofItems: besiegedItems.session,
      ofKeys: besiegedKeys.session,
      admin,
    },
    outsiders: (as) => ({
      'the owner of the partner’s other customer': as === 'ofKeys' ? besieged.session : besiegedKeys.session,
      'an owner of another partner’s customer': stranger.session,
      'an administrator of another partner': staff.qamarAdmin.session,
      'a helper with one task of another flow': helper.session,
      'nobody signed in': null,
    }),
  };
}

/** A new key of the own partner, as the answer to the form shows it once. */
async function keyOf(admin: string): Promise<string> {
  const made = await post('(partner)/actions#makeApiKey', admin, { name: 'A key', purpose: 'onboard', days: '30' });
  return /"key":"([^"]+)"/.exec(made.body)?.[1] ?? '';
}

/** What an action has answered when it is one text. */
const valueIn = ({ body }: Answer): string => /"value":"([^"]+)"/.exec(body)?.[1] ?? '';

async function beginUpload(session: string | null, flowId: string): Promise<string> {
  const door = routeRequests['POST api/uploads/[flowId]'];
  if (!door || !('as' in door)) throw new Error('Nothing can be uploaded');
  const begun = await askRoute({ method: 'POST', ...door.ask({ ...nothing(), items: flowId }) }, { session });
  if (begun.status !== 201) throw new Error(`No upload begun: ${begun.status} ${begun.body}`);
  return begun.leadsTo.slice(begun.leadsTo.lastIndexOf('/') + 1);
}

/** Calls an action by its name; refuses to go on when it did not do what it was asked. */
async function post(name: string, session: string | null, fields: Fields): Promise<Answer> {
  const action = builtActions().find((each) => each.name === name);
  if (!action) throw new Error(`There is no action ${name}`);
  const answer = await postAction(action, session, fields);
  if (answer.body.includes('"status":"refused"') || answer.status >= 400) throw new Error(`${name}: ${answer.body}`);
  return answer;
}

/** Somebody who is there already, with a session of their own. */
async function memberOf(tenantId: string, role: string): Promise<Readonly<{ memberId: string; session: string }>> {
  const [userId, memberId, session] = [randomUUID(), randomUUID(), randomBytes(32).toString('base64url')];
  const email = `${role}.${userId.slice(0, 8)}@tern.example`;
  await stored("insert into users (id, email, name, locale) values ($1, $2, 'Kim', 'en')", [userId, email]);
  await stored(
    "insert into members (tenant_id, id, user_id, role, email, display_name) values ($1, $2, $3, $4, $5, 'Kim')",
    [tenantId, memberId, userId, role, email],
  );
  await stored(
    "insert into sessions (id, user_id, token_hash, expires_at) values ($1, $2, $3, now() + interval '1 day')",
    [randomUUID(), userId, hashOf(session)],
  );
  return { memberId, session };
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest();

async function userOf(session: string | null): Promise<string> {
  const [row] = await stored<{ id: string }>('select user_id as id from sessions where token_hash = $1', [
    hashOf(session ?? ''),
  ]);
  return row?.id ?? '';
}

async function idOf(text: string, ...values: readonly unknown[]): Promise<string> {
  const [row] = await stored<{ id: string }>(`${text} order by id desc limit 1`, [...values]);
  if (!row) throw new Error(`Nothing is there: ${text}`);
  return row.id;
}

/** What the worker goes on writing by itself: figures that it folds anew, and mails, of which only the rows count. */
const figures: ReadonlySet<string> = new Set(['funnel_rollups', 'step_time_rollups']);
const tended: ReadonlySet<string> = new Set(['messages']);

/** Everything that is stored for the besieged, as one fingerprint per table. */
export async function fingerprints(): Promise<Record<string, string>> {
  const ours = await stored<{ id: string }>('select descendant_id as id from tenant_closure where ancestor_id = $1', [
    world().partners.tern,
  ]);
  const found: Record<string, string> = {};
  for (const { table, tenantColumn } of await targets((sql) => stored(sql))) {
    if (figures.has(table)) continue;
    const row = tended.has(table) ? 't.id::text' : 't::text';
    const [print] = await stored<{ print: string }>(
      `select md5(string_agg(${row}, '|' order by ${row})) as print from ${table} t where t.${tenantColumn} = any ($1::uuid[])`,
      [ours.map(({ id }) => id)],
    );
    found[table] = print?.print ?? 'nothing';
  }
  const [ways] = await stored<{ print: string }>(
    "select md5(string_agg(name || counter, '|' order by id)) as print from passkeys where name = 'Mine'",
  );
  return { ...found, passkeys: ways?.print ?? 'nothing' };
}

/** Waits until the worker has done what it had to do with what was arranged: the set-up, the mails, the figures. */
export async function untilAtRest(): Promise<Record<string, string>> {
  const deadline = Date.now() + 60_000;
  let before = await fingerprints();
  for (;;) {
    await sleep(900);
    // Nobody is at the other end of the deliveries: given up, they are not tried again in the middle of an attack.
    await stored(
      "update outbound_deliveries set status = 'dead', next_attempt_at = null where tenant_id = $1 and status = 'pending'",
      [world().partners.tern],
    );
    const [{ open } = { open: 0 }] = await stored<{ open: number }>(
      "select count(*)::int as open from provisioning_runs where flow_id = $1 and status not in ('done', 'held')",
      [world().customers.besiegedSent.flowId],
    );
    const now = await fingerprints();
    const changed = Object.keys(now).filter((table) => now[table] !== before[table]);
    if (open === 0 && changed.length === 0) return now;
    if (Date.now() > deadline) throw new Error(`The besieged do not come to rest: ${changed.join(', ')}`);
    before = now;
  }
}
