import { describe, expect, it } from 'vitest';
import { isLostConnection } from './lost-connection';
import { persistently, type Trying } from './persistently';

const trying = (change: Partial<Trying> = {}): Trying & { failures: number[] } => {
  const failures: number[] = [];
  return {
    patience: { attemptsMax: 3, firstPauseMs: 0 },
    answers: () => Promise.resolve(true),
    isStopping: () => false,
    onFailure: (_error, attempt) => void failures.push(attempt),
    ...change,
    failures,
  };
};
const failing = (times: number, error: unknown = new Error('odd')) => {
  let left = times;
  return () => (left-- > 0 ? Promise.reject(error) : Promise.resolve('done'));
};
const lost = Object.assign(new Error('x'), { cause: { originalCode: '57P01' } });

describe('what throws', () => {
  it('is tried again, and given up after so many times', async () => {
    expect(await persistently(failing(2), trying())).toEqual({ ok: true, value: 'done' });
    const ended = trying();
    expect(await persistently(failing(Infinity), ended)).toEqual({ ok: false });
    expect(ended.failures).toEqual([1, 2, 3]);
  });

  it('is waited out while the database does not answer, however often that is', async () => {
    let asked = 0;
    const away = trying({ answers: () => Promise.resolve((asked += 1) > 200) });
    expect(await persistently(failing(202), away)).toEqual({ ok: true, value: 'done' });
    expect(away.failures).toHaveLength(202);
  });

  it('is excused when the connection was lost, yet not for ever', async () => {
    expect(await persistently(failing(50, lost), trying())).toEqual({ ok: true, value: 'done' });
    expect(await persistently(failing(Infinity, lost), trying())).toEqual({ ok: false });
  });

  it('is given up by nobody who is about to go', async () => {
    expect(await persistently(failing(20), trying({ isStopping: () => true }))).toEqual({ ok: true, value: 'done' });
  });
});

describe('isLostConnection', () => {
  it.each([
    { code: 'ECONNREFUSED' },
    { code: '57P01' },
    { code: '08006' },
    { code: 'P1017' },
    { code: 'P2010', meta: { driverAdapterError: { cause: { kind: 'ConnectionClosed' } } } },
    new Error('Connection terminated unexpectedly'),
    new Error('outer', { cause: { code: '40001' } }),
  ])('knows %o', (error) => expect(isLostConnection(error)).toBe(true));

  it.each([
    new TypeError('x is not a function'),
    { code: '23505' },
    { code: 'P2010', meta: { code: '42501' } },
    null,
    'ECONNREFUSED',
    { name: '57P01' },
  ])('takes %o for something else', (error) => expect(isLostConnection(error)).toBe(false));
});
