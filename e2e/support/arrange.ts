import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import pg from 'pg';
import { acceptInvitation, openDemoSession, resolveSession } from '@/lib/auth';
import { createCustomer, createPartner } from '@/lib/customers';
import type { Outcome } from '@/lib/errors';
import { isForm, shownKey, stepsOf, type FieldDefinition, type FormStep } from '@/lib/flow-definition';
import { installLibrary } from '@/lib/flow-templates';
import { dataPipeline, library } from '@/lib/flow-templates/library';
import { getTaskList, prepareList, saveItem, saveStep, startFlow, submitFlow } from '@/lib/onboarding';
import { disconnect } from '@/lib/platform/db';
import { uuidv7 } from '@/lib/platform/ids';
import { systemMeans } from '@/lib/platform/means';
import { asCustomer, asPlatform, withTenant, type MemberActor } from '@/lib/tenancy';
import { createHook } from '@/lib/webhooks';
import { customers, emailOf, partners, staff, type CustomerName, type CustomerOfCast, type PartnerName } from './cast';
import { mailWithLink } from './mailbox';
import { persona } from './personas';
import { connectSystems } from '@/prisma/seed/connections';
import { dataDir, readJson, worldFile, type World } from './world';

/**
 * Makes the cast in the running instance through the use cases: partners, staff, customers, flows as far as the cast
 * says. People of customers come in by the link of the mail that the product sent. Writes the world's file.
 */
async function arrange(): Promise<void> {
  const platformTenantId = await platform();
  const owned = await asPlatform('the end-to-end tests’ cast', async (tx, actor) => {
    value(await installLibrary(tx, actor, { tenantId: platformTenantId }));
    const made: Partial<Record<PartnerName, string>> = {};
    for (const [slug, { name, mark, brand, locale, supportEmail }] of entries(partners)) {
      const [known] = await asOwner<{ id: string }>('select id from tenants where slug = $1', [slug]);
      made[slug] = known?.id;
      if (known) continue;
      const partner = { parentTenantId: platformTenantId, name, slug, locale };
      const theme = { name, mark, brand, supportEmail };
      made[slug] = value(await createPartner(tx, actor, { ...partner, theme })).tenantId;
    }
    return made as Record<PartnerName, string>;
  });
  await people(platformTenantId, owned);
  const sessions = await Promise.all(
    entries(staff).map(async ([key]) => {
      const opened = await openDemoSession(emailOf(key));
      if (!opened) throw new Error(`${key} cannot sign in`);
      return [key, { session: opened.token }] as const;
    }),
  );
  const flows = Object.fromEntries(sessions) as World['staff'];
  const googleAccount = readJson<Parameters<typeof connectSystems>[1]>(path.join(dataDir(), 'google-account.json'));
  for (const { session } of [flows.haldenAdmin, flows.qamarAdmin]) {
    await connectSystems(await memberActor(session), googleAccount);
  }
  const manager = await memberActor(flows.haldenManager.session);
  const startedBy = {
    halden: manager,
    qamar: await memberActor(flows.qamarAdmin.session),
    tern: await memberActor(flows.ternAdmin.session),
  };
  const { bulkId } = await withTenant(manager, async (tx) =>
    value(await prepareList(tx, manager, { templateKey: dataPipeline.key, text: listed, locale: 'en' })),
  );
  const made: [CustomerName, World['customers'][CustomerName]][] = [];
  for (const [key, customer] of entries(customers)) {
    const { partner, name, locale, owner, prepared, template = dataPipeline.key, hooked } = customer as CustomerOfCast;
    const actor = startedBy[partner];
    const started = await withTenant(actor, async (tx) => {
      const { tenantId } = value(
        await createCustomer(tx, actor, { ownerTenantId: owned[partner], name, locale, timeZone: 'Europe/Berlin' }),
      );
      const invite = { email: emailOf(key), name: owner, locale };
      return {
        tenantId,
        ...value(await startFlow(tx, actor, { customerTenantId: tenantId, templateKey: template, invite })),
      };
    });
    const { tenantId, flowId, invitationId } = started;
    made.push([key, { tenantId, flowId, invitationId, session: null, memberId: null, itemId: null }]);
    if (prepared === 'invited') continue;
    const session = await acceptFromMail(key);
    const person = await memberActor(session);
    const itemId = await prepare(person, key, flowId);
    if (hooked) await giveHook(tenantId, flowId);
    made[made.length - 1] = [key, { tenantId, flowId, invitationId, session, memberId: person.memberId, itemId }];
  }
  const world: World = {
    platformTenantId,
    partners: owned,
    staff: flows,
    bulk: bulkId,
    customers: Object.fromEntries(made) as World['customers'],
  };
  writeFileSync(worldFile(), JSON.stringify(world, null, 2), { mode: 0o600 });
}

/** A line that is in order, and one that is not. */
const listed = `name,identifier,industry,person,email,locale
Listed Harbour Works,listed_harbour,Logistics,Ida Holm,ida.holm@listed.example,en
Listed Without Address,,Logistics,Jon Lie,,en`;

/** The platform of the instance; made when there is no demo world. */
async function platform(): Promise<string> {
  const [known] = await asOwner<{ id: string }>("select id from tenants where kind = 'platform'");
  if (known) return known.id;
  const id = randomUUID();
  await asOwner('select kernel.create_platform($1, $2, $3)', [id, 'Portico', 'en']);
  return id;
}

/** Staff are there before anybody could add them: the owner of the database makes the first ones. */
async function people(platformTenantId: string, owned: Readonly<Record<PartnerName, string>>): Promise<void> {
  for (const [key, { home, role, name, locale }] of entries(staff)) {
    const tenantId = home === 'platform' ? platformTenantId : owned[home];
    await asOwner('select app.bootstrap_member($1, $2, $3, $4, $5, $6, $7)', [
      ...[randomUUID(), randomUUID(), tenantId],
      ...[emailOf(key), name, role, locale],
    ]);
  }
}

async function acceptFromMail(key: CustomerName): Promise<string> {
  const { link } = await mailWithLink(emailOf(key), /\/i\/[\w-]+$/);
  return value(await acceptInvitation(link.slice(link.lastIndexOf('/') + 1))).token;
}

async function memberActor(session: string): Promise<MemberActor> {
  const view = await resolveSession(session);
  const membership = view?.memberships[0];
  if (!view || !membership) throw new Error('A session without a membership');
  return { kind: 'member', ...membership, userId: view.userId, locale: view.locale, requestId: uuidv7() };
}

/**
 * Answers as the persona does: nothing beyond the first page, or everything, or everything and sent. Gives the id of an
 * item of a list, if there is one.
 */
async function prepare(actor: MemberActor, key: CustomerName, flowId: string): Promise<string | null> {
  const { prepared, locale, template = 'data-pipeline' } = customers[key] as CustomerOfCast;
  // Each onboarding has rules of its own for identifiers; small letters and digits meet them all.
  const prefix = template === 'data-pipeline' ? 'e2e_' : 'e2e';
  const identifier = `${prefix}${key.toLowerCase()}${process.env.E2E_RUN ?? ''}`;
  const { stored } = persona(locale, identifier, new Date(), template);
  const steps = stepsOf(library.find((each) => each.key === template) ?? dataPipeline).map(({ step }) => step);
  let itemId: string | null = null;
  for (const step of prepared === 'started' ? steps.slice(0, 1) : steps) {
    if (isForm(step)) itemId = (await answerStep(actor, flowId, step, stored)) ?? itemId;
  }
  if (prepared !== 'submitted') return itemId;
  await withTenant(actor, async (tx) => {
    const { header } = value(await getTaskList(tx, actor, { flowId, locale }));
    value(await submitFlow(tx, actor, { flowId, revision: header.revision, agreed: true }));
  });
  return itemId;
}

/** The address for deliveries of the customer's service desk, whose set-up has not begun and will not. */
const giveHook = (tenantId: string, flowId: string) =>
  asCustomer(tenantId, 'the end-to-end tests’ cast', (tx) =>
    createHook(
      tx,
      { tenantId, flowId, actionId: 'hook' },
      {
        connector: 'service-desk',
        name: 'AI Agents Enhancement Bot',
        profile: 'hmac-header',
        header: 'x-sdp-signature',
      },
      systemMeans,
    ),
  );

/**
 * Saves one page with what is to be stored in the end; a page that these answers do not lead to is left out. Gives the
 * id of an item that it added.
 */
async function answerStep(
  actor: MemberActor,
  flowId: string,
  { id: stepId, fields }: FormStep,
  stored: Readonly<Record<string, unknown>>,
): Promise<string | null> {
  const { locale } = actor;
  let itemId: string | null = null;
  const lists = fields.filter(({ type }) => type === 'items');
  for (const list of lists) {
    for (const item of (stored[list.id] ?? []) as readonly Readonly<Record<string, unknown>>[]) {
      const values = Object.assign({}, ...(list.fields ?? []).map((field) => typed(field, item[field.id])));
      itemId = uuidv7();
      const place = { flowId, stepId, listId: list.id, itemId, base: null, locale };
      value(await saveItem(actor, { ...place, values }));
    }
  }
  const asked = fields.filter(({ type }) => type !== 'items');
  const saved = await saveStep(actor, {
    ...{ flowId, stepId, bases: {}, keepStored: [], intent: 'continue', fromCheck: false, locale },
    values: Object.assign(
      { [shownKey]: asked.map(({ id }) => id) },
      ...asked.map((field) => typed(field, stored[field.id])),
    ),
    more: Object.fromEntries(lists.map(({ id }) => [id, 'no'])),
  });
  if (saved.ok || saved.refusal.code !== 'step_not_on_path') value(saved);
  return itemId;
}

/** A stored value as the form would have posted it. */
function typed({ id, type }: FieldDefinition, stored: unknown): Record<string, string | readonly string[]> {
  if (stored === undefined) return {};
  if (type === 'date') {
    const [year = '', month = '', day = ''] = String(stored).split('-');
    return { [`${id}-year`]: year, [`${id}-month`]: month, [`${id}-day`]: day };
  }
  if (type === 'address') {
    const parts = Object.entries(stored as Readonly<Record<string, string>>);
    return Object.fromEntries(parts.map(([part, text]) => [`${id}-${part}`, text]));
  }
  if (Array.isArray(stored)) return { [id]: stored.map(String) };
  if (type === 'yesNo') return { [id]: stored === true ? 'yes' : 'no' };
  if (type === 'secret') return { [id]: 'canary-credential-4711' };
  return { [id]: type === 'consent' ? 'true' : String(stored) };
}

async function asOwner<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_OWNER_URL });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`Refused: ${JSON.stringify(outcome.refusal)}`);
  return outcome.value;
}

const entries = <Key extends string, Value>(record: Readonly<Record<Key, Value>>): [Key, Value][] =>
  Object.entries(record) as [Key, Value][];

await arrange();
await disconnect();
process.exit(0);
