import type { Pool } from 'pg';

/** A worker that was not seen for so long is taken for dead; its workflows go to the living. */
export const STALE_AFTER_MS = 10_000;
export const HEARTBEAT_MS = 2_000;

/** Says that this executor lives. */
export async function beat(pool: Pool, executorId: string): Promise<void> {
  await pool.query(`insert into ops.executors (id) values ($1) on conflict (id) do update set seen_at = now()`, [
    executorId,
  ]);
}

/** Takes an executor off the list: its unfinished workflows may be taken over at once. */
export async function leave(pool: Pool, executorId: string): Promise<void> {
  await pool.query('delete from ops.executors where id = $1', [executorId]);
}

/** The executors that were seen lately, and forgets those not seen for an hour. */
export async function living(pool: Pool): Promise<ReadonlySet<string>> {
  await pool.query(`delete from ops.executors where seen_at < now() - interval '1 hour'`);
  const { rows } = await pool.query<{ id: string }>(
    `select id from ops.executors where seen_at > now() - make_interval(secs => $1)`,
    [STALE_AFTER_MS / 1000],
  );
  return new Set(rows.map((row) => row.id));
}
