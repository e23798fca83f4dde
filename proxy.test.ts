import { NextRequest } from 'next/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as knownActions from '@/app/_server/known-actions';
import { proxy } from './proxy';

vi.mock('@/app/_server/known-actions', { spy: true });

const ask = (path: string, headers: Record<string, string> = {}, init: { method?: string; body?: BodyInit } = {}) =>
  proxy(new NextRequest(`http://localhost:3000${path}`, { ...init, headers: { host: 'localhost:3000', ...headers } }));

const toPage = (response: Response, name: string) => response.headers.get(`x-middleware-request-${name}`);

afterEach(() => {
  vi.unstubAllEnvs();
  vi.mocked(knownActions.isFromOldBuild).mockReset();
});

describe('proxy', () => {
  it('sends a visitor without a language to the one they asked for', async () => {
    const response = await ask('/flows/1?a=b', { 'accept-language': 'ar-EG,en;q=0.5' });
    expect(response.status).toBe(307);
    expect(new URL(response.headers.get('location') ?? '', 'http://localhost:3000').pathname).toBe('/ar/flows/1');
  });

  it('gives every answer its own nonce and id, whatever the visitor sends', async () => {
    const forged = { 'x-nonce': 'forged', 'x-request-id': 'forged', 'x-portico-host': 'evil.example' };
    const [first, second] = [await ask('/en', forged), await ask('/en', forged)];
    const policy = first.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`'nonce-${toPage(first, 'x-nonce')}'`);
    expect(policy).not.toMatch(/unsafe|forged/);
    expect(policy).toContain("style-src-attr 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(toPage(first, 'x-nonce')).not.toBe(toPage(second, 'x-nonce'));
    expect(first.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(toPage(first, 'x-portico-host')).toBe('localhost');
  });

  it('believes a forwarded host only behind a trusted proxy', async () => {
    const forwarded = { 'x-forwarded-host': 'northwind.example', 'x-forwarded-proto': 'https' };
    expect(toPage(await ask('/en', forwarded), 'x-portico-host')).toBe('localhost');
    vi.stubEnv('TRUSTED_PROXY', '1');
    const trusted = await ask('/en', forwarded);
    expect(toPage(trusted, 'x-portico-host')).toBe('northwind.example');
    expect(trusted.headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
  });

  it('recognises the host of a partner', async () => {
    expect(toPage(await ask('/en', { host: 'Northwind.localhost:3000' }), 'x-portico-host')).toBe(
      'northwind.localhost',
    );
  });

  it('refuses an unreadable host, a foreign post and an unknown method in plain text with the id', async () => {
    const host = await ask('/en', { host: 'a b' });
    const foreign = await ask('/en', { origin: 'https://evil.example' }, { method: 'POST', body: 'x' });
    const method = await ask('/en', {}, { method: 'DELETE' });
    expect([host.status, foreign.status, method.status]).toEqual([400, 403, 405]);
    for (const response of [host, foreign, method]) {
      expect(response.headers.get('content-type')).toContain('text/plain');
      expect(await response.text()).toContain(response.headers.get('x-request-id') ?? 'no id');
    }
  });

  it('takes a large file on a page of a flow from somebody who is signed in, and nowhere else', async () => {
    const form = new FormData();
    form.append(`$ACTION_ID_${'a'.repeat(42)}`, '');
    form.append('file', new File([new Uint8Array(2_000_000)], 'a.pdf'));
    const body = await new Response(form).arrayBuffer();
    const type = new Response(form).headers.get('content-type') ?? '';
    const send = async (path: string, cookie: string) => {
      const boundary = new TextDecoder('latin1').decode(body.slice(2, 80)).split('\r\n')[0] ?? '';
      const headers = {
        'content-type': type.replace(/boundary=.*/, `boundary=${boundary}`),
        'content-length': String(body.byteLength),
        origin: 'http://localhost:3000',
        cookie,
      };
      return (await ask(path, headers, { method: 'POST', body })).status;
    };
    const page = `/en/flows/${'0199aaaa-0000-7000-8000-000000000001'}/evidence`;
    expect(await send(page, 'portico-session=x')).toBe(200);
    expect(await send(page, '')).toBe(413);
    expect(await send('/en/sign-in', 'portico-session=x')).toBe(413);
  });

  it('lets a form of our own page pass', async () => {
    const form = new FormData();
    form.append(`$ACTION_ID_${'a'.repeat(42)}`, '');
    const encoded = new Response(form);
    const body = await encoded.arrayBuffer();
    const headers = {
      origin: 'http://localhost:3000',
      'content-type': encoded.headers.get('content-type') ?? '',
      'content-length': String(body.byteLength),
    };
    expect((await ask('/en/help', headers, { method: 'POST', body })).headers.get('x-middleware-next')).toBe('1');
  });

  it('leads a page of questions of an older build to where every build takes it, and lets it in there', async () => {
    vi.mocked(knownActions.isFromOldBuild).mockReturnValue(true);
    const send = async (path: string, fields: readonly string[]) => {
      const form = new FormData();
      for (const name of fields) form.append(name, 'x');
      const encoded = new Response(form);
      const body = await encoded.arrayBuffer();
      const headers = {
        origin: 'http://localhost:3000',
        'content-type': encoded.headers.get('content-type') ?? '',
        'content-length': String(body.byteLength),
      };
      return ask(path, headers, { method: 'POST', body });
    };
    const led = await send('/ar/flows/1/a', ['flowId', 'stepId']);
    expect([led.status, led.headers.get('location')]).toEqual([
      307,
      'http://localhost:3000/ar/flows/drafts/sent?updated=1',
    ]);
    const taken = await send('/ar/flows/drafts/sent', ['flowId', 'stepId']);
    const other = await send('/ar/sign-in', ['email']);
    expect([taken.headers.get('x-middleware-next'), other.headers.get('x-middleware-next')]).toEqual(['1', '1']);
  });
});
