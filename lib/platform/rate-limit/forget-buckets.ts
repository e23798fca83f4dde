import { databaseClient } from '@/lib/platform/db';

/** Many at once would hold up whoever asks for a token. */
const perTurn = 5000;

/**
 * Forgets the buckets of the shared pace that nobody has taken from for ten minutes and that are full: a new one is worth
 * the same. Their names come from addresses that partners and customers type, so they would grow for ever. Those in the
 * hands of somebody else stay. The worker calls it again and again; answers how many.
 */
export const forgetBuckets = (): Promise<number> =>
  databaseClient('worker').$executeRaw`
    delete from ops.token_buckets where name in (
      select name from ops.token_buckets where free_at < clock_timestamp() - interval '10 minutes'
      limit ${perTurn} for update skip locked)`;
