import type { Browser } from '@playwright/test';
import { openDemoSession } from '@/lib/auth';
import { installLibrary, publishTemplate, saveDraft } from '@/lib/flow-templates';
import { startFlow } from '@/lib/onboarding';
import { must, post } from '@/lib/onboarding/testing-flow';
import { withTenant } from '@/lib/tenancy';
import type { Instance } from '@/scripts/testing/instance';
import { withTestWorld, type TestActor } from '@/scripts/testing/world';
import type { FaultsFile } from './faults-file';
import { answersOf } from './wizard-answers';
import { Visitor } from './wizard-visitor';

type Stored = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A customer with two people and a flow that is answered up to the page of a point. */
export type Customer = Readonly<{
  mark: string;
  flowId: string;
  tenantId: string;
  owner: TestActor;
  colleague: TestActor;
}>;

export type WizardWorld = Awaited<ReturnType<typeof wizardWorld>>;

/** People, customers and templates in a running product, for points of the chaos run. */
export async function wizardWorld(instance: Instance, faults: FaultsFile, browser: Browser) {
  instance.adopt();
  const world = await withTestWorld({ sql: instance.sql });
  const admin = world.platformAdmin;
  must(await withTenant(admin, (tx) => installLibrary(tx, admin, { tenantId: world.platform.id })));
  let made = 0;
  let publishing = Promise.resolve();

  const session = async ({ userId }: TestActor): Promise<string> => {
    const [user] = await instance.sql<{ email: string }>('select email from users where id = $1', [userId]);
    const opened = user ? await openDemoSession(user.email) : null;
    if (!opened) throw new Error('nobody has this address');
    return opened.token;
  };

  return {
    instance,
    faults,
    session,

    /** A new customer whose pages before this one are answered. */
    async customer(stepId: string): Promise<Customer> {
      made += 1;
      const mark = `c${made}x`;
      const tenant = await world.customer(world.northwind, `chaos-${made}`);
      const [owner, colleague] = [await tenant.member('owner'), await tenant.member('contributor')];
      const started = await withTenant(world.northwindManager, (tx) =>
        startFlow(tx, world.northwindManager, {
          customerTenantId: tenant.id,
          templateKey: 'data-pipeline',
          invite: { email: `owner@${mark}.example`, name: 'Ada', locale: 'en' },
        }),
      );
      const { flowId } = must(started);
      for (const [each, values] of Object.entries(answersOf(mark))) {
        if (each === stepId) break;
        must(await post(owner, flowId, each, values));
      }
      return { mark, flowId, tenantId: tenant.id, owner, colleague };
    },

    visitor: async (actor: TestActor, javaScript: boolean): Promise<Visitor> =>
      Visitor.open(browser, instance.url, javaScript, await session(actor)),

    /** What is stored, by step and field. */
    async stored(flowId: string): Promise<Stored> {
      const rows = await instance.sql<{ name: string; data: Record<string, { value?: unknown; sealed?: string }> }>(
        'select step_name as name, data from onboarding_steps where flow_id = $1',
        [flowId],
      );
      return Object.fromEntries(
        rows.map(({ name, data }) => [
          name,
          Object.fromEntries(Object.entries(data).map(([id, { value, sealed }]) => [id, value ?? sealed])),
        ]),
      );
    },

    /** Publishes the template once more with another title, while people are on the version before; one after the other. */
    publishNewVersion(): Promise<void> {
      publishing = publishing.then(publish);
      return publishing;
    },
  };

  async function publish(): Promise<void> {
    const [row] = await instance.sql<{ definition: Record<string, unknown> }>(
      `select config -> 'definition' as definition from onboarding_templates
         where tenant_id = $1 and key = 'data-pipeline' and is_active`,
      [world.platform.id],
    );
    const definition = { ...row?.definition, title: { en: `Version ${Date.now()}`, ar: `إصدار ${Date.now()}` } };
    const draft = await withTenant(admin, (tx) =>
      saveDraft(tx, admin, { tenantId: world.platform.id, key: 'data-pipeline', draft: definition }),
    );
    const { templateId } = must(draft);
    must(await withTenant(admin, (tx) => publishTemplate(tx, admin, { tenantId: world.platform.id, templateId })));
  }
}
