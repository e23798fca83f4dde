import { describe, expect, it } from 'vitest';
import { createLogger } from './index';

const canary = 'canary4711canary4711';

function written(run: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  run(createLogger('trace', { write: (line: string) => void lines.push(line) }));
  return lines.join('');
}

class SealedValue {
  constructor(readonly content: string) {}
}

describe('the log', () => {
  it('keeps what helps: message, ids, an error with its stack', () => {
    const text = written((log) =>
      log.child({ requestId: 'r1' }).error({ err: new TypeError('broken pipe'), flowId: 'f1' }, 'saving failed'),
    );
    for (const part of [
      '"requestId":"r1"',
      '"flowId":"f1"',
      'broken pipe',
      'TypeError',
      'saving failed',
      'logging.test',
    ]) {
      expect(text).toContain(part);
    }
  });

  it.each([
    ['a password by its key', { user: { password: canary } }],
    ['a key whatever its case and dashes', { 'Set-Cookie': canary, API_KEY: canary, 'x-api-key': canary }],
    ['answers', { answers: { site: canary } }],
    ['a bearer in a text', { header: `Bearer ${canary}` }],
    ['an API key in a text', { note: `used ptk_live_${canary}` }],
    ['a customer key in a text', { note: 'acme_corp_api_canary4711cana12', other: canary.slice(0, 0) }],
    ['a connection string', { url: `postgresql://app:${canary}@db/portico` }],
    ['an invitation in a path', { path: `/en/i/${canary}` }],
    ['an invitation at the root', { path: `/i/${canary}` }],
    ['a sign-in link in a path', { path: `/ar/sign-in/link/${canary}` }],
    ['a sealed value', { field: new SealedValue(canary) }],
    ['bytes', { body: Buffer.from(canary) }],
    ['an error message', { err: new Error(`refused Bearer ${canary}`) }],
    ['the cause of an error', { err: new Error('x', { cause: new Error(`smtp://u:${canary}@mail`) }) }],
    ['deep values', { a: { b: { c: [{ secret: canary }] } } }],
  ])('removes %s', (_what, fields) => {
    const text = written((log) => log.info(fields, 'something'));
    expect(text).toContain('something');
    expect(text).not.toContain('canary4711cana');
  });

  it('removes secrets from the message itself', () => {
    expect(written((log) => log.info(`key whsec_${canary} used`))).not.toContain(canary);
  });

  it('survives cycles and depth', () => {
    const loop: Record<string, unknown> = { name: 'loop' };
    loop.self = loop;
    expect(written((log) => log.info(loop, 'ok'))).toContain('ok');
  });
});
