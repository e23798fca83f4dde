const secondsMax = 30 * 60;

/**
 * How long a page was open when it was sent: whole seconds between its rendering, which the page carries as an ISO time
 * in UTC, and now. At most half an hour: whoever stays longer was away. Null for anything that is no such time, or that
 * lies ahead.
 */
export function secondsOpen(openedAt: unknown, now: Date): number | null {
  if (typeof openedAt !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/.test(openedAt)) return null;
  const seconds = Math.round((now.getTime() - Date.parse(openedAt)) / 1000);
  return Number.isNaN(seconds) || seconds < 0 ? null : Math.min(seconds, secondsMax);
}
