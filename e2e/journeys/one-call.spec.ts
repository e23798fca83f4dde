import { randomUUID } from 'node:crypto';
import { runtime, stored, warehouse } from '../support/instance';
import { press } from '../support/journey';
import { pointing } from '../support/hands';
import { expect, test } from '../support/test';
import { words } from '../support/words';
import { world } from '../support/world';

const t = words('en');

test('a program with a key made on the page onboards a customer in one call, once, and sees its key once @req C1 C5 C41', async ({
  device,
}) => {
  const page = await device({ session: world().staff.haldenAdmin.session });
  await page.goto('/en/api-keys');
  await page.getByLabel(t('partner.keys.name')).fill('Billing system');
  await page.getByText(t('partner.keys.purposes.onboard'), { exact: true }).last().click();
  await press({ page, hands: pointing(page), t, persona: { answers: {}, stored: {} } }, t('partner.keys.create'));
  const shown = page.locator('.copy__value');
  await expect(shown).toHaveText(/^\s*ptk_live_[0-9A-Za-z]{49}\s*$/);
  const key = (await shown.innerText()).trim();

  const identifier = `call_${Date.now().toString(36)}`;
  const idempotencyKey = randomUUID();
  const call = async (authorization = `Bearer ${key}`, body: unknown = { tenant_id: identifier }) => {
    const response = await fetch(`${runtime().url}/api/v1/customers/onboard`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization, 'idempotency-key': idempotencyKey },
      body: JSON.stringify(body),
    });
    return {
      status: response.status,
      location: response.headers.get('location'),
      body: (await response.json()) as Record<string, unknown>,
    };
  };
  const first = await call();
  expect(first).toMatchObject({ status: 201, body: { tenant_id: identifier, dataset_created: true } });
  expect(first.body.api_key).toMatch(new RegExp(`^${identifier}_api_[0-9A-Za-z]{16}$`));
  expect(first.body.tables_created).toHaveLength(5);
  expect(first.body.message).toContain(identifier);
  const again = await call();
  expect(again.status).toBe(201);
  expect(again.body).not.toHaveProperty('api_key');
  expect(again.body.tenant_id).toBe(identifier);
  const datasets = await warehouse(
    world().partners.halden,
    'select 1 from information_schema.schemata where schema_name = $1',
    [identifier],
  );
  expect(datasets).toHaveLength(1);
  expect(await stored('select 1 from customer_identifiers where value = $1', [identifier])).toHaveLength(1);

  const other = await call(undefined, { tenant_id: 'another_one' });
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });

  const status = async (authorization: string, flowId: string): Promise<number> =>
    (await fetch(`${runtime().url}/api/v1/onboardings/${flowId}`, { headers: { authorization } })).status;
  const own = first.location?.split('/').at(-1) ?? '';
  expect(await status(`Bearer ${key}`, own)).toBe(200);
  expect(await status(`Bearer ${key}`, world().customers.stranger.flowId)).toBe(404);
  expect(await status(`Bearer ${key}`, randomUUID())).toBe(404);
});
