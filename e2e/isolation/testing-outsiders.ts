import { randomUUID } from 'node:crypto';
import { createApiKey } from '@/lib/auth';
import { saveDraft } from '@/lib/drafts';
import { beginFile } from '@/lib/files';
import { delegateTask, invitePerson } from '@/lib/members';
import { prepareList, startFlow } from '@/lib/onboarding';
import { answerAll, must, startTestFlow } from '@/lib/onboarding/testing-flow';
import { systemMeans } from '@/lib/platform/means';
import { publishedTemplate, referenceTemplate, submittedFlow } from '@/lib/provisioning/testing/submitted-flow';
import { actions, asCustomer, withTenant, type Actor, type MachineActor } from '@/lib/tenancy';
import { saveConnection } from '@/lib/vault';
import { addEndpoint, createHook, sendTestEvent } from '@/lib/webhooks';
import type { TestDatabase, TestTenant, TestWorld } from '@/scripts/testing/database';

/** The victim's flows, by what can be done in them. */
export type FlowName = 'answered' | 'listed' | 'desk' | 'sent';

const idNames = [
  ...(['tenantId', 'partnerId', 'flowId', 'memberId', 'invitationId', 'assignmentId', 'itemId'] as const),
  ...(['fileId', 'keyId', 'endpointId', 'deliveryId', 'bulkId', 'orderId', 'templateId'] as const),
];

/** Everything of the victim's that has a name which somebody else could type in. */
export type Ids = Readonly<Record<(typeof idNames)[number], string>>;

/** The people and keys whose the victim's things are. */
export type Seat = 'owner' | 'admin' | 'platform' | 'key' | 'customerKey';

/** Somebody whose the victim's things are not, with what they have of their own. */
export type Outsider = Readonly<{ who: string; actor: Actor; own: Partial<Ids> }>;

export type OutsiderWorld = Readonly<{
  seats: Readonly<Record<Seat, Actor>>;
  victim: (on: FlowName) => Ids;
  outsiders: readonly Outsider[];
}>;

/** Ids of the right form that nothing has. */
export const missing = (): Ids => Object.fromEntries(idNames.map((name) => [name, randomUUID()])) as Ids;

/**
 * A customer with something of every kind, made by the use cases that make it, and everybody who must not find it: the
 * partner's other customer, another partner with its customer, their keys, and a helper who was given one task of
 * another flow of the same customer.
 */
export async function outsiderWorld(database: TestDatabase, world: TestWorld): Promise<OutsiderWorld> {
  const { acme, borealis, safa, northwind, alufuq } = world;
  const answered = await startTestFlow(world);
  await answerAll(world.acmeOwner, answered);
  const listed = await start(world, acme, 'security-platform');
  const desk = await start(world, acme, 'service-desk');
  const templateId = await publishedTemplate(database.sql, world.platform.id, referenceTemplate(90));
  const sent = await submittedFlow(database.sql, { tenantId: world.platform.id, id: templateId }, acme, 'acme_sent');
  const flows: Record<FlowName, string> = { answered, listed, desk, sent: sent.flowId };
  const customerKey = machine(acme);
  await database.sql(
    `insert into customer_keys (tenant_id, id, flow_id, run_id, action_id, label, key_hash, sealed, fingerprint)
     values ($1, $2, $3, $4, 'a', 'acme_sent', sha256('k'), 'x', 'f')`,
    [acme.id, customerKey.apiKeyId, sent.flowId, sent.runId],
  );
  const rest: Omit<Ids, 'flowId'> = {
    tenantId: acme.id,
    partnerId: northwind.id,
    memberId: world.acmeContributor.memberId,
    itemId: randomUUID(),
    ...(await rowsOf(database, world, sent)),
    ...(await customersThings(database, world, flows)),
    ...(await partnersThings(world)),
  };
  const [ofBorealis, ofSafa] = [
    await start(world, borealis, 'data-pipeline'),
    await start(world, safa, 'data-pipeline'),
  ];
  const helper = await world.acme.member('delegate');
  const otherFlow = await start(world, acme, 'data-pipeline');
  await database.sql(
    `insert into assignments (tenant_id, id, flow_id, scope, scope_id, member_id, expires_at)
     values ($1, $2, $3, 'task', 'sources', $4, now() + interval '1 day')`,
    [acme.id, randomUUID(), otherFlow, helper.memberId],
  );
  const besides = { tenantId: borealis.id, partnerId: borealis.id, flowId: ofBorealis };
  const elsewhere = { tenantId: safa.id, partnerId: alufuq.id, flowId: ofSafa };
  return {
    victim: (on) => ({ ...rest, flowId: flows[on] }),
    seats: {
      owner: world.acmeOwner,
      admin: world.northwindAdmin,
      platform: world.platformAdmin,
      key: machine(northwind),
      customerKey,
    },
    outsiders: [
      { who: 'the owner of the partner’s other customer', actor: world.borealisOwner, own: besides },
      { who: 'the administrator of another partner', actor: await alufuq.member('admin'), own: elsewhere },
      { who: 'a manager of another partner', actor: world.alufuqManager, own: elsewhere },
      { who: 'the owner of another partner’s customer', actor: world.safaOwner, own: elsewhere },
      { who: 'the key of another partner', actor: machine(alufuq), own: elsewhere },
      { who: 'the key of the partner’s other customer', actor: machine(borealis), own: besides },
      {
        who: 'a helper with one task of another flow',
        actor: { ...helper, flowId: otherFlow },
        own: { tenantId: acme.id, flowId: otherFlow },
      },
    ],
  };
}

const typed = { organisationName: { organisationName: 'Acme Incorp' } };

async function start(world: TestWorld, customer: TestTenant, templateKey: string): Promise<string> {
  const invite = { email: `owner@${customer.slug}.example`, name: 'Ada', locale: 'en' };
  const started = await withTenant(world.platformAdmin, (tx) =>
    startFlow(tx, world.platformAdmin, { customerTenantId: customer.id, templateKey, invite }),
  );
  return must(started).flowId;
}

/** A key that may do whatever keys may do at all. */
const machine = ({ id, kind }: TestTenant): MachineActor => ({
  ...{ kind: 'machine', tenantId: id, tenantKind: kind, apiKeyId: randomUUID(), scopes: actions },
  requestId: randomUUID(),
});

/** What only a finished set-up and the editor of templates make: an order of a pipeline, and a draft. */
async function rowsOf(
  database: TestDatabase,
  { acme, northwind }: TestWorld,
  { flowId }: Readonly<{ flowId: string }>,
): Promise<Pick<Ids, 'orderId' | 'templateId'>> {
  const [orderId, templateId] = [randomUUID(), randomUUID()];
  await database.sql(
    `insert into pipeline_orders (tenant_id, id, flow_id, provider, domain, template_name, run_date, pipeline_id)
     values ($1, $2, $3, 'gcp', 'cost', 'cost_billing', '2026-11-01', 'p')`,
    [acme.id, orderId, flowId],
  );
  await database.sql(
    `insert into onboarding_templates (tenant_id, id, key, name, config, version)
     values ($1, $2, 'own', 'Own', '{}', 1)`,
    [northwind.id, templateId],
  );
  return { orderId, templateId };
}

/** What the customer's own people have made: an invitation, a task given away, the beginning of a file, a webhook. */
async function customersThings(
  database: TestDatabase,
  { acme, acmeOwner: owner }: TestWorld,
  { answered, listed, desk }: Readonly<Record<FlowName, string>>,
): Promise<Pick<Ids, 'invitationId' | 'assignmentId' | 'fileId'>> {
  const { invitationId, fileId } = await withTenant(owner, async (tx) => {
    const invited = { flowId: answered, email: 'new@acme.example', role: 'viewer', locale: 'en' } as const;
    const parts = [{ scope: 'task', scopeId: 'sources' }] as const;
    must(
      await delegateTask(tx, owner, {
        ...invited,
        email: 'helper@acme.example',
        parts: parts.map((part) => ({ ...part })),
      }),
    );
    const file = { name: 'report.pdf', declaredType: 'application/pdf', bytes: 100 };
    const place = { flowId: listed, stepId: 'evidence', fieldId: 'soc2Report' };
    return {
      ...must(await invitePerson(tx, owner, invited)),
      fileId: must(await beginFile(tx, owner, { ...place, ...file })).id,
    };
  });
  must(
    await saveDraft(owner, { flowId: answered, stepId: 'organisation-name', itemId: '' }, { data: typed, bases: {} }),
  );
  await asCustomer(acme.id, 'test', (tx) =>
    createHook(
      tx,
      { tenantId: acme.id, flowId: desk, actionId: 'hook' },
      { connector: 'service-desk', name: 'Bot', profile: 'hmac-header', header: 'x-sdp-signature' },
      systemMeans,
    ),
  );
  const [given] = await database.sql<{ id: string }>("select id from assignments where scope_id = 'sources'");
  return { invitationId, fileId, assignmentId: given?.id ?? '' };
}

/** What the partner's administrator has made: a key, an address for events with a delivery, a list, a connection. */
const partnersThings = ({
  northwindAdmin: admin,
}: TestWorld): Promise<Pick<Ids, 'keyId' | 'endpointId' | 'deliveryId' | 'bulkId'>> =>
  withTenant(admin, async (tx) => {
    const key = must(await createApiKey(tx, admin, { name: 'A key', purpose: 'read', days: 30 }));
    const url = 'https://hooks.northwind.example/in';
    const endpoint = must(await addEndpoint(tx, admin, { url, events: ['flow.started'] }));
    const { deliveryId } = must(await sendTestEvent(tx, admin, { endpointId: endpoint.id }));
    const { bulkId } = must(
      await prepareList(tx, admin, { templateKey: 'data-pipeline', text: listText, locale: 'en' }),
    );
    const settings = { baseUrl: 'https://prometheus.northwind.example' };
    must(await saveConnection(tx, admin, { system: 'prometheus', settings, secret: {} }));
    return { keyId: key.id, endpointId: endpoint.id, deliveryId, bulkId };
  });

const listText = `name,identifier,industry,person,email,locale
Listed Works,listed_works,Logistics,Ida Holm,ida.holm@listed.example,en`;
