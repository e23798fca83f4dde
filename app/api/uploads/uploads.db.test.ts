import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { Upload, type DetailedError } from 'tus-js-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hashToken, newToken } from '@/lib/auth';
import { scanFile, usualStorage } from '@/lib/files';
import { flowWithUploads, pdf, png, zip } from '@/lib/files/testing-files';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';

/** The request's cookies: what a browser would bring. */
const jar = vi.hoisted(() => new Map<string, string>());
vi.mock('next/headers', () => ({
  cookies: async () => ({ get: (name: string) => (jar.has(name) ? { value: jar.get(name) } : undefined) }),
  headers: async () => new Headers({ host: 'localhost', 'x-portico-path': '/en' }),
}));

let database: TestDatabase;
let world: TestWorld;
let flowId: string;
let server: Server;
let origin: string;
/** Cuts the connection of the next PATCH after so many bytes. */
let cutAfter: number | null = null;
const dataDir = mkdtempSync(path.join(tmpdir(), 'portico-uploads-'));

beforeAll(async () => {
  process.env['PORTICO_DATA_DIR'] = dataDir;
  database = await testDatabase();
  world = await withTestWorld(database);
  server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  rmSync(dataDir, { recursive: true, force: true });
  await database.close();
});
beforeEach(async () => {
  cutAfter = null;
  flowId = await flowWithUploads(database, world.northwind, world.acme);
  await signIn(world.acmeOwner);
});

async function signIn(actor: TestActor): Promise<void> {
  const token = newToken();
  await database.sql(
    `insert into sessions (id, user_id, token_hash, expires_at) values ($1, $2, $3, now() + interval '1 hour')`,
    [randomUUID(), actor.userId, hashToken(token)],
  );
  jar.clear();
  jar.set('portico-session', token);
}

/** The two routes as a server shows them, so that a real client can speak to them. */
async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const [, , , flow = '', file] = (incoming.url ?? '').split('?')[0]?.split('/') ?? [];
  const one = await import('./[flowId]/[fileId]/route');
  const all = await import('./[flowId]/route');
  const method = incoming.method ?? 'GET';
  const body = ['PATCH', 'POST'].includes(method) ? { body: bodyOf(incoming), duplex: 'half' as const } : {};
  const request = new Request(`${origin}${incoming.url}`, {
    method,
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    ...body,
  });
  const handler =
    file === undefined
      ? { POST: all.POST, GET: all.GET, OPTIONS: all.OPTIONS }[method]
      : { HEAD: one.HEAD, PATCH: one.PATCH, DELETE: one.DELETE }[method];
  const answer = handler
    ? await handler(request, { params: Promise.resolve({ flowId: flow, fileId: file ?? '' }) })
    : new Response(null, { status: 405 });
  if (outgoing.destroyed) return;
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
  outgoing.end(Buffer.from(await answer.arrayBuffer()));
}

function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  const limit = incoming.method === 'PATCH' ? cutAfter : null;
  if (limit === null) return Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
  cutAfter = null;
  const last = limit;
  async function* cut(): AsyncGenerator<Buffer> {
    let sent = 0;
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      yield chunk.subarray(0, Math.max(0, last - sent));
      sent += chunk.length;
      if (sent >= last) {
        incoming.socket.destroy();
        throw new Error('the connection was cut');
      }
    }
  }
  return Readable.toWeb(Readable.from(cut())) as ReadableStream<Uint8Array>;
}

type Sent =
  Readonly<{ ok: true; fileId: string; retries: number }> | Readonly<{ ok: false; status: number; body: string }>;

/** Sends a content with the client that browsers use. */
const send = (content: Buffer, filename: string, field = 'backup'): Promise<Sent> =>
  new Promise((resolve) => {
    let retries = 0;
    const upload = new Upload(content, {
      endpoint: `${origin}/api/uploads/${flowId}`,
      chunkSize: 4 * 1024 * 1024,
      // The part that was cut off may still be on its way to the disk; a busy machine takes its time for that.
      retryDelays: Array.from({ length: 30 }, (_, turn) => Math.min(100 * (turn + 1), 1000)),
      metadata: { filename, filetype: 'application/octet-stream', step: 'evidence', field, item: '' },
      onShouldRetry: (error) => {
        retries += 1;
        const status = (error as DetailedError).originalResponse?.getStatus() ?? 0;
        return status === 0 || status >= 500 || status === 409;
      },
      onError: (error) => {
        const answer = 'originalResponse' in error ? error.originalResponse : null;
        resolve({ ok: false, status: answer?.getStatus() ?? 0, body: answer?.getBody() ?? '' });
      },
      onSuccess: () => resolve({ ok: true, fileId: upload.url?.split('/').at(-1) ?? '', retries }),
    });
    upload.start();
  });

const download = async (fileId: string): Promise<Response> => {
  const { GET } = await import('@/app/[locale]/(customer)/flows/[flowId]/files/[fileId]/route');
  return GET(new Request(`${origin}/en/flows/${flowId}/files/${fileId}`), {
    params: Promise.resolve({ flowId, fileId }),
  });
};
const scan = (fileId: string) =>
  scanFile(
    { tenantId: world.acme.id, flowId, fileId },
    { storage: usualStorage(), scanner: async () => ({ verdict: 'clean' }) },
  );
const large = zip('data.bin', Buffer.alloc(9 * 1024 * 1024, 'x'));

describe('resumable uploads', () => {
  it('bring a large file in parts, which is the same when it is downloaded', async () => {
    const sent = await send(large, 'backup.zip');
    expect(sent).toMatchObject({ ok: true, retries: 0 });
    const fileId = sent.ok ? sent.fileId : '';
    expect((await download(fileId)).status).toBe(409);
    expect(await scan(fileId)).toBe('clean');
    const answer = await download(fileId);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="backup.zip"; filename*=UTF-8''backup.zip`,
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store, private',
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(large)).toBe(true);
  });

  it('go on where the connection was cut, without sending again what arrived', async () => {
    cutAfter = 1_000_000;
    const sent = await send(large, 'backup.zip');
    expect(sent).toMatchObject({ ok: true });
    expect(sent.ok && sent.retries).toBeGreaterThan(0);
    const [row] = await database.sql<{ parts: number[]; state: string }>(
      'select parts, state from files where id = $1',
      [sent.ok ? sent.fileId : ''],
    );
    expect(row?.state).toBe('quarantined');
    expect(row?.parts[0]).toBeLessThan(4 * 1024 * 1024);
    expect(row?.parts.reduce((sum, part) => sum + part, 0)).toBe(large.length);
    expect(await scan(sent.ok ? sent.fileId : '')).toBe('clean');
  });

  it('end with the reason when the content is not what the name says', async () => {
    const sent = await send(png(), 'backup.zip');
    expect(sent).toMatchObject({ ok: false, status: 422 });
    expect(JSON.parse(sent.ok ? '{}' : sent.body)).toMatchObject({ problem: { code: 'field.file_mismatch' } });
  });

  it('are not begun for a file that the field does not take', async () => {
    expect(await send(pdf(), 'a.exe', 'documents')).toMatchObject({ ok: false, status: 422 });
    expect(await send(pdf(), 'a.pdf', 'note')).toMatchObject({ ok: false, status: 404 });
  });

  it('keep a name with a path or quotes harmless in the download', async () => {
    const sent = await send(pdf(), '../../"evil"\u202e عقد.pdf', 'documents');
    const fileId = sent.ok ? sent.fileId : '';
    await scan(fileId);
    const header = (await download(fileId)).headers.get('content-disposition') ?? '';
    expect(header).toMatch(/^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''[\w%.-]+$/);
    expect(header).not.toContain('..');
  });
});

describe('the routes of uploads', () => {
  const ask = async (method: 'GET' | 'POST', headers: Record<string, string>) => {
    const { GET, POST } = await import('./[flowId]/route');
    const url = `${origin}/api/uploads/${flowId}?step=evidence&field=documents`;
    return (method === 'GET' ? GET : POST)(new Request(url, { method, headers }), {
      params: Promise.resolve({ flowId }),
    });
  };
  const tus = { 'tus-resumable': '1.0.0' };
  const metadata = `filename ${btoa('a.pdf')},step ${btoa('evidence')},field ${btoa('documents')}`;
  const whole = { ...tus, 'upload-length': '10', 'upload-metadata': metadata };

  it('list the files of a field with their states', async () => {
    await send(pdf(), 'a.pdf', 'documents');
    const answer = await ask('GET', tus);
    expect(await answer.json()).toMatchObject({ files: [{ name: 'a.pdf', state: 'quarantined', reason: null }] });
  });

  it('take an upload from our own pages and from nobody else', async () => {
    expect((await ask('POST', whole)).status).toBe(201);
    expect((await ask('POST', { ...whole, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await ask('POST', { ...whole, 'tus-resumable': '0.2.2' })).status).toBe(412);
    expect((await ask('POST', { ...whole, 'upload-length': '-1' })).status).toBe(422);
    expect((await ask('POST', { ...whole, 'upload-metadata': 'rubbish' })).status).toBe(422);
    jar.clear();
    expect((await ask('POST', whole)).status).toBe(401);
  });

  it('answer a stranger as if nothing were there', async () => {
    const sent = await send(pdf(), 'a.pdf', 'documents');
    await signIn(world.safaOwner);
    expect((await ask('POST', whole)).status).toBe(404);
    expect((await ask('GET', tus)).status).toBe(404);
    expect((await download(sent.ok ? sent.fileId : '')).status).toBe(404);
    expect((await download(randomUUID())).status).toBe(404);
  });
});
