import { asPlatform } from '@/lib/tenancy';
import { draftKeptDays } from './draft-place';

/** For the worker alone: forgets drafts that nobody has gone on with for thirty days. Answers how many went. */
export const purgeDrafts = (): Promise<number> =>
  asPlatform('drafts-purge', async (tx) => {
    const [row] = await tx.$queryRaw<{ gone: number }[]>`select app.drafts_purge(${draftKeptDays}::int) as gone`;
    return row?.gone ?? 0;
  });
