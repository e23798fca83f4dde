import { setTimeout as sleep } from 'node:timers/promises';
import { customers, partners, type CustomerName, type PartnerName, type StaffName, type TemplateName } from './cast';
import { stored } from './instance';
import { press, until, type Traveller } from './journey';
import { mailWithLink } from './mailbox';
import { read } from './reading';
import { deskAdministrator } from './service-desk';
import { expect, type Page } from './test';
import { seen, words } from './words';
import { world } from './world';

/** `colleague` is somebody else's browser, with or without scripts as the traveller's own. */
type SetUp = (
  traveller: Traveller,
  customer: CustomerName,
  colleague: (session: string) => Promise<Page>,
) => Promise<void>;

/** What happens after sending, for the onboardings that set something up: until all of it is done, and is as promised. */
export const setUpOf = (): Partial<Record<TemplateName, SetUp>> => ({
  'marketing-analytics': marketing,
  'service-desk': serviceDesk,
});

async function marketing(traveller: Traveller, customer: CustomerName): Promise<void> {
  await untilDone(traveller, customer);
  const rows = await inventoryOf(customer);
  expect(rows.map(({ kind }) => kind)).toContain('bigquery_dataset');
}

/**
 * The customer's administrator takes address and secret over into their own system, and the first ticket goes round: out
 * by a signed delivery, back as a work note.
 */
const serviceDesk: SetUp = async (traveller, customer, colleague) => {
  const { page, t, persona } = traveller;
  const flow = `/${customers[customer].locale}/flows/${world().customers[customer].flowId}`;
  await untilStatus(customer, 'waiting');
  await page.goto(`${flow}/webhook/enter-webhook`);
  const main = page.getByRole('main');
  await expect(main.getByText(t('webhooks.wait.waiting')).first()).toBeVisible();
  const url = seen(
    await main
      .getByText(/\/api\/webhooks\//)
      .first()
      .innerText(),
  );
  await press(traveller, t('status.reveal.button'));
  await until(page, 'the secret', ({ links }) => links.some(({ name }) => name === seen(t('webhooks.secret.hide'))));
  const secret = /\b[0-9a-f]{64}\b/.exec(await main.innerText())?.[0] ?? '';
  expect(secret).toHaveLength(64);

  const address = new URL(String(persona.stored.sdpUrl ?? persona.stored.sdpServerUrl));
  const administrator = deskAdministrator(address.host);
  await administrator.addHook({ url, secret, header: 'X-SDP-Signature' });
  await administrator.saveTicket('Test ticket for AI Agents integration');
  await untilDone(traveller, customer);

  // The secret was shown once: the page does not have it any more, nor has any other.
  await page.goto(`${flow}/webhook/enter-webhook`);
  await expect(main.getByText(t('webhooks.wait.delivered')).first()).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  // Others may work on the same service desk: the ticket of this set-up is the one that its receipt names.
  const [receipt] = await stored<{ ticket: string }>(
    `select a.receipt -> 'outputs' ->> 'ticket' as ticket from provisioning_actions a
     join provisioning_runs r on r.tenant_id = a.tenant_id and r.id = a.run_id
     where r.flow_id = $1 and a.action_id = 'createTicket'`,
    [world().customers[customer].flowId],
  );
  const ticket = (await administrator.tickets()).find(({ id }) => id === receipt?.ticket);
  expect(ticket?.notes).toHaveLength(1);
  const [row] = await stored<{ status: string }>('select status from customers where tenant_id = $1', [
    world().customers[customer].tenantId,
  ]);
  expect(row?.status).toBe('active');
  await sendDiagnostics(customer, colleague);
};

/** Who looks after customers at each partner. */
const helpers: Readonly<Record<PartnerName, StaffName>> = {
  halden: 'haldenManager',
  qamar: 'qamarAdmin',
  tern: 'ternAdmin',
};

/** The partner's staff mail the diagnostics, and whoever helps there can open the flow from the mail. */
async function sendDiagnostics(customer: CustomerName, colleague: (session: string) => Promise<Page>): Promise<void> {
  const { partner, locale } = customers[customer];
  const { flowId } = world().customers[customer];
  const t = words(locale);
  const page = await colleague(world().staff[helpers[partner]].session);
  await page.goto(`/${locale}/portfolio/${flowId}/support`);
  await page.getByRole('button', { name: t('checks.support.send.button'), exact: true }).click();
  await expect(page.getByRole('main').getByRole('status')).toContainText(t('checks.done.sent'));
  const mail = await mailWithLink(partners[partner].supportEmail, new RegExp(`/portfolio/${flowId}/support$`));
  expect(seen(mail.subject)).toContain(customers[customer].name);
}

/** Watches the page of the set-up until it says that everything is done; without JavaScript by looking again. */
async function untilDone(traveller: Traveller, customer: CustomerName): Promise<void> {
  const { page, t } = traveller;
  await page.goto(`/${customers[customer].locale}/flows/${world().customers[customer].flowId}/status`);
  const deadline = Date.now() + 60_000;
  for (;;) {
    const { heading, links } = await read(page).catch(() => ({ heading: '', links: [] }));
    if (heading === seen(t('status.title.done'))) return;
    if (Date.now() > deadline) throw new Error(`Set-up does not end: ${JSON.stringify(await failureOf(customer))}`);
    const again = links.find(({ name }) => name === seen(t('provisioning.run.checkAgain')));
    if (again && !(await page.evaluate(() => true).catch(() => false))) await traveller.hands.follow(again);
    else if (again) await page.reload().catch(() => undefined);
    await sleep(800);
  }
}

async function untilStatus(customer: CustomerName, wanted: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const [run] = await runsOf(customer);
    if (run?.status === wanted) return;
    if (Date.now() > deadline || ['undone', 'held'].includes(run?.status ?? '')) {
      throw new Error(`The run is not ${wanted}: ${JSON.stringify(await failureOf(customer))}`);
    }
    await sleep(300);
  }
}

const runsOf = (customer: CustomerName) =>
  stored<{ status: string; failure: unknown }>(
    'select status, failure from provisioning_runs where flow_id = $1 order by number desc',
    [world().customers[customer].flowId],
  );

const inventoryOf = (customer: CustomerName) =>
  stored<{ kind: string; name: string; status: string }>(
    'select kind, name, status from inventory_items where flow_id = $1',
    [world().customers[customer].flowId],
  );

async function failureOf(customer: CustomerName): Promise<unknown> {
  const actions = await stored(
    `select action_id, a.status, error from provisioning_actions a join provisioning_runs r on r.id = a.run_id
     where r.flow_id = $1 order by r.number, position`,
    [world().customers[customer].flowId],
  );
  return { runs: await runsOf(customer), actions };
}
