import { acceptInvitation } from '@/lib/auth';
import type { DemoCustomer } from '@/lib/demo';
import { invitePerson } from '@/lib/members';
import {
  getCheckAnswers,
  inviteCustomer,
  runConnectCheck,
  saveStep,
  submitCredential,
  submitFlow,
} from '@/lib/onboarding';
import { uuidv7 } from '@/lib/platform/ids';
import { revealSecret } from '@/lib/provisioning';
import { withTenant, type MemberActor } from '@/lib/tenancy';
import { actorByToken, must } from './actors';
import { answersOf } from './answers';
import { answersTo, looksTo } from './other-answers';
import type { Houses } from './houses';
import type { OutsideWorld } from './outside-world';
import type { Warehouse } from './warehouse';

type World = Readonly<{
  houses: Houses;
  outside: OutsideWorld;
  warehouse: Warehouse;
  chance: () => number;
  now: Date;
}>;
type Flow = Readonly<{ tenantId: string; flowId: string }>;

/** Lets a customer live through its story: invited, signed in by the mail's own link, answering, sent in, set up. */
export async function makeCustomer(world: World, customer: DemoCustomer): Promise<void> {
  const { house, name, region, timeZone, industry, people, story } = customer;
  const { tenantId: ownerTenantId, manager } = world.houses[house];
  const [first, ...others] = people;
  const { locale } = first;
  const flow = must(
    await withTenant(manager, (tx) =>
      inviteCustomer(tx, manager, {
        customer: { ownerTenantId, name, locale, timeZone, region, industry },
        templateKey: customer.template ?? 'data-pipeline',
        invite: { email: first.email, name: first.name, locale },
      }),
    ),
  );
  await world.outside.deliverFor(flow.tenantId);
  if (story.is === 'invited') return;
  const owner = await accept(world, first.email);
  for (const { email, name: displayName, role, locale: theirs } of others) {
    const { flowId } = flow;
    must(
      await withTenant(owner, (tx) =>
        invitePerson(tx, owner, { flowId, email, name: displayName, role, locale: theirs }),
      ),
    );
    await world.outside.deliverFor(flow.tenantId);
    await accept(world, email);
  }
  await answer(world, customer, flow, owner);
  if (story.is === 'answering') return;
  await look(world, customer, flow, owner);
  if (story.is === 'sent') return void (await send(flow, owner));
  await setUp(world, customer, flow, owner);
}

const accept = async ({ outside }: World, email: string): Promise<MemberActor> => {
  const { token } = must(await acceptInvitation(outside.invitationToken(email)));
  return actorByToken(token);
};

async function answer({ chance, now }: World, customer: DemoCustomer, { flowId }: Flow, owner: MemberActor) {
  const { story } = customer;
  const { template } = customer;
  const pages = template ? answersTo(template, customer) : answersOf(customer, chance, now);
  for (const [stepId, values] of story.is === 'answering' ? pages.slice(0, story.pages) : pages) {
    must(
      await saveStep(owner, {
        flowId,
        stepId,
        values,
        bases: {},
        keepStored: [],
        intent: 'continue',
        fromCheck: false,
        locale: owner.locale,
      }),
    );
  }
}

/** Hands in what other systems ask for, and looks at them, as far as the onboarding wants it before sending. */
async function look({ outside, warehouse }: World, customer: DemoCustomer, flow: Flow, owner: MemberActor) {
  const { tenantId, flowId } = flow;
  const looks = customer.template ? looksTo(customer.template, customer, outside.others) : [];
  for (const [stepId, parts] of looks) {
    const { checkId } = must(
      await withTenant(owner, (tx) =>
        parts ? submitCredential(tx, owner, { flowId, stepId, parts }) : runConnectCheck(tx, owner, { flowId, stepId }),
      ),
    );
    await warehouse.look(tenantId, checkId);
  }
}

async function setUp({ houses, warehouse }: World, { id, house, story }: DemoCustomer, flow: Flow, owner: MemberActor) {
  const { tenantId, flowId } = flow;
  const runId = await send(flow, owner);
  if (runId === null) throw new Error('The data pipeline provisions nothing');
  if (story.is === 'failing' && story.because === 'warehouse_lost') return warehouse.setUpAndLose(tenantId, runId);
  if (story.is === 'failing') {
    // Somebody else's dataset has the name: Portico neither adopts it nor touches it.
    const foreign = { ownerTenantId: houses[house].tenantId, name: id, flowId: uuidv7(), key: `elsewhere:${id}` };
    await warehouse.datasets.create(foreign);
  }
  await warehouse.setUp(tenantId, runId);
  if (story.is === 'set_up' && story.keyTaken) {
    must(await withTenant(owner, (tx) => revealSecret(tx, owner, { flowId, stepId: 'reveal-api-key' })));
  }
}

/** Checks the answers and sends them; answers the run that this began, if the onboarding has one. */
async function send({ flowId }: Flow, owner: MemberActor): Promise<string | null> {
  const { locale } = owner;
  const sent = await withTenant(owner, async (tx) => {
    const { header } = must(await getCheckAnswers(tx, owner, { flowId, locale }));
    return submitFlow(tx, owner, { flowId, revision: header.revision, agreed: true });
  });
  return must(sent).runId;
}
