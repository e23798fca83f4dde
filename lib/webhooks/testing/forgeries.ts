import { createHmac, randomUUID } from 'node:crypto';
import { signatureHeaders } from '../profiles';
import type { OpenHook, Sent } from './hook-world';

/** A source of chance that gives the same every time for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Headers = readonly (readonly [string, string])[];
export type GenuineSend = Readonly<{ body: string; headers: Headers }>;

/** What a forger works with: a delivery that is genuine, hooks and secrets of others, and chance. */
export type Bench = Readonly<{
  hook: OpenHook;
  genuine: GenuineSend;
  sameTenant: OpenHook;
  stranger: OpenHook;
  closed: OpenHook;
  chance: () => number;
  now: Date;
}>;
export type Forgery = Readonly<{ at: Pick<OpenHook['hook'], 'connector' | 'hookId'>; sent: Sent }>;
type Maker = (bench: Bench) => Forgery | null;

/** A delivery as the customer's system would send it, with a body that nothing else has. */
export function genuineFor({ hook, secret }: OpenHook, chance: () => number, at: Date): GenuineSend {
  const body = JSON.stringify({
    event: chance() < 0.5 ? 'ticket.created' : 'ticket.status_changed',
    ticket: {
      id: Math.floor(chance() * 1e9),
      subject: ['Prïnter', 'طابعة', '打印机 🖨️', 'Café \ufffd'][Math.floor(chance() * 4)],
    },
    nonce: chance().toString(36).slice(2) + chance().toString(36).slice(2),
  });
  return { body, headers: sign(hook, secret, body, at, chance) };
}

const sign = (hook: OpenHook['hook'], secret: string, body: string, at: Date, chance: () => number): Headers =>
  Object.entries(
    signatureHeaders(hook, secret, { id: `msg_${Math.floor(chance() * 1e15).toString(36)}_${randomUUID()}`, at, body }),
  );

const nameOf = ({ hook }: OpenHook): string => (hook.profile === 'standard' ? 'webhook-signature' : hook.header);
const signatureOf = ({ hook, genuine }: Bench): string =>
  genuine.headers.find(([name]) => name === nameOf(hook))?.[1] ?? '';
const withHeader = (headers: Headers, name: string, value: string | null): Headers =>
  headers.flatMap(([each, old]): [string, string][] =>
    each !== name ? [[each, old]] : value === null ? [] : [[each, value]],
  );
const at = ({ hook }: Bench, sent: Sent): Forgery => ({ at: hook.hook, sent });
const signature = (bench: Bench, value: string | null): Forgery =>
  at(bench, { ...bench.genuine, headers: withHeader(bench.genuine.headers, nameOf(bench.hook), value) });
const body = (bench: Bench, changed: BodyInit): Forgery => at(bench, { ...bench.genuine, body: changed });
const pick = <T>(chance: () => number, list: readonly T[]): T => {
  const found = list[Math.floor(chance() * list.length)];
  if (found === undefined) throw new Error('Nothing to choose from');
  return found;
};
const isStandard = ({ hook }: Bench): boolean => hook.hook.profile === 'standard';

function flipBit(text: string, chance: () => number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Buffer.from(text));
  const index = Math.floor(chance() * bytes.length);
  bytes[index] = (bytes[index] ?? 0) ^ (1 << Math.floor(chance() * 8));
  return bytes;
}

function signedBy(bench: Bench, secret: string, when = bench.now): Forgery {
  const { hook, genuine, chance } = bench;
  return at(bench, { body: genuine.body, headers: sign(hook.hook, secret, genuine.body, when, chance) });
}

// While it is on its way, a time to come gets nearer: the edge itself is looked at with a clock that stands still.
const otherTime = ({ chance, now }: Bench, sign: 1 | -1): Date =>
  new Date(now.getTime() + sign * ((sign < 0 ? 301 : 310) + Math.floor(chance() * chance() * 1e6)) * 1000);

/** Each way of forging, by name; null where it means nothing for the hook's profile. */
export const forgers: Readonly<Record<string, Maker>> = {
  body_bit: (bench) => body(bench, flipBit(bench.genuine.body, bench.chance)),
  body_space: (bench) => body(bench, pick(bench.chance, [' ', '\n', '\u00a0', '\0']) + bench.genuine.body),
  body_newline: (bench) => body(bench, `${bench.genuine.body}\n`),
  body_bom: (bench) => body(bench, `\ufeff${bench.genuine.body}`),
  body_reordered: (bench) =>
    body(bench, JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(bench.genuine.body) as object).reverse()))),
  body_pretty: (bench) => body(bench, JSON.stringify(JSON.parse(bench.genuine.body), null, 1)),
  body_decomposed: (bench) => {
    const changed = bench.genuine.body.normalize('NFD');
    return changed === bench.genuine.body ? null : body(bench, changed);
  },
  body_escaped: (bench) => body(bench, bench.genuine.body.replace('ticket', '\\u0074icket')),
  body_truncated: (bench) =>
    body(bench, bench.genuine.body.slice(0, Math.floor(bench.chance() * bench.genuine.body.length))),
  body_doubled: (bench) => body(bench, bench.genuine.body + bench.genuine.body),
  body_empty: (bench) => body(bench, ''),
  body_unreadable_twin: (bench) => {
    const bytes = Buffer.from(bench.genuine.body);
    const index = bytes.indexOf(Buffer.from('\ufffd'));
    if (index < 0) return null;
    return body(
      bench,
      new Uint8Array(Buffer.concat([bytes.subarray(0, index), Buffer.from([0xff]), bytes.subarray(index + 3)])),
    );
  },
  body_chunked: (bench) => {
    const bytes = flipBit(bench.genuine.body, bench.chance);
    return body(bench, chunked(bytes, bench.chance));
  },
  signature_bit: (bench) => {
    const [prefix, value] = isStandard(bench) ? ['v1,', signatureOf(bench).slice(3)] : ['', signatureOf(bench)];
    const index = Math.floor(bench.chance() * (value.length - 2));
    const other = pick(
      bench.chance,
      [...'0123456789abcdef'].filter((each) => each !== value[index]?.toLowerCase()),
    );
    return signature(bench, prefix + value.slice(0, index) + other + value.slice(index + 1));
  },
  signature_missing: (bench) => signature(bench, null),
  signature_empty: (bench) => signature(bench, pick(bench.chance, ['', ' ', ',', 'v1,', 'sha256=', 'none', 'null'])),
  signature_short: (bench) =>
    signature(bench, signatureOf(bench).slice(0, Math.floor(bench.chance() * (signatureOf(bench).length - 1)))),
  signature_long: (bench) =>
    signature(bench, signatureOf(bench) + pick(bench.chance, ['0', '00', '=', 'A', 'x'.repeat(8000)])),
  signature_twice: (bench) =>
    at(bench, {
      ...bench.genuine,
      headers: [...bench.genuine.headers, [nameOf(bench.hook), isStandard(bench) ? 'v1,AAAA' : '0'.repeat(64)]],
    }),
  signature_version: (bench) =>
    signature(
      bench,
      isStandard(bench)
        ? signatureOf(bench).replace('v1,', pick(bench.chance, ['v2,', 'v1a,', 'V1,', 'v1 ', '']))
        : `${pick(bench.chance, ['sha1=', 'sha512=', 'SHA256:', 'v1,'])}${signatureOf(bench)}`,
    ),
  signature_encoded: (bench) => {
    const bytes = isStandard(bench)
      ? Buffer.from(signatureOf(bench).slice(3), 'base64')
      : Buffer.from(signatureOf(bench), 'hex');
    const prefix = isStandard(bench) ? 'v1,' : '';
    const forms = [
      bytes.toString('base64').replace('=', '%3D'),
      Buffer.from(bytes.toString('hex')).toString('hex'),
      bytes.toString('latin1').replace(/[^\x21-\x7e]/g, '?'),
      `0x${bytes.toString('hex')}`,
      `"${signatureOf(bench)}"`,
      bytes.toString('hex').split('').join(' '),
    ];
    return signature(bench, prefix + pick(bench.chance, forms));
  },
  signature_latin: (bench) => signature(bench, `${signatureOf(bench).slice(0, -1)}\u00e9`),
  signature_in_other_header: (bench) =>
    at(bench, {
      ...bench.genuine,
      headers: bench.genuine.headers.map(([name, value]): [string, string] => [
        name === nameOf(bench.hook)
          ? pick(bench.chance, ['x-signature', 'authorization', 'x-hub-signature-256', 'signature'])
          : name,
        value,
      ]),
    }),
  signature_of_sha1: (bench) =>
    isStandard(bench)
      ? null
      : signature(bench, createHmac('sha1', bench.hook.secret).update(bench.genuine.body).digest('hex')),
  secret_wrong: (bench) =>
    signedBy(
      bench,
      isStandard(bench)
        ? `whsec_${Buffer.from(bench.chance().toString().padEnd(32, '7')).toString('base64')}`
        : bench.chance().toString(),
    ),
  secret_other_tenant: (bench) =>
    signedBy(bench, bench.stranger.hook.profile === bench.hook.hook.profile ? bench.stranger.secret : 'whsec_AAAA'),
  secret_same_tenant: (bench) =>
    signedBy(bench, bench.sameTenant.hook.profile === bench.hook.hook.profile ? bench.sameTenant.secret : 'whsec_AAAA'),
  secret_as_bytes: (bench) =>
    isStandard(bench)
      ? null
      : signature(
          bench,
          createHmac('sha256', Buffer.from(bench.hook.secret, 'hex')).update(bench.genuine.body).digest('hex'),
        ),
  tenant_named: (bench) => {
    const { at: place, sent } = signedBy(
      bench,
      bench.stranger.hook.profile === bench.hook.hook.profile ? bench.stranger.secret : 'whsec_AAAA',
    );
    return { at: place, sent: { ...sent, query: `?tenant_id=${bench.stranger.tenantId}` } };
  },
  hook_unknown: (bench) => ({ at: { ...bench.hook.hook, hookId: randomUUID() }, sent: bench.genuine }),
  hook_unreadable: (bench) => ({
    at: { ...bench.hook.hook, hookId: pick(bench.chance, ['x', "' or 1=1", `${bench.hook.hook.hookId}0`, '%00']) },
    sent: bench.genuine,
  }),
  hook_of_stranger: (bench) => ({ at: bench.stranger.hook, sent: bench.genuine }),
  hook_of_same_tenant: (bench) => ({ at: bench.sameTenant.hook, sent: bench.genuine }),
  hook_closed: (bench) => {
    const { closed, genuine, now, chance } = bench;
    return {
      at: closed.hook,
      sent: { body: genuine.body, headers: sign(closed.hook, closed.secret, genuine.body, now, chance) },
    };
  },
  connector_wrong: (bench) => ({
    at: { ...bench.hook.hook, connector: pick(bench.chance, ['other', '', 'SERVICE-DESK', 'service-desk ']) },
    sent: bench.genuine,
  }),
  type_wrong: (bench) =>
    at(bench, {
      ...bench.genuine,
      headers: [
        ...bench.genuine.headers,
        [
          'content-type',
          pick(bench.chance, [
            'text/plain',
            'application/x-www-form-urlencoded',
            'multipart/form-data',
            'application/jsonp',
            'text/json',
          ]),
        ],
      ],
    }),
  too_large: (bench) => {
    const large = `{"pad":"${'x'.repeat(262_144)}"}`;
    const { hook, now, chance } = bench;
    return at(bench, { body: large, headers: sign(hook.hook, hook.secret, large, now, chance) });
  },
  too_large_chunked: (bench) => {
    const large = `{"pad":"${'x'.repeat(262_144)}"}`;
    const { hook, now, chance } = bench;
    return at(bench, {
      body: chunked(Buffer.from(large), chance, 65_536),
      headers: sign(hook.hook, hook.secret, large, now, chance),
    });
  },
  time_old: (bench) => (isStandard(bench) ? signedBy(bench, bench.hook.secret, otherTime(bench, -1)) : null),
  time_future: (bench) => (isStandard(bench) ? signedBy(bench, bench.hook.secret, otherTime(bench, 1)) : null),
  time_edge_old: (bench) =>
    isStandard(bench) ? signedBy(bench, bench.hook.secret, new Date(bench.now.getTime() - 301_000)) : null,
  time_edge_future: (bench) =>
    isStandard(bench) ? signedBy(bench, bench.hook.secret, new Date(bench.now.getTime() + 310_000)) : null,
  time_changed: (bench) =>
    isStandard(bench)
      ? changed(bench, 'webhook-timestamp', (time) => String(Number(time) + (bench.chance() < 0.5 ? 1 : -1)))
      : null,
  time_written_otherwise: (bench) =>
    isStandard(bench)
      ? changed(bench, 'webhook-timestamp', (time) =>
          pick(bench.chance, [
            `${time}.0`,
            `0${time}`,
            `+${time}`,
            `${time}abc`,
            `${time}000`,
            `0x${Number(time).toString(16)}`,
            '',
            'NaN',
            new Date(Number(time) * 1000).toISOString(),
          ]),
        )
      : null,
  id_changed: (bench) => (isStandard(bench) ? changed(bench, 'webhook-id', (id) => `${id}0`) : null),
  id_shifted: (bench) => {
    if (!isStandard(bench)) return null;
    const [id, time] = ['webhook-id', 'webhook-timestamp'].map(
      (name) => bench.genuine.headers.find(([each]) => each === name)?.[1] ?? '',
    );
    const headers = withHeader(bench.genuine.headers, 'webhook-id', `${id}.${time}`);
    return at(bench, { ...bench.genuine, headers });
  },
};

const changed = (bench: Bench, name: string, change: (old: string) => string): Forgery => {
  const old = bench.genuine.headers.find(([each]) => each === name)?.[1] ?? '';
  return at(bench, { ...bench.genuine, headers: withHeader(bench.genuine.headers, name, change(old)) });
};

/** The same bytes in parts, without a length beforehand. */
export function chunked(
  bytes: Uint8Array,
  chance: () => number,
  size = 1 + Math.floor(chance() * 64),
): ReadableStream<Uint8Array> {
  let position = 0;
  return new ReadableStream({
    pull(controller) {
      if (position >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(position, position + size));
      position += size;
    },
  });
}
