import { Prisma } from '@/lib/platform/db';

type Ask = (statement: Prisma.Sql) => Promise<readonly Readonly<{ wait: number }>[]>;

/** A wait that is shorter is spent here, because whoever asks would only ask again. */
const waitHereMsMax = 1500;
const turnsMax = 5;

/**
 * A pace that all workers keep together, in the database. Answers 0 when a token was taken, after a short wait where one
 * was about to be free; otherwise takes none and answers how long to wait. `ask` runs one statement as the worker.
 */
export const sharedPace =
  (ask: Ask) =>
  async (bucket: string, { perMinute, burst }: Readonly<{ perMinute: number; burst: number }>): Promise<number> => {
    for (let turn = 1; ; turn += 1) {
      const [row] = await ask(Prisma.sql`select app.take_token(${bucket}, ${perMinute}::int, ${burst}::int) as wait`);
      const wait = row?.wait ?? 0;
      if (wait === 0) return 0;
      // Somebody else may have been quicker; after some turns it is the caller's to wait.
      if (wait > waitHereMsMax || turn === turnsMax) return Math.max(wait, waitHereMsMax + 1);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  };
