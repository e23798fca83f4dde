import { expect, it } from 'vitest';
import { oneByOne } from './one-by-one';

it('gives everybody a turn although one always throws, and says so in the end', async () => {
  const had: number[] = [];
  const work = (item: number): Promise<number> => {
    had.push(item);
    return item === 1 ? Promise.reject(new Error('odd')) : Promise.resolve(item);
  };
  await expect(oneByOne([1, 2, 3], work)).rejects.toThrow('odd');
  expect(had).toEqual([1, 2, 3]);
  expect(await oneByOne([2, 3], work)).toBe(5);
  expect(await oneByOne([], work)).toBe(0);
});
