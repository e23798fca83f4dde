/**
 * The one form in which an address is stored and compared, or null when it is no address we can write to. ASCII only,
 * one `@`: look-alikes such as U+FF20 become an `@` in some later normalisation and would send a link to somebody else.
 * Domains in other scripts come in their `xn--` form. Quotes, comments and lists of addresses are refused.
 */
export function normaliseEmail(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > 320) return null;
  const email = text.trim().toLowerCase();
  // Lower-casing turns the Kelvin sign into an ASCII k, so what was typed must have been ASCII before.
  if (email.length > 254 || !/^[\x21-\x7e]+$/.test(text.trim())) return null;
  const [local = '', domain = '', ...rest] = email.split('@');
  if (
    rest.length > 0 ||
    !/^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(local) ||
    local.length > 64
  ) {
    return null;
  }
  return /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(domain) ? email : null;
}

/** An address as a page may show it to whoever has only typed or received it: `m•••@fjord.example`. */
export function maskEmail(email: string): string {
  const [local = '', domain = ''] = email.split('@');
  return `${local.slice(0, 1)}•••@${domain}`;
}
