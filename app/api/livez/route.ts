export const dynamic = 'force-dynamic';

/** Whether the process answers at all; asks nobody else. */
export const GET = (): Response => Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
