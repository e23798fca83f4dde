/**
 * The first label of a partner's host name, made of its name when nobody chose one: `northwind-partners`. Empty for a
 * name without any Latin letter or digit, which the form then asks for.
 */
export const partnerSlug = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
