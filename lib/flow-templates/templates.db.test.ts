import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import { withTenant } from '@/lib/tenancy';
import { activeTemplate, availableTemplates } from './active-template';
import { installLibrary } from './install-library';
import { library } from './library';
import { loadTemplate } from './load-template';
import { publishTemplate } from './publish-template';
import { saveDraft } from './save-draft';

let database: TestDatabase;
let world: TestWorld;

beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

const codeOf = (outcome: { ok: boolean; refusal?: { code: string } }) => outcome.refusal?.code ?? 'ok';
const install = (actor: TestActor, tenantId: string) =>
  withTenant(actor, (tx) => installLibrary(tx, actor, { tenantId }));
const draft = (actor: TestActor, tenantId: string, document: unknown = library[0]) =>
  withTenant(actor, (tx) => saveDraft(tx, actor, { tenantId, key: 'data-pipeline', draft: document }));
const publish = (actor: TestActor, tenantId: string, templateId: string) =>
  withTenant(actor, (tx) => publishTemplate(tx, actor, { tenantId, templateId }));
const active = (actor: TestActor, customerId: string) =>
  withTenant(actor, (tx) => activeTemplate(tx, customerId, 'data-pipeline'));

describe('installLibrary', () => {
  it('publishes every template of the library once, however often it runs', async () => {
    const first = await install(world.platformAdmin, world.platform.id);
    expect(first.ok && first.value.installed).toContain('data-pipeline@2');
    const second = await install(world.platformAdmin, world.platform.id);
    expect(second.ok && second.value.installed).toEqual([]);
    expect(codeOf(await install(world.northwindManager, world.northwind.id))).toBe('forbidden');
  });
});

describe('publishTemplate', () => {
  it('makes the next version active for new flows, nearest ancestor first', async () => {
    await install(world.platformAdmin, world.platform.id);
    expect(await active(world.northwindManager, world.acme.id)).toMatchObject({
      tenantId: world.platform.id,
      version: 2,
    });
    const saved = await draft(world.northwindAdmin, world.northwind.id);
    if (!saved.ok) throw new Error(codeOf(saved));
    expect(await active(world.northwindManager, world.acme.id)).toMatchObject({ tenantId: world.platform.id });
    expect(codeOf(await publish(world.northwindAdmin, world.northwind.id, saved.value.templateId))).toBe('ok');
    expect(await active(world.northwindManager, world.acme.id)).toMatchObject({ tenantId: world.northwind.id });
    expect(await active(world.alufuqManager, world.safa.id)).toMatchObject({ tenantId: world.platform.id });
    const offered = await withTenant(world.northwindManager, (tx) => availableTemplates(tx, world.northwind.id));
    expect(offered.filter(({ key }) => key === 'data-pipeline')).toHaveLength(1);
  });

  it('loads for the walk exactly what was published', async () => {
    const pinned = await active(world.northwindManager, world.acme.id);
    if (!pinned) throw new Error('nothing is active');
    const loaded = await withTenant(world.acmeOwner, (tx) => loadTemplate(tx, pinned.tenantId, pinned.id));
    expect(loaded.compiled.definition.sections.map(({ id }) => id)).toEqual(library[0]?.sections.map(({ id }) => id));
    expect(Object.keys(loaded.compiled.trees).length).toBeGreaterThan(0);
  });

  it('refuses a draft with errors and names their places', async () => {
    const broken = structuredClone(library[0]) as unknown as {
      sections: { tasks: { steps: { fields: unknown[] }[] }[] }[];
    };
    const field = broken.sections[0]?.tasks[0]?.steps[0]?.fields[0] as { visible?: string };
    field.visible = 'answers.noSuchField == "x"';
    const saved = await draft(world.northwindAdmin, world.northwind.id, broken);
    if (!saved.ok) throw new Error(codeOf(saved));
    const refused = await publish(world.northwindAdmin, world.northwind.id, saved.value.templateId);
    expect(codeOf(refused)).toBe('template_invalid');
    expect(!refused.ok && refused.refusal.detail).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ path: 'sections[0].tasks[0].steps[0].fields[0].visible' }),
      ]),
    });
    expect(codeOf(await publish(world.alufuqManager, world.northwind.id, saved.value.templateId))).toBe('forbidden');
    const stranger = await world.alufuq.member('author');
    expect(codeOf(await publish(stranger, world.northwind.id, saved.value.templateId))).toBe('not_found');
    expect(codeOf(await draft(stranger, world.northwind.id))).toBe('not_found');
    expect(codeOf(await draft(world.acmeOwner, world.acme.id))).toBe('forbidden');
  });

  it('keeps a published version as it is, whoever asks', async () => {
    const change = database.sql(`update onboarding_templates set config = '{}' where status = 'published'`);
    await expect(change).rejects.toThrow('immutable');
  });
});
