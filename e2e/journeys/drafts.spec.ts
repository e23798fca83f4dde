import { forgetLimits, stored } from '../support/instance';
import { mailsTo, mailWithLink } from '../support/mailbox';
import { emailOf } from '../support/cast';
import { expect, test, type Page } from '../support/test';
import { words } from '../support/words';
import { world } from '../support/world';

const t = words('en');
const page1 = 'technical-contact';
const half = { name: 'Full name', email: 'Email address' };

test.beforeEach(forgetLimits);

test('half-typed answers are there again after the page was closed, offline typing comes back, and an ended session loses nothing @req I60 I62', async ({
  device,
  complaints,
}) => {
  const { flowId, session } = world().customers.typing;
  const address = `/en/flows/${flowId}/${page1}`;

  const first = await device({ session });
  await openPage(first, address);
  await first.getByLabel(half.name).first().fill('Dana Whi');
  await first.getByLabel(half.email).first().fill('dana@half');
  await expect(first.getByText(/What you typed was kept/)).toBeVisible();
  await first.context().close();

  const again = await device({ session });
  await openPage(again, address);
  await expect(again.getByText(/We kept what you typed at/)).toBeVisible();
  await expect(again.getByLabel(half.name).first()).toHaveValue('Dana Whi');
  await expect(again.getByLabel(half.email).first()).toHaveValue('dana@half');

  await again.context().setOffline(true);
  await again.getByLabel(half.name).first().fill('Dana White');
  await expect(again.getByRole('main').getByText(t('draft.problems.offline.title'))).toBeVisible();
  await again.context().setOffline(false);
  await expect(again.getByRole('main').getByText(t('draft.problems.offline.title'))).toBeHidden({ timeout: 20_000 });
  await expect.poll(() => typed(flowId)).toContain('Dana White');

  await stored(
    `update sessions set expires_at = now() - interval '1 minute' where user_id = (select id from users where email = $1)`,
    [emailOf('typing')],
  );
  await again.getByLabel(half.email).first().fill('dana.white@pinewood.example');
  await again.getByRole('button', { name: t('common.continue'), exact: true }).click();
  await expect(again).toHaveURL(/\/sign-in/, { timeout: 20_000 });
  await signIn(again, emailOf('typing'));
  await expect(again.getByLabel(half.email).first()).toHaveValue('dana.white@pinewood.example');
  await expect(again.getByLabel(half.name).first()).toHaveValue('Dana White');
  // While the device is offline the browser names every request that failed; that is what this test wants.
  complaints.splice(0, complaints.length, ...complaints.filter((each) => !/ERR_INTERNET_DISCONNECTED|401/.test(each)));
});

async function openPage(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByLabel(half.name).first()).toBeVisible();
  await page.waitForLoadState('networkidle');
}

async function typed(flowId: string): Promise<string> {
  const rows = await stored<{ data: unknown }>('select to_jsonb(d) as data from step_drafts d where flow_id = $1', [
    flowId,
  ]);
  return JSON.stringify(rows);
}

async function signIn(page: Page, email: string): Promise<void> {
  const known = await mailsTo(email);
  await page.getByLabel(t('auth.signIn.email')).fill(email);
  await page.getByRole('button', { name: t('auth.signIn.submit') }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('auth.check.title'));
  const mail = await mailWithLink(email, /\/sign-in\/link\//, known);
  await page.goto(mail.link);
  await page.getByRole('button', { name: t('auth.link.submit') }).click();
  await expect(page).toHaveURL(new RegExp(`/${page1}`));
}
