/**
 * The readable part of an address for a name, made unique by the end of the tenant's id: `acme-gmbh-3f9a1c2b`. A name
 * without any Latin letter or digit keeps only its kind, because a transliteration would often be wrong.
 */
export function slugFor(name: string, id: string, kind: 'customer' | 'partner'): string {
  const readable = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return `${readable === '' ? kind : readable}-${id.replace(/-/g, '').slice(-8)}`;
}
