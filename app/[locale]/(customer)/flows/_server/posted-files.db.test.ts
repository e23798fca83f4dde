import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { filesOf, formValues } from '@/app/_server/form';
import { beginFile, listFiles } from '@/lib/files';
import { flowWithUploads, pdf, png } from '@/lib/files/testing-files';
import { withTenant } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { tendFiles } from './posted-files';

let database: TestDatabase;
let world: TestWorld;
let flowId: string;
const dataDir = mkdtempSync(path.join(tmpdir(), 'portico-posted-'));

beforeAll(async () => {
  process.env['PORTICO_DATA_DIR'] = dataDir;
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(async () => {
  rmSync(dataDir, { recursive: true, force: true });
  await database.close();
});
beforeEach(async () => {
  flowId = await flowWithUploads(database, world.northwind, world.acme);
});

/** What a browser without JavaScript sends, as the action is given it. */
const post = (chosen: readonly (readonly [name: string, content: Buffer])[], more: Partial<Wish> = {}) => {
  const form = new FormData();
  form.append('note', 'text beside the files');
  for (const [name, content] of chosen) form.append('_file.documents', new File([new Uint8Array(content)], name));
  if (chosen.length === 0) form.append('_file.documents', new File([], ''));
  const files = filesOf(formValues(form));
  const wish = { flowId, stepId: 'evidence', intent: 'continue', removesFile: null, ...more };
  return tendFiles(world.acmeOwner, wish, files, new Date());
};
type Wish = Parameters<typeof tendFiles>[1];
const list = async () => {
  const listed = await withTenant(world.acmeOwner, (tx) => listFiles(tx, world.acmeOwner, { flowId }));
  return listed.ok ? listed.value : [];
};

describe('the files of a posted page', () => {
  it('are taken in, several at once, and once only when the page is sent again', async () => {
    const both = [
      ['a.pdf', pdf('a')],
      ['b.png', png()],
    ] as const;
    expect(await post(both)).toEqual({ ok: true, value: true });
    expect(await post(both)).toEqual({ ok: true, value: true });
    expect((await list()).map(({ name }) => name)).toEqual(['a.pdf', 'b.png']);
  });

  it('are none where nobody chose anything', async () => {
    expect(await post([])).toEqual({ ok: true, value: true });
    expect(await list()).toEqual([]);
  });

  it('are refused one by one at their field, and the good ones are kept', async () => {
    const sent = await post([
      ['good.pdf', pdf()],
      ['bad.pdf', png()],
      ['bad.exe', pdf()],
    ]);
    expect(sent).toMatchObject({
      refusal: { fields: { documents: [{ code: 'field.file_mismatch' }, { code: 'field.file_type' }] } },
    });
    expect((await list()).map(({ name }) => name)).toEqual(['good.pdf']);
  });

  it('are taken away by their button', async () => {
    await post([['a.pdf', pdf()]]);
    const removesFile = (await list())[0]?.id ?? '';
    expect(await post([], { intent: 'refresh', removesFile })).toEqual({ ok: true, value: true });
    expect(await list()).toEqual([]);
  });

  it('hold back whoever goes on while one is still coming, and let them leave for later', async () => {
    const place = { flowId, stepId: 'evidence', fieldId: 'documents', name: 'slow.pdf', declaredType: '', bytes: 100 };
    await withTenant(world.acmeOwner, (tx) => beginFile(tx, world.acmeOwner, place));
    expect(await post([])).toMatchObject({
      refusal: { fields: { documents: [{ code: 'field.file_receiving', args: { name: 'slow.pdf' } }] } },
    });
    expect(await post([], { intent: 'later' })).toEqual({ ok: true, value: true });
  });
});
