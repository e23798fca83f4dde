/** Legal forms and the like that people write or leave out as they please. */
const forms = new Set(
  [
    'inc incorporated llc llp ltd limited plc corp corporation co company gmbh ag kg ug se sa sas sarl srl spa bv nv',
    'oy ab as aps pty pte fze fzco wll the and und et شركة مؤسسة مجموعة المحدودة ذمم شمم',
  ].flatMap((line) => line.split(' ')),
);

/**
 * What two spellings of a company's name have in common: letters and digits only, without marks, case and legal form.
 * "Acme, Inc." and "ACME" are the same; a name of nothing but legal forms is compared as it is.
 */
export function nameKey(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[.'’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const telling = words.filter((word) => !forms.has(word));
  return (telling.length > 0 ? telling : words).join('');
}
