const secondsMax = 30 * 60;

/**
 * How long a page was open when it was sent: whole seconds between its rendering, which the page carries as
 * milliseconds since 1970, and now. At most half an hour: whoever stays longer was away. Null for anything that is no
 * such number, or that lies ahead.
 */
export function secondsOpen(opened: unknown, now: Date): number | null {
  if (typeof opened !== 'string' || !/^\d{1,16}$/.test(opened)) return null;
  const seconds = Math.round((now.getTime() - Number(opened)) / 1000);
  return seconds < 0 ? null : Math.min(seconds, secondsMax);
}
