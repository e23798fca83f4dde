import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startClamd, testVirus, type ClamdSimulator } from '@/lib/simulators';
import { clamdScanner } from './clamd-scanner';

let clamd: ClamdSimulator;
beforeAll(async () => {
  clamd = await startClamd({ port: 0, bytesMax: 8_000_000 });
});
afterAll(() => clamd.close());
beforeEach(() => clamd.fault('none', 0));

async function* parts(...all: (string | Buffer)[]) {
  for (const part of all) yield Buffer.from(part);
}
const scan = (content: AsyncIterable<Buffer>, idleMs = 2000) =>
  clamdScanner(`tcp://127.0.0.1:${clamd.port}`, { idleMs })(content);

describe('clamdScanner', () => {
  it('finds nothing in a harmless content of several megabytes', async () => {
    expect(await scan(parts(Buffer.alloc(4_000_000), 'and more'))).toEqual({ verdict: 'clean' });
    expect(clamd.ledger().at(-1)).toMatchObject({ bytes: 4_000_008, answer: 'stream: OK' });
  });

  it('finds the test virus, also across two parts', async () => {
    const [head, tail] = [testVirus().slice(0, 30), testVirus().slice(30)];
    expect(await scan(parts(Buffer.alloc(2_000_000), head, tail))).toEqual({
      verdict: 'infected',
      signature: 'Eicar-Test-Signature',
    });
  });

  it('tells a content that is more than the scanner takes', async () => {
    expect(await scan(parts(...Array.from({ length: 9 }, () => Buffer.alloc(1_000_000))))).toEqual({
      verdict: 'too_large',
    });
  });

  it.each(['silent', 'hang_up', 'garbage'] as const)(
    'never calls a content clean when the scanner is %s',
    async (kind) => {
      clamd.fault(kind, 1);
      expect(await scan(parts('x'), 100)).toMatchObject({ verdict: 'unavailable' });
    },
  );

  it('says that a scanner that is not there is unavailable', async () => {
    expect(await clamdScanner('tcp://127.0.0.1:1')(parts('x'))).toMatchObject({ verdict: 'unavailable' });
    expect(await clamdScanner('unix:///nowhere/clamd.ctl')(parts('x'))).toMatchObject({ verdict: 'unavailable' });
  });
});
