import { randomUUID } from 'node:crypto';
import { runtime } from '../support/instance';
import { routes, sessionFor, type Route } from '../support/routes';
import { expect, test } from '../support/test';
import { world, type World } from '../support/world';

type Answer = Readonly<{ status: number; body: string }>;

/** Asks as a browser would, without one; ids, nonces and tokens that differ by nature are taken out of the answer. */
async function ask(path: string, session: string | null, init: RequestInit = {}): Promise<Answer> {
  const { url } = runtime();
  const response = await fetch(`${url}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { ...(session ? { cookie: `portico-session=${session}` } : {}), ...init.headers },
  });
  const body = `${response.headers.get('location') ?? ''}\n${await response.text()}`;
  return {
    status: response.status,
    body: body
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
      .replace(/nonce="[^"]*"|nonce\\":\\"[^"\\]*|'nonce-[^']*'/g, '<nonce>')
      .replace(/\\"nonce\\":\\"[^"]*"/g, '<nonce>')
      .replace(/value="[A-Za-z0-9+/=_-]{40,}"/g, '<value>')
      .replace(/"b":"[^"]*"/g, '<build>'),
  };
}

/** A world in which every flow is the given one: the same paths with another id in them. */
const withFlow = (made: World, flowId: string): World => ({
  ...made,
  customers: Object.fromEntries(
    Object.entries(made.customers).map(([key, customer]) => [key, { ...customer, flowId, tenantId: flowId }]),
  ) as World['customers'],
});

const withIds = routes.filter(({ folder }) => /\[(flowId|tenantId)\]/.test(folder));

test('a page of somebody else’s flow answers exactly as for a flow that does not exist @req I112', async () => {
  const made = world();
  const strangers = [made.customers.stranger.session, made.staff.qamarAdmin.session, made.customers.twoTabs.session];
  for (const route of withIds) {
    const foreign = made.customers.ready.flowId;
    const missing = randomUUID().replace(/^(.{14})4/, '$17');
    for (const session of strangers) {
      const [theirs, nobodys] = [
        await ask(`/en${route.path(withFlow(made, foreign))}`, session),
        await ask(`/en${route.path(withFlow(made, missing))}`, session),
      ];
      expect(theirs, route.folder).toEqual(nobodys);
      expect(theirs.status, route.folder).toBe(404);
      expect(theirs.body).not.toContain('Juniper');
    }
    const own = await ask(`/en${route.path(made)}`, sessionFor(route, made));
    expect([200, 307], `${route.folder} for its own people`).toContain(own.status);
  }
});

test('a page that needs somebody leads everybody else to signing in, and back', async () => {
  const made = world();
  // From the pages of signing in and out there is nothing to come back to.
  const comesBack = ({ as, folder }: Route): boolean => as !== null && !/^sign-(in|out)/.test(folder);
  for (const route of routes.filter(comesBack)) {
    const path = `/en${route.path(made)}`;
    const { status, body } = await ask(path, null);
    expect(status, path).toBe(307);
    expect(body.split('\n')[0], path).toBe(
      `/en/sign-in?next=${encodeURIComponent(path.replace(/\?.*/, ''))}`.replace(/[0-9a-f-]{36}/g, '<id>'),
    );
  }
});

test('a customer’s people find no staff page', async () => {
  const made = world();
  // How one signs in is everybody's own page, whoever is the example in the list.
  const staffOnly = ({ as, folder }: Route): boolean =>
    as !== null && as in made.staff && !/^(account|sign-in)\//.test(folder);
  for (const route of routes.filter(staffOnly)) {
    const { status } = await ask(`/en${route.path(made)}`, made.customers.ready.session);
    expect([403, 404], route.folder).toContain(status);
  }
});

test('the REST door gives nothing without a key, and the same for a foreign and a missing flow @req I112', async () => {
  const foreign = world().customers.ready.flowId;
  for (const authorization of [undefined, 'Bearer wrong', `Bearer ptk_live_${'a'.repeat(49)}`]) {
    const answers = await Promise.all(
      [foreign, randomUUID()].map((id) =>
        ask(`/api/v1/onboardings/${id}`, null, authorization ? { headers: { authorization } } : {}),
      ),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.status).toBe(401);
    const posted = await ask('/api/v1/customers/onboard', null, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
      body: '{"tenant_id":"acmeinc_23xv2"}',
    });
    expect(posted.status).toBe(401);
  }
});

test('hostile posts to pages are client errors, never ours', async () => {
  const made = world();
  const path = `/en/flows/${made.customers.ready.flowId}`;
  const { origin, host } = new URL(runtime().url);
  const own = { origin, host, 'sec-fetch-site': 'same-origin' };
  const form = (fields: Record<string, string>): FormData => {
    const made = new FormData();
    for (const [name, value] of Object.entries(fields)) made.append(name, value);
    return made;
  };
  const action = '40'.padEnd(42, 'a');
  const probes: readonly [what: string, init: RequestInit, statuses: readonly number[]][] = [
    ['no origin', { body: form({ a: '1' }) }, [403]],
    ['another origin', { body: form({ a: '1' }), headers: { origin: 'https://evil.example' } }, [403]],
    ['a null origin', { body: form({ a: '1' }), headers: { origin: 'null' } }, [403]],
    ['a foreign site', { body: form({ a: '1' }), headers: { ...own, 'sec-fetch-site': 'cross-site' } }, [403]],
    [
      'an action id that is none',
      { body: '[]', headers: { ...own, 'next-action': 'x', 'content-type': 'text/plain' } },
      [400],
    ],
    [
      'an unknown action',
      { body: '[]', headers: { ...own, 'next-action': action, 'content-type': 'text/plain' } },
      [400, 404, 409],
    ],
    [
      'a body that is too large',
      { body: 'x'.repeat(1_100_000), headers: { ...own, 'content-type': 'text/plain', 'next-action': action } },
      [413],
    ],
    ['another content type', { body: '{}', headers: { ...own, 'content-type': 'application/json' } }, [415]],
    ['a broken form', { body: 'x', headers: { ...own, 'content-type': 'multipart/form-data; boundary=x' } }, [400]],
    [
      'a prototype',
      { body: '[{"__proto__":{"a":1}}]', headers: { ...own, 'next-action': action, 'content-type': 'text/plain' } },
      [400],
    ],
    [
      'a reference to nothing',
      { body: '["$1:then:x"]', headers: { ...own, 'next-action': action, 'content-type': 'text/plain' } },
      [400],
    ],
    ['another method', { method: 'PUT', body: 'x', headers: own }, [405]],
    ['deleting', { method: 'DELETE', headers: own }, [405]],
  ];
  for (const session of [null, made.customers.stranger.session, made.customers.ready.session]) {
    for (const [what, init, statuses] of probes) {
      const { status } = await ask(path, session, { method: 'POST', ...init });
      expect(statuses, `${what}: ${status}`).toContain(status);
    }
  }
});

test('a posted page of somebody else’s flow is refused like one that does not exist, and nothing is stored @req I112', async ({
  device,
}) => {
  const made = world();
  const { session, flowId: ownFlow } = made.customers.stranger;
  const answers: string[] = [];
  for (const flowId of [made.customers.ready.flowId, randomUUID()]) {
    const page = await device({ session, javaScript: false });
    await page.goto(`/en/flows/${ownFlow}/organisation-name`);
    // A form is only text: somebody puts another flow's id into it.
    await page.locator('input[name=flowId]').evaluate((input, id) => input.setAttribute('value', id), flowId);
    await page.locator('input[name=organisationName]').fill('Stolen Ltd');
    await page.locator('button[value=continue]').click();
    await expect(page.getByRole('main').getByRole('alert')).toBeVisible();
    answers.push((await page.getByRole('main').getByRole('alert').innerText()).replace(/[0-9a-f-]{36}/g, '<id>'));
  }
  expect(answers[0]).toBe(answers[1]);
  const { stored } = await import('../support/instance');
  expect(await stored("select 1 from onboarding_steps where data::text like '%Stolen%'")).toEqual([]);
});

test('the icon that browsers ask for by themselves is there, in whatever language a page is', async () => {
  const { url } = runtime();
  for (const path of ['/icon.svg', '/favicon.ico']) {
    const answer = await fetch(`${url}${path}`, { redirect: 'manual' });
    expect(answer.status, path).toBe(200);
    expect(answer.headers.get('content-type'), path).toContain('image/svg+xml');
    expect(await answer.text(), path).toContain('<svg');
  }
});
