import { Secret as OtpSecret, TOTP } from 'otpauth';
import { forgetLimits, stored } from '../support/instance';
import { mailsTo, mailWithLink } from '../support/mailbox';
import { expect, test, type Device, type Page } from '../support/test';
import { words } from '../support/words';
import { canEnter, preparedCustomers, staffOf } from '@/lib/demo';

const t = words('en');
/** People of the demo world, so that nobody of the cast is signed out by a new password. */
const [first = '', second = ''] = preparedCustomers
  .filter(canEnter)
  .flatMap(({ people }) => people.map(({ email }) => email));
const reviewer = staffOf.portico.find(({ role }) => role === 'reviewer')?.email ?? '';
const password = 'seventeen purple walruses juggle';

test.beforeEach(forgetLimits);

test('somebody sets a password after coming by mail, and comes in with it, without JavaScript', async ({ device }) => {
  const email = first;
  const page = await byMail(device, email, false);
  await page.goto('/en/account/security');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('auth.security.title'));
  await page.getByLabel(t('auth.security.next')).fill('Password123456789');
  await page.getByRole('button', { name: t('auth.security.passwordSet') }).click();
  await expect(page.getByRole('alert').first()).toContainText(t('auth.passwordProblem.common'));
  await expect(page.getByLabel(t('auth.security.next'))).toHaveValue('');
  await page.getByLabel(t('auth.security.next')).fill(password);
  await page.getByRole('button', { name: t('auth.security.passwordSet') }).click();
  await expect(page.getByRole('main').getByRole('status')).toContainText(t('auth.security.done.password'));

  const other = await device({ javaScript: false });
  await other.goto('/en/sign-in/password');
  await other.getByLabel(t('auth.signIn.email')).fill(email);
  await other.getByLabel(t('auth.ways.passwordLabel')).fill('not the right one at all');
  await other.getByRole('button', { name: t('auth.ways.submit') }).click();
  await expect(other.getByRole('alert').first()).toContainText(t('auth.passwordWrong'));
  await other.getByLabel(t('auth.ways.passwordLabel')).fill(password);
  await other.getByRole('button', { name: t('auth.ways.submit') }).click();
  await expect(other).toHaveURL(/\/en\/flows\//);
});

test('staff who come by mail set up one-time codes first, and show one the next time', async ({ device }) => {
  const email = reviewer;
  const page = await byMail(device, email, false);
  await page.goto('/en/portfolio');
  await expect(page).toHaveURL(/\/en\/account\/security/);
  await page.getByRole('link', { name: t('auth.security.codesSetUp') }).click();
  const secret = (await page.locator('code').innerText()).replace(/\s/g, '');
  const totp = new TOTP({ secret: OtpSecret.fromBase32(secret) });
  const now = Date.now();
  await page.getByLabel(t('auth.codes.code')).fill(totp.generate({ timestamp: now }));
  await page.getByRole('button', { name: t('auth.codes.submit') }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText(t('auth.codes.onceTitle'));
  await expect(page.locator('li code')).toHaveCount(10);
  await page.goto('/en/portfolio');
  await expect(page).toHaveURL(/\/en\/portfolio/);

  const again = await byMail(device, email, false);
  await expect(again).toHaveURL(/\/sign-in\/second-factor/);
  await again.getByLabel(t('auth.second.totpLabel')).fill(totp.generate({ timestamp: now + 30_000 }));
  await again.getByRole('button', { name: t('auth.second.submit') }).click();
  await expect(again).toHaveURL(/\/en\/portfolio/);
});

test('somebody of a partner with its own sign-in goes there and comes back signed in', async ({ device }) => {
  const page = await device({ javaScript: false });
  await page.goto('/en/sign-in/sso');
  await page.getByLabel(t('auth.ways.ssoEmail')).fill('owen.castellan@northwind.example');
  await page.getByRole('button', { name: t('auth.ways.ssoSubmit') }).click();
  await page.getByRole('link', { name: t('auth.ways.go') }).click();
  await page.getByRole('link', { name: /Owen Castellan/ }).click();
  await expect(page).toHaveURL(/\/en\/portfolio/);
});

test('somebody whom the own sign-in knows and nobody here is told so', async ({ device }) => {
  const page = await device({ javaScript: false });
  await page.goto('/en/sign-in/sso');
  await page.getByLabel(t('auth.ways.ssoEmail')).fill('owen.castellan@northwind.example');
  await page.getByRole('button', { name: t('auth.ways.ssoSubmit') }).click();
  await page.getByRole('link', { name: t('auth.ways.go') }).click();
  await page.getByRole('link', { name: /without an account/ }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText(t('errors.sso_no_account.title'));
});

test('a passkey is made on the security page and signs in without an address', async ({ device }) => {
  const page = await byMail(device, second, true);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto('/en/account/security');
  await page.getByRole('button', { name: t('auth.security.passkeyAdd') }).click();
  await expect(page.getByRole('main').getByRole('status')).toContainText(t('auth.security.done.passkey'));
  await page.context().clearCookies();
  await page.goto('/en/sign-in');
  await page.getByRole('button', { name: t('auth.ways.passkey') }).click();
  await expect(page).toHaveURL(/\/en\/flows\//);
  const [row] = await stored<{ factors: string[] }>('select factors from sessions order by created_at desc limit 1');
  expect(row?.factors).toEqual(['passkey']);
});

/** Signs in by the mail that is asked for. */
async function byMail(device: Device, email: string, javaScript: boolean): Promise<Page> {
  const page = await device({ javaScript });
  const known = await mailsTo(email);
  await page.goto('/en/sign-in');
  await page.getByLabel(t('auth.signIn.email')).fill(email);
  await page.getByRole('button', { name: t('auth.signIn.submit') }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('auth.check.title'));
  const mail = await mailWithLink(email, /\/sign-in\/link\//, known);
  await page.goto(mail.link);
  await page.getByRole('button', { name: t('auth.link.submit') }).click();
  await expect(page).not.toHaveURL(/\/sign-in\/link\//);
  return page;
}
