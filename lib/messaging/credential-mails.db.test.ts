import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post, must } from '@/lib/onboarding/testing-flow';
import { fine, looksDefinition, performLook } from '@/lib/provisioning/testing/looks';
import { startWizardFlow } from '@/lib/onboarding/testing-wizard';
import { submitCredential } from '@/lib/onboarding';
import { systemMeans, type Means } from '@/lib/platform/means';
import { asCustomer, withTenant } from '@/lib/tenancy';
import { saveConnection, tendCredentials } from '@/lib/vault';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { composeMail } from './compose';
import { messageContent, type ClaimedMessage } from './message-content';
import { queueMessages } from './queue-messages';

let database: TestDatabase;
let world: TestWorld;
let flowId: string;
beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
  flowId = await startWizardFlow(world, world.acme.id, looksDefinition);
  must(await post(world.acmeOwner, flowId, 'which', { accountId: '1' }));
});
afterAll(() => database.close());

const at = (days: number): Means => ({
  ...systemMeans,
  clock: { now: () => new Date(Date.now() + days * 86_400_000) },
});
const give = async (means: Means) => {
  const parts = { clientId: 'c', refreshToken: 'canary-in-a-mail' };
  const asked = must(
    await withTenant(world.acmeOwner, (tx) =>
      submitCredential(tx, world.acmeOwner, { flowId, stepId: 'token', parts }, means),
    ),
  );
  await performLook({ tenantId: world.acme.id, checkId: asked.checkId }, () => fine(), means);
};
const waiting = async (kind: string): Promise<ClaimedMessage[]> => {
  await database.pastOpenTransactions();
  await queueMessages();
  return database.sql<ClaimedMessage>(
    'select id, tenant_id as "tenantId", flow_id as "flowId", kind, subject_id as "subjectId", to_email as "toEmail", locale from messages where kind = $1',
    [kind],
  );
};
const contentOf = (message: ClaimedMessage) =>
  asCustomer(message.tenantId, 'test', (tx) => messageContent(tx, message));

describe('mails about what ends @req G30 @req M54', () => {
  it('reach the owner before, and staff on the day, and say nothing once it was replaced', async () => {
    await give(at(0));
    await tendCredentials(at(80));
    const [toOwner] = await waiting('credential_due_soon');
    if (!toOwner) throw new Error('no mail to the owner');
    const soon = await contentOf(toOwner);
    expect(soon?.content).toMatchObject({ url: expect.stringContaining(`/flows/${flowId}/token`) });
    for (const locale of ['en', 'ar']) {
      const mail = soon && (await composeMail(soon.content, locale, soon.theme));
      expect(mail?.text).toContain('Your token');
      expect(mail?.text).not.toContain('canary');
    }
    await tendCredentials(at(91));
    const toStaff = await waiting('credential_due');
    expect(toStaff.length).toBeGreaterThan(0);
    const first = toStaff[0];
    if (!first) throw new Error('no mail to staff');
    expect((await contentOf(first))?.content).toMatchObject({ url: expect.stringContaining(`/portfolio/${flowId}`) });
    await give(at(92));
    expect(await contentOf(first)).toBeNull();
    expect(await contentOf(toOwner)).toBeNull();
  });

  it('tell the administrators of an owner when a version ends', async () => {
    const admin = world.northwindAdmin;
    const secret = { app_id: 'a', app_secret: 's' };
    must(await withTenant(admin, (tx) => saveConnection(tx, admin, { system: 'meta', settings: {}, secret })));
    await tendCredentials(at(365 * 5));
    const [message] = await waiting('version_ends');
    if (!message) throw new Error('no mail to the administrator');
    const found = await contentOf(message);
    const mail = found && (await composeMail(found.content, 'en', found.theme));
    expect(mail?.subject).toMatch(/Meta.* ends on /);
    expect(mail?.html).toContain('/en/integrations');
  });
});
