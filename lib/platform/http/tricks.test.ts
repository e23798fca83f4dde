import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSafeFetch } from './index';

// A listener that must never see a connection, on the address to which every name leads: whatever gets past the checks
// reaches it, whether it speaks TLS or not.
let canary: Server;
let port = 0;
let connections = 0;
beforeAll(async () => {
  canary = createServer((socket) => {
    connections += 1;
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok');
  });
  await new Promise<void>((done) => canary.listen(0, '127.0.0.1', done));
  port = (canary.address() as AddressInfo).port;
});
afterAll(() => canary.close());

/** As an operator would set it up: one endpoint listed, one family of names answered elsewhere; names lead inside. */
const guarded = (address = '127.0.0.1') =>
  createSafeFetch({
    allowedEndpoints: ['https://desk.partner.example'],
    routes: {
      'https://*.vendor.example': 'https://outside.vendor.example',
      'https://api.vendor.test': 'https://[::1]',
    },
    resolve: async () => [address],
  });

const hosts: readonly string[] = [
  ...[
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '0x7f.1',
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
    '017700000001',
    '0',
    '0.0.0.0',
  ],
  ...[
    '127.0.0.1.',
    '127.0.0.1%2e',
    '127%2e0%2e0%2e1',
    '%31%32%37.0.0.1',
    '①②⑦.0.0.1',
    '127。0。0。1',
    '127．0．0．1',
    '１２７.1',
  ],
  ...[
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
  ],
  ...[
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '[fe80::1]',
    '[fc00::1]',
    '[fec0::1]',
    '[ff02::1]',
    '[100::1]',
  ],
  ...[
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '169.254.170.2',
    '192.0.0.192',
  ],
  ...[
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '0xa9fea9fe',
    '2852039166',
    '[fd00:ec2::254]',
    '[::ffff:a9fe:a9fe]',
  ],
  ...[
    'localhost',
    'localhost.',
    'LOCALHOST',
    'lo\u00adcalhost',
    'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
    'a.localhost',
    'metadata.google.internal',
    'instance-data',
  ],
  ...[
    '127.0.0.1.nip.example',
    'localtest.example',
    'desk.partner.example.evil.test',
    'desk.partner.example.',
    'xn--desk.example',
  ],
  ...[
    'vendor.example',
    'x.vendor.example.evil.test',
    'xvendor.example',
    'vendor.example.',
    'a.vendor.example',
    'a.b.vendor.example',
  ],
];
const whole: readonly string[] = [
  'https://desk.partner.example@127.0.0.1',
  'https://desk.partner.example:443@127.0.0.1',
  'https://127.0.0.1#@desk.partner.example',
  'https://127.0.0.1?@desk.partner.example',
  'https://127.0.0.1\\@desk.partner.example',
  'https:\\\\127.0.0.1',
  'https:/127.0.0.1',
  'https:127.0.0.1',
  ' https://127.0.0.1',
  'https://127.0.0.1\t',
  'ht\ntps://127.0.0.1',
  'https://127.0.0.1/%0d%0aHost:%20desk.partner.example',
  'https://a.vendor.example@127.0.0.1',
  'https://api.vendor.test',
  'https://user@desk.partner.example',
  'http://desk.partner.example',
  'ws://127.0.0.1',
  'wss://127.0.0.1',
  'blob:https://127.0.0.1/x',
  'view-source:https://127.0.0.1',
  'jar:https://127.0.0.1!/x',
  'dict://127.0.0.1',
  'ldap://127.0.0.1',
  'unix:/var/run/docker.sock',
  'https://[::ffff:127.0.0.1%25eth0]',
  'https://127.0.0.1:99999',
  'https://127.0.0.1:-1',
];

describe('tricks to reach the inside by safeFetch', () => {
  it('are at least sixty, and none makes a connection', async () => {
    const before = connections;
    const passed: string[] = [];
    const all = [...hosts.flatMap((host) => [`https://${host}:${port}/`, `https://${host}/`]), ...whole];
    for (const url of all) {
      const result = await guarded()(url, { method: 'POST', body: '{}', headers: { host: 'desk.partner.example' } });
      // A listed endpoint may be inside: that is what listing means. Its name with a dot or a port is not listed.
      if (result.ok) passed.push(url);
    }
    expect(hosts.length + whole.length).toBeGreaterThanOrEqual(60);
    expect(passed).toEqual([]);
    expect(connections).toBe(before);
  });

  it('do not work through a name that leads inside after all', async () => {
    const before = connections;
    for (const address of [
      '127.0.0.1',
      '::1',
      '10.1.2.3',
      '169.254.169.254',
      '::ffff:127.0.0.1',
      'fd00::1',
      '0.0.0.0',
      '',
    ]) {
      const result = await guarded(address)(`https://harmless.example:${port}/`);
      expect([address, result.ok]).toEqual([address, false]);
    }
    expect(connections).toBe(before);
  });

  it('fail because of the checks: the canary answers who may reach it', async () => {
    const before = connections;
    const listed = `http://127.0.0.1:${port}`;
    const open = createSafeFetch({ allowedEndpoints: [listed] });
    expect((await open(`${listed}/`)).ok).toBe(true);
    const byName = createSafeFetch({
      allowedEndpoints: [`http://desk.partner.example:${port}`],
      resolve: async () => ['127.0.0.1'],
    });
    expect((await byName(`http://desk.partner.example:${port}/`)).ok).toBe(true);
    const routed = createSafeFetch({ allowedEndpoints: [listed], routes: { 'https://*.vendor.example': listed } });
    expect((await routed('https://acme.vendor.example/x')).ok).toBe(true);
    expect(connections).toBe(before + 3);
  });
});
