import { forgetLimits, stored } from '../support/instance';
import { expect, test, type Page } from '../support/test';
import { seen, words } from '../support/words';
import { world } from '../support/world';
import { testVirus } from '@/lib/simulators/clamd';

const t = words('en');
const question = 'Last SOC 2 report';

const pdf = (content: string): Buffer =>
  Buffer.from(`%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n% ${content}\ntrailer<</Root 1 0 R>>\n%%EOF\n`, 'latin1');
const file = (name: string, buffer: Buffer, mimeType = 'application/pdf') => ({ name, buffer, mimeType });

test.beforeEach(forgetLimits);

for (const javaScript of [true, false]) {
  const customer = javaScript ? 'uploading' : 'uploadingPlain';
  test(`a file of another kind and one with harmful software are refused, a good one takes their place, ${javaScript ? 'with' : 'without'} JavaScript`, async ({
    device,
    complaints,
  }) => {
    const { flowId, session } = world().customers[customer];
    const page = await device({ session, javaScript });
    const address = `/en/flows/${flowId}/evidence`;
    await page.goto(address);
    const give = (given: ReturnType<typeof file>): Promise<void> => chooseFile(page, javaScript, given);

    await give(file('picture.pdf', Buffer.from('GIF89a not what its name says', 'latin1')));
    await expect(main(page)).toContainText(/Choose a file of one of these kinds|The content of picture\.pdf/);
    await give(file('report.pdf', pdf(testVirus())));
    await settled(page, address, 'report.pdf', 'Harmful software was found in');
    await expect.poll(() => filesOf(flowId)).toEqual([['report.pdf', 'infected']]);
    await page.getByRole('button', { name: t('files.removeNamed', { name: 'report.pdf' }) }).click();
    await expect(main(page)).not.toContainText('report.pdf');

    await give(file('clean report.pdf', pdf('nothing to find here')));
    await settled(page, address, 'clean report.pdf', t('files.states.clean'));
    await expect.poll(() => filesOf(flowId)).toContainEqual(['clean report.pdf', 'clean']);
    const download = await page.request.get(
      (await page.getByRole('link', { name: 'clean report.pdf' }).getAttribute('href')) ?? '',
    );
    expect(download.status()).toBe(200);
    expect(download.headers()).toMatchObject({ 'x-content-type-options': 'nosniff' });
    expect(download.headers()['content-disposition']).toMatch(/^attachment/);
    expect((await download.body()).equals(pdf('nothing to find here'))).toBe(true);

    await page.getByRole('button', { name: t('common.continue'), exact: true }).click();
    await expect(page).not.toHaveURL(/\/evidence/);
    await page.goto(`/en/flows/${flowId}/check`);
    await expect(main(page)).toContainText('clean report.pdf');

    const stranger = await device({ session: world().customers.stranger.session });
    const foreign = await stranger.request.get(download.url());
    expect(foreign.status()).toBe(404);
    // The refused file is the one answer that the browser names a failure.
    if (javaScript) expect(complaints.splice(0)).toEqual([expect.stringContaining('status of 422')]);
  });
}

const main = (page: Page) => page.getByRole('main');

/** Chooses a file; where no script sends it at once, the button beside the control does. */
async function chooseFile(page: Page, javaScript: boolean, given: ReturnType<typeof file>): Promise<void> {
  const control = page.getByLabel(question);
  if (javaScript) await expect(main(page).getByText(t('files.drop'))).toBeVisible();
  await control.setInputFiles(given);
  if (!javaScript) await page.getByRole('button', { name: t('files.stay') }).click();
}

/** The check runs beside the page: without a script, people look again. */
async function settled(page: Page, address: string, name: string, state: string): Promise<void> {
  const row = main(page).getByRole('listitem').filter({ hasText: name });
  await expect(async () => {
    if (!(await row.isVisible()) || !seen(await row.innerText()).includes(state)) await page.goto(address);
    expect(seen(await row.innerText())).toContain(state);
  }).toPass({ timeout: 30_000, intervals: [1000] });
}

const filesOf = async (flowId: string): Promise<readonly (readonly [string, string])[]> =>
  (
    await stored<{ name: string; state: string }>(
      `select name, state from files where flow_id = $1 and state not in ('removed', 'rejected') order by created_at`,
      [flowId],
    )
  ).map(({ name, state }) => [name, state] as const);
