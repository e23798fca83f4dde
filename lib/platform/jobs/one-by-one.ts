/**
 * Does the work for each, one after the other, and answers how much of it was done in all. One for which it throws keeps
 * nobody else from having a turn: the first failure is thrown in the end, so that it is reported once for each sweep.
 */
export async function oneByOne<T>(items: readonly T[], work: (item: T) => Promise<number>): Promise<number> {
  let done = 0;
  const unexpected: unknown[] = [];
  for (const item of items) {
    try {
      done += await work(item);
    } catch (error) {
      unexpected.push(error);
    }
  }
  if (unexpected.length > 0) throw unexpected[0];
  return done;
}
