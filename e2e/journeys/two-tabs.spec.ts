import { customers } from '../support/cast';
import { stored } from '../support/instance';
import { expect, test, type Page } from '../support/test';
import { words } from '../support/words';
import { world } from '../support/world';

const t = words('en');

for (const javaScript of [true, false]) {
  test(`two tabs on one page: different fields merge, the same field asks, nothing is overwritten, ${javaScript ? 'with' : 'without'} JavaScript`, async ({
    device,
  }) => {
    const { flowId, session } = world().customers[javaScript ? 'twoTabs' : 'watched'];
    const who = customers.twoTabs.locale;
    const address = `/${who}/flows/${flowId}/organisation-name`;
    const [one, other] = [await device({ session, javaScript }), await device({ session, javaScript })];
    await open(one, address);
    await open(other, address);

    await one.getByLabel('Legal name').fill('First Name Ltd');
    await next(one);
    await expect.poll(() => one.url()).not.toContain('organisation-name');
    await other.getByLabel('Website').fill('www.second.example');
    await next(other);
    await expect.poll(() => other.url()).not.toContain('organisation-name');
    expect(await answers(flowId)).toMatchObject({
      organisationName: 'First Name Ltd',
      website: 'https://www.second.example/',
    });

    await open(one, address);
    await open(other, address);
    await one.getByLabel('Legal name').fill('Mine Ltd');
    await other.getByLabel('Legal name').fill('Theirs Ltd');
    await next(other);
    await expect.poll(() => other.url()).not.toContain('organisation-name');
    await next(one);
    const question = one.getByRole('alert').filter({ hasText: t('step.conflict.title') });
    await expect(question).toBeVisible();
    await expect(question).toContainText('Theirs Ltd');
    await expect(one.getByLabel('Legal name')).toHaveValue('Mine Ltd');
    expect(await answers(flowId)).toMatchObject({ organisationName: 'Theirs Ltd' });

    await question.getByText(t('step.conflict.keepMine'), { exact: true }).click();
    await next(one);
    await expect.poll(() => one.url()).not.toContain('organisation-name');
    expect(await answers(flowId)).toMatchObject({
      organisationName: 'Mine Ltd',
      website: 'https://www.second.example/',
    });
  });
}

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByLabel('Legal name')).toBeVisible();
  await page.waitForLoadState('networkidle');
}

const next = (page: Page): Promise<void> =>
  page.getByRole('button', { name: t('common.continue'), exact: true }).click();

async function answers(flowId: string): Promise<Record<string, unknown>> {
  const rows = await stored<{ data: Record<string, { value?: unknown }> }>(
    'select data from onboarding_steps where flow_id = $1',
    [flowId],
  );
  return Object.fromEntries(rows.flatMap(({ data }) => Object.entries(data).map(([id, { value }]) => [id, value])));
}
