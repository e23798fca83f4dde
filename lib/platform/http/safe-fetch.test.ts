import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSafeFetch, isGlobalAddress } from './index';

let server: Server;
let origin = '';
let hits = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    hits += 1;
    if (request.url === '/moved') response.writeHead(302, { location: `${origin}/secret` }).end();
    else if (request.url === '/big') response.end(Buffer.alloc(2 * 1024 * 1024));
    else if (request.url === '/cut') {
      response.writeHead(200, { 'content-length': '100' });
      response.write('part', () => response.destroy());
    } else if (request.url !== '/silent')
      response.end(JSON.stringify({ host: request.headers.host, method: request.method }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const port = () => new URL(origin).port;
const open = () => createSafeFetch({ allowedEndpoints: [origin] });
const closed = (addresses: readonly string[] = ['127.0.0.1']) =>
  createSafeFetch({ allowedEndpoints: [], resolve: async () => addresses });

/** Ways of writing this machine or its network that have reached a server behind other guards. */
const tricks = [
  'https://127.0.0.1',
  'https://127.1',
  'https://0x7f.1',
  'https://0x7f000001',
  'https://2130706433',
  'https://0177.0.0.1',
  'https://017700000001',
  'https://127.000.000.001',
  'https://0.0.0.0',
  'https://0',
  'https://[::1]',
  'https://[::]',
  'https://[::ffff:127.0.0.1]',
  'https://[::ffff:7f00:1]',
  'https://[0:0:0:0:0:ffff:7f00:1]',
  'https://[::127.0.0.1]',
  'https://[64:ff9b::7f00:1]',
  'https://[2002:7f00:1::]',
  'https://[2001:0:7f00:1::]',
  'https://[fe80::1]',
  'https://[fc00::1]',
  'https://[fd12:3456::1]',
  'https://[ff02::1]',
  'https://[2001:db8::1]',
  'https://169.254.169.254',
  'https://10.0.0.1',
  'https://172.16.0.1',
  'https://192.168.1.1',
  'https://100.64.0.1',
  'https://198.18.0.1',
  'https://224.0.0.1',
  'https://255.255.255.255',
  'https://１２７.０.０.１',
  'https://127。0。0。1',
  'https://①②⑦.⓪.⓪.①',
  'https://localhost',
  'https://localhost.',
  'https://LOCALHOST',
  'https://sub.localhost',
  'https://user:pw@example.com',
  'https://0x7f.0x0.0x0.0x1',
  'https://3232235777',
  'https://0xc0.0xa8.0x01.0x01',
  'https://192.0.2.1',
  'https://203.0.113.5',
  'https://[::ffff:a9fe:a9fe]',
];
const schemes = [
  'http://example.com',
  'ftp://example.com',
  'file:///etc/passwd',
  'gopher://x',
  'data:text/plain,x',
  'javascript:1',
  '',
  '//x',
  'https://',
];

describe('safeFetch', () => {
  it.each(tricks)('does not connect to %s', async (address) => {
    const before = hits;
    const result = await closed()(address.replace(/(\/\/[^/]*)$/, `$1:${port()}/secret`));
    expect(result).toEqual({ ok: false, failure: 'address_refused' });
    expect(hits).toBe(before);
  });

  it.each(schemes)('refuses %s', async (address) => {
    expect(await closed(['93.184.216.34'])(address)).toEqual({ ok: false, failure: 'address_refused' });
  });

  it('refuses a name of which one address is private, and low ports other than 443', async () => {
    expect(await closed(['93.184.216.34', '10.0.0.1'])('https://two.example')).toMatchObject({
      failure: 'address_refused',
    });
    expect(await closed(['93.184.216.34'])('https://mail.example:25')).toMatchObject({ failure: 'address_refused' });
  });

  it('reaches an endpoint that the operator listed, and only that origin', async () => {
    const result = await open()(`${origin}/hello`, { method: 'POST', body: '{}' });
    expect(result).toMatchObject({ ok: true, response: { status: 200 } });
    expect(result.ok && result.response.text()).toContain('POST');
    expect(await open()(`http://localhost:${port()}/hello`)).toMatchObject({ failure: 'address_refused' });
  });

  it('resolves once and connects to the address that it checked', async () => {
    let asked = 0;
    const listed = `http://rebinding.example:${port()}`;
    const fetchIt = createSafeFetch({
      allowedEndpoints: [listed],
      resolve: async () => (asked++ === 0 ? ['127.0.0.1'] : ['203.0.113.9']),
    });
    const result = await fetchIt(`${listed}/hello`);
    expect(result.ok && JSON.parse(result.response.text())).toMatchObject({ host: `rebinding.example:${port()}` });
    expect(asked).toBe(1);
  });

  it('shows a redirect and does not follow it', async () => {
    const before = hits;
    expect(await open()(`${origin}/moved`)).toMatchObject({ ok: true, response: { status: 302 } });
    expect(hits).toBe(before + 1);
  });

  it('says what went wrong outside', async () => {
    expect(await open()(`${origin}/big`)).toEqual({ ok: false, failure: 'too_large' });
    expect(await open()(`${origin}/cut`)).toEqual({ ok: false, failure: 'connection_lost' });
    expect(await open()(`${origin}/silent`, { timeoutMs: 150 })).toEqual({ ok: false, failure: 'timed_out' });
    const nobody = createSafeFetch({ allowedEndpoints: ['http://127.0.0.1:1'] });
    expect(await nobody('http://127.0.0.1:1/')).toEqual({ ok: false, failure: 'connection_refused' });
    const noName = createSafeFetch({
      allowedEndpoints: [],
      resolve: async () => Promise.reject(new Error('ENOTFOUND')),
    });
    expect(await noName('https://nowhere.example')).toEqual({ ok: false, failure: 'dns_lookup_failed' });
    const slowName = createSafeFetch({
      allowedEndpoints: [],
      resolve: () => new Promise(() => undefined),
      timeoutMs: 100,
    });
    expect(await slowName('https://slow.example')).toEqual({ ok: false, failure: 'timed_out' });
  });
});

describe('isGlobalAddress', () => {
  it.each([
    '8.8.8.8',
    '93.184.216.34',
    '1.1.1.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700:4700::1111',
    '2a00:1450:4001::1',
  ])('accepts %s', (address) => expect(isGlobalAddress(address)).toBe(true));
  it.each([
    '',
    'example.com',
    '127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    'fe80::1%eth0',
    '::',
    '2002:808:808::',
  ])('does not accept %s', (address) => expect(isGlobalAddress(address)).toBe(false));
});
