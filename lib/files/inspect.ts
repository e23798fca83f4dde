import { createHash } from 'node:crypto';
import { fileTypeFromBuffer } from 'file-type';
import { extensionOf } from './clean-name';
import { kindsOf, type FileKind } from './kinds';

/**
 * What keeps a content from being taken: `type` is not one that the field asks for (by its name), `mismatch` between
 * name and content, `two_kinds` at once, `macros` in a document, `empty`.
 */
export type ContentProblem = 'type' | 'mismatch' | 'two_kinds' | 'macros' | 'empty';
export type Inspected =
  | Readonly<{ ok: true; mediaType: string; sha256: Buffer; bytes: number }>
  | Readonly<{ ok: false; problem: ContentProblem }>;

const headLength = 256 * 1024;
/** The end of a zip directory may stand this far from the end of the file: its own 22 bytes and a comment. */
const tailLength = 22 + 0xffff;
/** Kinds of document that may consist of letters alone. Other marks are short, and words may begin like them. */
const documentsInLetters = new Set(['application/pdf', 'application/rtf', 'application/postscript']);
const macroMarks = ['vbaProject.bin', 'vbaData.xml'].map((mark) => Buffer.from(mark));

/** Judges the beginning of a content by its name: enough to refuse early, not enough to accept. */
export async function inspectHead(
  name: string,
  mediaTypes: readonly string[] | undefined,
  head: Buffer,
): Promise<ContentProblem | null> {
  const kind = kindByName(name, mediaTypes);
  if (!kind) return 'type';
  if (head.length === 0) return 'empty';
  return problemOfHead(kind, head.subarray(0, headLength));
}

/**
 * Reads a whole content once, in chunks, and says what it is. Nothing is unpacked, so nothing can burst. Text must be
 * text from the first byte to the last; everything else must be what its extension says, must not be a container or a
 * page as well, and documents must not bring macros.
 */
export async function inspectContent(
  name: string,
  mediaTypes: readonly string[] | undefined,
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<Inspected> {
  const kind = kindByName(name, mediaTypes);
  if (!kind) return { ok: false, problem: 'type' };
  const hash = createHash('sha256');
  const text = new TextDecoder('utf-8', { fatal: true });
  let [head, tail, seam] = [Buffer.alloc(0), Buffer.alloc(0), Buffer.alloc(0)];
  let bytes = 0;
  let problem: ContentProblem | null = null;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
    if (head.length < headLength) head = Buffer.concat([head, chunk.subarray(0, headLength - head.length)]);
    tail = Buffer.concat([tail, chunk]).subarray(-tailLength);
    if (kind.shape === 'text') problem ??= isText(text, chunk) ? null : 'mismatch';
    const seen = Buffer.concat([seam, chunk]);
    if (kind.folder && macroMarks.some((mark) => seen.includes(mark))) problem ??= 'macros';
    seam = seen.subarray(-32);
  }
  if (bytes === 0) return { ok: false, problem: 'empty' };
  if (kind.shape === 'text' && !isTextEnd(text)) problem ??= 'mismatch';
  problem ??= await problemOfHead(kind, head);
  if (kind.shape !== 'zip' && endsAsZip(tail)) problem ??= 'two_kinds';
  return problem === null
    ? { ok: true, mediaType: kind.mediaType, sha256: hash.digest(), bytes }
    : { ok: false, problem };
}

const kindByName = (name: string, mediaTypes: readonly string[] | undefined): FileKind | undefined =>
  kindsOf(mediaTypes).find(({ extensions }) => extensions.includes(extensionOf(name)));

async function problemOfHead(kind: FileKind, head: Buffer): Promise<ContentProblem | null> {
  const found = await markOf(head);
  if (kind.shape === 'text') return documentsInLetters.has(found ?? '') || head.includes(0) ? 'mismatch' : null;
  if (found === kind.mediaType) return looksLikePage(head) ? 'two_kinds' : null;
  // A container whose directory lies beyond what was read here is told by the names at its beginning.
  const container = kind.folder !== undefined && found === 'application/zip';
  return container && head.includes('[Content_Types].xml') && head.includes(kind.folder ?? '') ? null : 'mismatch';
}

async function markOf(head: Buffer): Promise<string | undefined> {
  try {
    return (await fileTypeFromBuffer(head))?.mime;
  } catch {
    // A content that breaks its reader is not what it says it is.
    return undefined;
  }
}

/** Whether a browser that guesses would take the beginning for a page, a drawing or a script. */
const looksLikePage = (head: Buffer): boolean =>
  /<(!doctype\s+html|html|script|svg|iframe|body|\?php)[\s>/]/i.test(head.subarray(0, 1024).toString('latin1'));

/** A zip is read from its end, so anything may stand before it: such a file is both. */
function endsAsZip(tail: Buffer): boolean {
  for (let at = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1'); at >= 0;) {
    if (at + 22 <= tail.length && at + 22 + tail.readUInt16LE(at + 20) === tail.length) return true;
    at = at === 0 ? -1 : tail.lastIndexOf('PK\x05\x06', at - 1, 'latin1');
  }
  return false;
}

/** Text has no zero byte and no control characters but those that lay it out. */
function isText(decoder: TextDecoder, chunk: Buffer): boolean {
  try {
    return !hasControls(decoder.decode(chunk, { stream: true }));
  } catch {
    return false;
  }
}

function isTextEnd(decoder: TextDecoder): boolean {
  try {
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

const hasControls = (text: string): boolean => /(?![\t\n\f\r])\p{Cc}/u.test(text);
