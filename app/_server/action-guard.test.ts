import { describe, expect, it } from 'vitest';
import { bodyBytesMax, fileBodyBytesMax, guardBody, guardHead } from './action-guard';

const id = `40${'a'.repeat(40)}`;
const good: Record<string, string> = {
  origin: 'https://portal.example',
  'sec-fetch-site': 'same-origin',
  'content-length': '120',
  'content-type': 'multipart/form-data; boundary=----WebKitFormBoundaryAbCd1234',
};

function head(changes: Record<string, string | null> = {}, method = 'POST') {
  const all: Record<string, string | null> = { ...good, ...changes };
  return guardHead({ method, host: 'portal.example', header: (name) => all[name] ?? null })?.status ?? 'passes';
}

describe('guardHead', () => {
  it('lets reading pass, whoever asks', () => {
    expect(head({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 'GET')).toBe('passes');
    expect(head({}, 'HEAD')).toBe('passes');
  });

  it.each([
    ['a form of our own page', {}],
    ['a browser without fetch metadata', { 'sec-fetch-site': null }],
    ['a browser that leaves out Origin but says same-origin', { origin: null }],
    ['an action with multipart', { 'next-action': id }],
    ['an action with text', { 'next-action': id, 'content-type': 'text/plain;charset=UTF-8' }],
    ['a body of exactly the limit', { 'content-length': String(bodyBytesMax) }],
  ])('lets %s pass', (_what, changes) => expect(head(changes)).toBe('passes'));

  it.each([
    ['another origin', { origin: 'https://evil.example' }, 403],
    ['another port', { origin: 'https://portal.example:8443' }, 403],
    ['a host that only begins like ours', { origin: 'https://portal.example.evil.example' }, 403],
    ['the null origin', { origin: 'null', 'sec-fetch-site': null }, 403],
    ['an unreadable origin', { origin: 'x y', 'sec-fetch-site': null }, 403],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }, 403],
    ['a cross-site post', { 'sec-fetch-site': 'cross-site' }, 403],
    ['neither Origin nor fetch metadata', { origin: null, 'sec-fetch-site': null }, 403],
    ['a body without a length', { 'content-length': null }, 411],
    ['a length that is no number', { 'content-length': '1e3' }, 400],
    ['an empty body', { 'content-length': '0' }, 400],
    ['a body over the limit', { 'content-length': String(bodyBytesMax + 1) }, 413],
    ['an action id of another shape', { 'next-action': '../../etc/passwd' }, 400],
    ['JSON', { 'content-type': 'application/json' }, 415],
    ['an url-encoded form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['text without an action', { 'content-type': 'text/plain' }, 415],
    ['multipart without a boundary', { 'content-type': 'multipart/form-data' }, 415],
    ['no type', { 'content-type': null }, 415],
  ])('refuses %s', (_what, changes, status) => expect(head(changes)).toBe(status));

  it.each(['PUT', 'DELETE', 'PATCH', 'TRACE', 'OPTIONS', 'PROPFIND'])('refuses %s', (method) =>
    expect(head({}, method)).toBe(405),
  );
});

async function multipart(fields: Record<string, string>, isFetchAction: boolean) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const response = new Response(form);
  const contentType = response.headers.get('content-type') ?? '';
  return (await guardBody({ contentType, isFetchAction }, await response.arrayBuffer()))?.status ?? 'passes';
}

const text = async (body: string) =>
  (
    await guardBody(
      { contentType: 'text/plain;charset=UTF-8', isFetchAction: true },
      new TextEncoder().encode(body).buffer as ArrayBuffer,
    )
  )?.status ?? 'passes';

describe('guardBody', () => {
  it('lets a form without JavaScript pass, plain or with the state of useActionState', async () => {
    expect(await multipart({ [`$ACTION_ID_${id}`]: '', name: '$5 off: "quoted"' }, false)).toBe('passes');
    const bound = {
      $ACTION_REF_1: '',
      '$ACTION_1:0': JSON.stringify({ id, bound: '$@1' }),
      '$ACTION_1:1': JSON.stringify([{ status: 'idle', values: { price: '$$5' } }]),
      $ACTION_KEY: 'k1234',
      answer: 'x',
    };
    expect(await multipart(bound, false)).toBe('passes');
    expect(await multipart({ answer: 'a form that names no action' }, false)).toBe('passes');
  });

  it('lets a call with JavaScript pass', async () => {
    const state = {
      status: 'refused',
      attempt: 1,
      again: '$0:0:values',
      when: '$D2026-11-21T02:00:00.000Z',
      none: '$undefined',
    };
    expect(await multipart({ '0': JSON.stringify([state, '$K1']), _1_answer: '$not a reference' }, true)).toBe(
      'passes',
    );
    expect(await text('["a","$undefined",null,1]')).toBe('passes');
  });

  it.each([
    ['no JSON', '{'],
    ['no list', '{"a":1}'],
    ['a path to a prototype', '["$1:__proto__:x"]'],
    ['a path to a constructor', '[{"a":{"b":"$1:constructor:constructor"}}]'],
    ['a thenable', '[{"then":"$1:x","status":"resolved_model"}]'],
    ['a prototype key', '[{"__proto__":{"x":1}}]'],
    ['an unknown reference', '["$zz-1"]'],
    ['a row that is not there', '["$7"]'],
    ['a reference to a server function', '["$h1"]'],
    ['nothing', ''],
  ])('refuses %s', async (_what, body) => {
    expect(await text(body)).toBe(400);
    expect(await multipart({ '0': body }, true)).toBe(400);
  });

  it('refuses broken multipart, wrong action ids and broken descriptions', async () => {
    const type = 'multipart/form-data; boundary=x';
    const broken = new TextEncoder().encode('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nno end')
      .buffer as ArrayBuffer;
    expect(await guardBody({ contentType: type, isFetchAction: false }, broken)).toMatchObject({ status: 400 });
    expect(await multipart({ $ACTION_ID_zzz: '' }, false)).toBe(400);
    expect(await multipart({ $ACTION_REF_1: '' }, false)).toBe(400);
    expect(await multipart({ $ACTION_REF_1: '', '$ACTION_1:0': '{"id":"x","bound":null}' }, false)).toBe(400);
    expect(await multipart({ $ACTION_EVIL: '' }, false)).toBe(400);
    expect(await multipart({ '0': '["$K1"]', '1': 'not json' }, true)).toBe(400);
  });
});

describe('a page that takes files', () => {
  const large = { ...good, 'content-length': String(fileBodyBytesMax) };
  const headOf = (limit: number | undefined, length: number) =>
    guardHead({
      method: 'POST',
      host: 'portal.example',
      header: (name) => ({ ...large, 'content-length': String(length) })[name] ?? null,
      ...(limit !== undefined && { bodyBytesMax: limit }),
    })?.status ?? 'passes';
  const bodyOf = async (file: Blob, text: string) => {
    const form = new FormData();
    form.append('file', file, 'a.pdf');
    form.append('note', text);
    const response = new Response(form);
    const contentType = response.headers.get('content-type') ?? '';
    return (await guardBody({ contentType, isFetchAction: false }, await response.arrayBuffer()))?.status ?? 'passes';
  };

  it('takes more than others, and no more than a file needs', () => {
    expect(headOf(fileBodyBytesMax, fileBodyBytesMax)).toBe('passes');
    expect(headOf(fileBodyBytesMax, fileBodyBytesMax + 1)).toBe(413);
    expect(headOf(undefined, bodyBytesMax + 1)).toBe(413);
  });

  it('lets only files be large: text stays as short as everywhere', async () => {
    expect(await bodyOf(new Blob([new Uint8Array(3 * bodyBytesMax)]), 'short')).toBe('passes');
    expect(await bodyOf(new Blob(['x']), 'x'.repeat(bodyBytesMax + 1))).toBe(413);
  });
});
