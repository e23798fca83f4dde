/** Names that Windows keeps for devices, whatever their extension. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)$/i;
const lengthMax = 120;
const extensionMax = 12;

/**
 * The name of a file as people may see it again and as a download may carry it: the last part of a path, without control
 * characters, without marks that turn the direction of writing (which make `exe.pdf` out of `fdp.exe`), without
 * characters that a file system forbids, at most 120 characters with its extension kept. Never empty, never hidden.
 * Cleaning a clean name changes nothing.
 */
export function cleanName(given: string): string {
  const plain = (given.normalize('NFC').split(/[/\\]/).at(-1) ?? '')
    .replace(/\p{Cs}|\p{Cn}|\p{Co}/gu, '')
    // Joiners shape letters in Persian and in many Indian scripts; all other invisible characters go.
    .replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/gu, ' ');
  const name = trimmed(shortened(trimmed(plain)));
  if (!/[\p{L}\p{N}\p{S}\p{M}]/u.test(name)) return 'file';
  return devices.test(name.split('.')[0]?.trim() ?? '') ? `_${name}` : name;
}

/** The part after the last dot, in lower case; empty without one. */
export const extensionOf = (name: string): string => /\.([^.\s]{1,12})$/u.exec(name)?.[1]?.toLowerCase() ?? '';

const trimmed = (name: string): string => name.replace(/^[.\s]+|[.\s]+$/gu, '');

function shortened(name: string): string {
  const letters = [...name];
  if (letters.length <= lengthMax) return name;
  const extension = extensionOf(name);
  if (extension === '' || extension.length > extensionMax) return letters.slice(0, lengthMax).join('');
  const kept = [...name.slice(0, -(extension.length + 1))].slice(0, lengthMax - extension.length - 1);
  return `${trimmed(kept.join(''))}.${name.slice(-extension.length)}`;
}
