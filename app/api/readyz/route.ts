import { health } from '@/lib/platform/db';

export const dynamic = 'force-dynamic';

/** Whether the process can do its work: 200 when the database answers, 503 with the reason's code when not. */
export async function GET(): Promise<Response> {
  const database = await health();
  return Response.json(
    { status: database.ok ? 'ok' : 'unavailable', database: database.ok ? 'ok' : database.reason },
    { status: database.ok ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  );
}
