import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '@/lib/errors';
import { testVirus } from '@/lib/simulators';
import { withTenant, type Actor } from '@/lib/tenancy';
import { testDatabase, withTestWorld, type TestDatabase, type TestWorld } from '@/scripts/testing/database';
import { appendToFile, fileProgress } from './append-to-file';
import { beginFile } from './begin-file';
import { clearFile } from './clear-file';
import { partBytesMax } from './limits';
import { listFiles } from './list-files';
import { openFile } from './open-file';
import { receiveFile } from './receive-file';
import { removeFile } from './remove-file';
import { scanFile } from './scan-file';
import type { Scanner } from './scanner/scanner';
import { tendFiles } from './tend-files';
import { flowWithUploads, pdf, png, testEnvironment, watchedStorage, zip, type WatchedStorage } from './testing-files';

let database: TestDatabase;
let world: TestWorld;
let flowId: string;
let storage: WatchedStorage;

beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());
beforeEach(async () => {
  storage = watchedStorage();
  // What earlier tests have left would be tended too, once it is old enough: on a slow machine it is.
  await database.sql(`update files set created_at = now() + interval '1 hour', received_at = received_at + interval '1 hour',
    cleared_at = case when state in ('infected', 'rejected', 'removed') then now() else cleared_at end`);
  flowId = await flowWithUploads(database, world.northwind, world.acme);
});

const codeOf = (outcome: Outcome<unknown>): string => {
  if (outcome.ok) return 'ok';
  const field = Object.values(outcome.refusal.fields ?? {})[0]?.[0]?.code;
  return field ?? outcome.refusal.code;
};
const must = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(`refused: ${codeOf(outcome)}`);
  return outcome.value;
};
const give = (content: Buffer, name = 'a.pdf', more: Record<string, string> = {}, actor: Actor = world.acmeOwner) =>
  receiveFile(
    actor,
    { flowId, stepId: 'evidence', fieldId: 'documents', name, declaredType: '', content, ...more },
    undefined,
    storage,
  );
const begin = (bytes: number, name = 'big.zip', fieldId = 'backup', actor: Actor = world.acmeOwner) =>
  withTenant(actor, (tx) =>
    beginFile(tx, actor, { flowId, stepId: 'evidence', fieldId, name, declaredType: '', bytes }),
  );
const append = (fileId: string, offset: number, body: AsyncIterable<Uint8Array>, actor: Actor = world.acmeOwner) =>
  appendToFile(actor, { flowId, fileId, offset, body }, undefined, storage);
const open = (fileId: string, actor: Actor = world.acmeOwner) => openFile(actor, { flowId, fileId }, storage);
const list = async (actor: Actor = world.acmeOwner) =>
  must(await withTenant(actor, (tx) => listFiles(tx, actor, { flowId })));
const remove = (fileId: string, actor: Actor = world.acmeOwner) =>
  withTenant(actor, (tx) => removeFile(tx, actor, { flowId, fileId }));
const ref = (fileId: string) => ({ tenantId: world.acme.id, flowId, fileId });
const scan = (fileId: string, scanner?: Scanner | null) => scanFile(ref(fileId), testEnvironment(storage, scanner));
async function* body(...chunks: Uint8Array[]) {
  for (const chunk of chunks) yield chunk;
}
async function* cutAfter(...chunks: Uint8Array[]) {
  for (const chunk of chunks) yield chunk;
  throw new Error('socket hang up');
}
const contentOf = async (fileId: string, actor?: Actor): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of must(await open(fileId, actor)).content) parts.push(part);
  return Buffer.concat(parts);
};
const answer = async (value: readonly string[]): Promise<void> => {
  await database.sql('delete from onboarding_steps where flow_id = $1', [flowId]);
  await database.sql(
    `insert into onboarding_steps (tenant_id, id, flow_id, step_name, section_id, task_id, status, data, revision)
     values ($1, gen_random_uuid(), $2, 'evidence', 'papers', 'papers-task', 'completed', $3, 1)`,
    [world.acme.id, flowId, JSON.stringify({ documents: { value, hash: 'h' }, note: { value: 'stays', hash: 'n' } })],
  );
};
const answered = async (): Promise<unknown> =>
  (await database.sql<{ data: unknown }>('select data from onboarding_steps where flow_id = $1', [flowId]))[0]?.data;

describe('a file that comes with a form', () => {
  it('is stored sealed, waits for its scan, and can then be opened by everybody who sees the flow', async () => {
    const { fileId } = must(await give(pdf('very private'), '../../Contract .pdf'));
    expect(codeOf(await open(fileId))).toBe('file_not_ready');
    expect(await scan(fileId)).toBe('clean');
    expect((await contentOf(fileId)).equals(pdf('very private'))).toBe(true);
    expect((await contentOf(fileId, world.northwindManager)).equals(pdf('very private'))).toBe(true);
    expect(await list()).toMatchObject([
      { id: fileId, name: 'Contract .pdf', state: 'clean', mediaType: 'application/pdf' },
    ]);
    for (const key of storage.objects()) expect((await storage.read(key))?.includes('very private')).toBe(false);
    const audit = await database.sql<{ action: string }>(
      'select action from audit_logs where tenant_id = $1 and entity_id = $2 order by seq',
      [world.acme.id, fileId],
    );
    expect(audit.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['file.begun', 'file.received', 'file.scanned', 'file.opened', 'secret.read']),
    );
  });

  it('is one file when it is sent twice, also at the same moment, and leaves no second content', async () => {
    const first = must(await give(pdf()));
    const again = await Promise.all([give(pdf()), give(pdf('other')), give(pdf('other'))]);
    expect(must(again[0] ?? (await give(pdf()))).fileId).toBe(first.fileId);
    expect(new Set(again.map((each) => must(each).fileId)).size).toBe(2);
    expect(await list()).toHaveLength(2);
    await database.sql(
      `update files set removed_at = now() - interval '1 hour' where flow_id = $1 and state = 'removed'`,
      [flowId],
    );
    await tendFiles(testEnvironment(storage));
    expect(storage.objects()).toHaveLength(2);
  });

  it.each([
    ['file_mismatch', png(), 'a.pdf'],
    ['file_two_kinds', Buffer.concat([pdf(), zip()]), 'a.pdf'],
    ['file_type', zip(), 'a.zip'],
    ['file_empty', Buffer.alloc(0), 'a.pdf'],
    ['file_too_large', Buffer.alloc(6_000_001, 'a'), 'a.txt'],
    ['file_too_large', Buffer.alloc(10 * 1024 * 1024 + 1, 'a'), 'a.txt'],
  ])('is refused at its field: %s, and nothing of it stays', async (code, content, name) => {
    expect(codeOf(await give(content, name))).toBe(`field.${code}`);
    expect(await list()).toEqual([]);
    expect(storage.objects()).toEqual([]);
  });

  it('is refused when the field is full, and taken when one was removed', async () => {
    for (const text of ['1', '2', '3']) must(await give(pdf(text)));
    expect(codeOf(await give(pdf('4')))).toBe('field.files_full');
    must(await remove((await list())[0]?.id ?? ''));
    expect(codeOf(await give(pdf('4')))).toBe('ok');
  });

  it('is refused while the store is away, and leaves nothing behind', async () => {
    storage.break(1);
    expect(codeOf(await give(pdf()))).toBe('storage_unavailable');
    expect(await list()).toEqual([]);
    expect(codeOf(await give(pdf()))).toBe('ok');
  });

  it('goes to one item of a list, and only to a field that takes files', async () => {
    const badge = { fieldId: 'badge', itemId: 'i1' };
    expect(codeOf(await give(png(), 'me.png', badge))).toBe('ok');
    expect(codeOf(await give(png(), 'me.png', { ...badge, itemId: 'i2' }))).toBe('ok');
    expect(codeOf(await give(png(), 'me.png', { fieldId: 'badge' }))).toBe('not_found');
    expect(codeOf(await give(pdf(), 'a.pdf', { fieldId: 'note' }))).toBe('not_found');
    expect(codeOf(await give(pdf(), 'a.pdf', { stepId: 'nothing' }))).toBe('not_found');
  });

  it('is refused once the answers were sent in, and from people who only look', async () => {
    const viewer = await world.acme.member('viewer');
    expect(codeOf(await give(pdf(), 'a.pdf', {}, viewer))).toBe('forbidden');
    expect(codeOf(await give(pdf(), 'a.pdf', {}, world.acmeContributor))).toBe('ok');
    // Whether the same content is there already is not told either.
    expect(codeOf(await give(pdf(), 'a.pdf', {}, viewer))).toBe('forbidden');
    await database.sql(`update onboarding_flows set status = 'submitted' where id = $1`, [flowId]);
    expect(codeOf(await give(pdf('x')))).toBe('flow_locked');
  });
});

describe('a file of somebody else', () => {
  it('is exactly not found for every use case', async () => {
    const { fileId } = must(await give(pdf()));
    await scan(fileId);
    const big = must(await begin(100));
    for (const stranger of [world.borealisOwner, world.safaOwner, world.alufuqManager]) {
      const unknown = await open('00000000-0000-4000-8000-000000000000', stranger);
      expect(await open(fileId, stranger)).toEqual(unknown);
      expect(codeOf(unknown)).toBe('not_found');
      expect(codeOf(await withTenant(stranger, (tx) => listFiles(tx, stranger, { flowId })))).toBe('not_found');
    }
    for (const stranger of [world.borealisOwner, world.safaOwner]) {
      expect(codeOf(await give(pdf('mine'), 'a.pdf', {}, stranger))).toBe('not_found');
      expect(codeOf(await remove(fileId, stranger))).toBe('not_found');
      expect(codeOf(await begin(100, 'big.zip', 'backup', stranger))).toBe('not_found');
      expect(codeOf(await append(big.id, 0, body(zip()), stranger))).toBe('not_found');
      expect(codeOf(await fileProgress(stranger, { flowId, fileId: big.id }))).toBe('not_found');
    }
    expect(codeOf(await open(fileId))).toBe('ok');
    expect(codeOf(await fileProgress(world.acmeOwner, { flowId, fileId: big.id }))).toBe('ok');
  });
});

describe('a file of a delegate @req M3', () => {
  it('is listed, opened and removed by them while the page is theirs, and is not there before and after', async () => {
    const delegate = { ...(await world.acme.member('delegate')), flowId };
    const { fileId } = must(await give(pdf()));
    await scan(fileId);
    const all = async () => [
      codeOf(await withTenant(delegate, (tx) => listFiles(tx, delegate, { flowId, stepId: 'evidence' }))),
      codeOf(await open(fileId, delegate)),
      codeOf(await give(pdf('more'), 'b.pdf', {}, delegate)),
    ];
    expect(await all()).toEqual(['not_found', 'not_found', 'not_found']);
    await database.sql(
      `insert into assignments (tenant_id, id, flow_id, scope, scope_id, member_id)
       values ($1, gen_random_uuid(), $2, 'section', 'papers', $3)`,
      [world.acme.id, flowId, delegate.memberId],
    );
    expect(await all()).toEqual(['ok', 'ok', 'ok']);
    expect((await list(delegate)).map(({ name }) => name)).toEqual(['a.pdf', 'b.pdf']);
    expect(codeOf(await remove(fileId, delegate))).toBe('ok');
    await database.sql('update assignments set revoked_at = now() where flow_id = $1', [flowId]);
    expect(await all()).toEqual(['not_found', 'not_found', 'not_found']);
  });
});

describe('a file that comes in parts', () => {
  const large = zip('data.bin', Buffer.alloc(partBytesMax * 2 + 12_345, 'x'));

  it('goes on where it was cut, and is the same in the end', async () => {
    const { id } = must(await begin(large.length));
    const cut = must(
      await append(id, 0, cutAfter(large.subarray(0, partBytesMax), large.subarray(partBytesMax, partBytesMax + 1000))),
    );
    expect(cut).toMatchObject({ received: partBytesMax + 1000, isComplete: false });
    expect(must(await fileProgress(world.acmeOwner, { flowId, fileId: id })).received).toBe(partBytesMax + 1000);
    const done = must(await append(id, partBytesMax + 1000, body(large.subarray(partBytesMax + 1000))));
    expect(done.isComplete).toBe(true);
    expect(await scan(id)).toBe('clean');
    expect((await contentOf(id)).equals(large)).toBe(true);
  });

  it('refuses a part that belongs elsewhere, and a byte too many', async () => {
    const { id } = must(await begin(large.length));
    expect(codeOf(await append(id, 5, body(large.subarray(5, 10))))).toBe('upload_moved');
    must(await append(id, 0, body(large.subarray(0, 1000))));
    expect(codeOf(await append(id, 0, body(large.subarray(0, 1000))))).toBe('upload_moved');
    const small = must(await begin(100, 'a.pdf', 'documents'));
    expect(codeOf(await append(small.id, 0, body(pdf('x'.repeat(200)))))).toBe('payload_too_large');
  });

  it('keeps one of two requests that bring the same part at once', async () => {
    const { id } = must(await begin(large.length));
    const both = await Promise.all([0, 1].map(() => append(id, 0, body(large.subarray(0, partBytesMax)))));
    expect(both.map(codeOf).sort()).toEqual(['ok', 'upload_moved']);
    must(await append(id, partBytesMax, body(large.subarray(partBytesMax))));
    expect(await scan(id)).toBe('clean');
  });

  it('ends with the first part when that is not what the name says', async () => {
    const { id } = must(await begin(large.length));
    expect(codeOf(await append(id, 0, body(png())))).toBe('field.file_mismatch');
    expect(codeOf(await append(id, 0, body(large)))).toBe('not_found');
    expect(await list()).toMatchObject([{ id, state: 'rejected', reason: 'file_mismatch' }]);
  });

  it('goes on after the store was away', async () => {
    const { id } = must(await begin(large.length));
    storage.break(1);
    expect(codeOf(await append(id, 0, body(large)))).toBe('storage_unavailable');
    expect(must(await append(id, 0, body(large))).isComplete).toBe(true);
  });

  it('is found out at the scan when only its end is wrong', async () => {
    const content = Buffer.concat([pdf(), zip()]);
    const { id } = must(await begin(content.length, 'a.pdf', 'documents'));
    must(await append(id, 0, body(content)));
    expect(await scan(id)).toBe('rejected');
    expect(await list()).toMatchObject([{ id, reason: 'file_two_kinds' }]);
  });

  it('is given up after a day, with its content', async () => {
    const { id } = must(await begin(large.length));
    must(await append(id, 0, body(large.subarray(0, 5000))));
    expect(await tendFiles(testEnvironment(storage))).toBe(0);
    await database.sql(`update files set created_at = now() - interval '25 hours' where id = $1`, [id]);
    expect(await tendFiles(testEnvironment(storage))).toBe(1);
    expect(await list()).toEqual([]);
    expect(await clearFile(ref(id), storage)).toBe(true);
    expect(storage.objects()).toEqual([]);
  });
});

describe('a scan', () => {
  it('takes what is infected out of its answer and out of the store, and says so', async () => {
    const good = must(await give(pdf('good')));
    const bad = must(await give(pdf(testVirus()), 'bad.pdf'));
    await answer([good.fileId, bad.fileId]);
    expect(await scan(good.fileId)).toBe('clean');
    expect(await scan(bad.fileId)).toBe('infected');
    expect(await answered()).toMatchObject({ documents: { value: [good.fileId] }, note: { value: 'stays' } });
    expect((await list()).map(({ state, reason }) => [state, reason])).toEqual([
      ['clean', null],
      ['infected', 'file_infected'],
    ]);
    expect(codeOf(await open(bad.fileId))).toBe('not_found');
    expect(await clearFile(ref(bad.fileId), storage)).toBe(true);
    expect(storage.objects()).toHaveLength(1);
    expect(await scan(bad.fileId)).toBe('nothing_to_do');
  });

  it('takes what is infected out of the one item of a list that names it', async () => {
    const badge = { fieldId: 'badge', itemId: 'i1' };
    const { fileId } = must(await give(Buffer.concat([png(), Buffer.from(testVirus())]), 'me.png', badge));
    const item = (files: readonly string[]) => ({ value: { badge: files, name: 'Ada' }, hash: 'h' });
    await database.sql(
      `insert into onboarding_steps (tenant_id, id, flow_id, step_name, section_id, task_id, status, data, revision)
       values ($1, gen_random_uuid(), $2, 'evidence', 'papers', 'papers-task', 'completed', $3, 1)`,
      [world.acme.id, flowId, JSON.stringify({ 'people/i1': item([fileId]), 'people/i2': item(['another']) })],
    );
    expect(await scan(fileId)).toBe('infected');
    expect(await answered()).toEqual({
      'people/i1': { value: { name: 'Ada' }, hash: expect.not.stringMatching(/^h$/) },
      'people/i2': item(['another']),
    });
    const [step] = await database.sql('select status from onboarding_steps where flow_id = $1', [flowId]);
    expect(step).toEqual({ status: 'in_progress' });
  });

  it('leaves the step unanswered when its only file is infected', async () => {
    const { fileId } = must(await give(pdf(testVirus())));
    await answer([fileId]);
    await scan(fileId);
    expect(await answered()).toEqual({ note: { value: 'stays', hash: 'n' } });
    const [step] = await database.sql('select status from onboarding_steps where flow_id = $1', [flowId]);
    expect(step).toEqual({ status: 'in_progress' });
  });

  it('waits while the scanner is away, and is done by the tending afterwards', async () => {
    const { fileId } = must(await give(pdf()));
    expect(await scan(fileId, async () => ({ verdict: 'unavailable', cause: 'away' }))).toBe('waits');
    expect(await list()).toMatchObject([{ state: 'quarantined' }]);
    await database.sql(`update files set received_at = now() - interval '1 minute' where id = $1`, [fileId]);
    expect(await tendFiles(testEnvironment(storage))).toBe(1);
    expect(await list()).toMatchObject([{ state: 'clean' }]);
  });

  it('of others goes on although one file fails in a way that nobody foresaw', async () => {
    const ids = [must(await give(pdf('one'))).fileId, must(await give(pdf('two'))).fileId];
    await database.sql(`update files set received_at = now() - interval '1 minute' where id = any ($1)`, [ids]);
    let asked = 0;
    const odd: Scanner = () => {
      asked += 1;
      if (asked === 1) throw new TypeError('x is not a function');
      return Promise.resolve({ verdict: 'clean' });
    };
    await expect(tendFiles(testEnvironment(storage, odd))).rejects.toThrow('x is not a function');
    expect((await list()).map(({ state }) => state).sort()).toEqual(['clean', 'quarantined']);
    expect(await tendFiles(testEnvironment(storage))).toBe(1);
    expect((await list()).map(({ state }) => state)).toEqual(['clean', 'clean']);
  });

  it('without a scanner says that nobody checked, and shows the file to nobody but its giver', async () => {
    const { fileId } = must(await give(pdf()));
    expect(await scan(fileId, null)).toBe('unchecked');
    expect(codeOf(await open(fileId))).toBe('ok');
    expect(codeOf(await open(fileId, world.acmeContributor))).toBe('file_not_ready');
    expect(codeOf(await open(fileId, world.northwindManager))).toBe('file_not_ready');
  });

  it('refuses a content that was changed in the store', async () => {
    const { fileId } = must(await give(pdf()));
    const [key = ''] = storage.objects();
    const sealed = (await storage.read(key)) ?? Buffer.alloc(0);
    sealed.writeUInt8(sealed.readUInt8(20) ^ 1, 20);
    await storage.put(key, sealed);
    expect(await scan(fileId)).toBe('rejected');
    expect(await list()).toMatchObject([{ reason: 'file_damaged' }]);
  });

  it('keeps the first of two equal files that came in parts', async () => {
    const first = must(await begin(pdf().length, 'a.pdf', 'documents'));
    const second = must(await begin(pdf().length, 'b.pdf', 'documents'));
    for (const { id } of [first, second]) must(await append(id, 0, body(pdf())));
    expect(await scan(first.id)).toBe('clean');
    expect(await scan(second.id)).toBe('rejected');
    expect((await list())[1]).toMatchObject({ id: second.id, reason: 'file_twice' });
  });

  it('is the worker’s alone: the web cannot call a file clean', async () => {
    const { fileId } = must(await give(pdf()));
    const claim = withTenant(
      world.acmeOwner,
      (tx) => tx.$executeRaw`update files set state = 'clean' where id = ${fileId}::uuid`,
    );
    await expect(claim).rejects.toThrow('only a scan decides');
  });
});

describe('removeFile', () => {
  it('takes a file out of its answer at once and out of the store soon, and bears being asked twice', async () => {
    const { fileId } = must(await give(pdf()));
    await scan(fileId);
    await answer([fileId]);
    expect(codeOf(await remove(fileId))).toBe('ok');
    expect(await answered()).toEqual({ note: { value: 'stays', hash: 'n' } });
    expect(codeOf(await remove(fileId))).toBe('ok');
    expect(await list()).toEqual([]);
    expect(codeOf(await open(fileId))).toBe('not_found');
    expect(await clearFile(ref(fileId), storage)).toBe(true);
    expect(storage.objects()).toEqual([]);
  });

  it('refuses once the answers were sent in, and for people who only look', async () => {
    const { fileId } = must(await give(pdf()));
    expect(codeOf(await remove(fileId, await world.acme.member('viewer')))).toBe('forbidden');
    await database.sql(`update onboarding_flows set status = 'done' where id = $1`, [flowId]);
    expect(codeOf(await remove(fileId))).toBe('flow_locked');
  });

  it('leaves alone what is kept', async () => {
    const { fileId } = must(await give(pdf()));
    expect(await clearFile(ref(fileId), storage)).toBe(true);
    expect(storage.objects()).toHaveLength(1);
  });
});
