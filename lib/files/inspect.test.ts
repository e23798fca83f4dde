import { describe, expect, it } from 'vitest';
import { inspectContent, inspectHead } from './inspect';
import { pdf, png, zip } from './testing-files';

const judge = async (name: string, content: Buffer, types?: readonly string[]) => {
  const found = await inspectContent(name, types, [content]);
  return found.ok ? found.mediaType : found.problem;
};
const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const docx = (more = '') =>
  Buffer.concat([
    zip('[Content_Types].xml', Buffer.from('<Types/>')),
    zip('word/document.xml', Buffer.from(`<w/>${more}`)),
  ]);

describe('inspectContent', () => {
  it.each([
    ['a.pdf', pdf(), 'application/pdf'],
    ['a.PNG', png(), 'image/png'],
    ['a.csv', Buffer.from('BMI;Größe\r\n1;ü\n'), 'text/csv'],
    ['a.txt', Buffer.from('سلام'), 'text/plain'],
    ['a.docx', docx(), word],
  ])('takes %s that is what it says', async (name, content, type) => {
    expect(await judge(name, content)).toBe(type);
  });

  it.each([
    ['a program with the name of a document', 'a.pdf', Buffer.from('MZ\x90\x00\x03'), 'mismatch'],
    ['a picture with the name of a document', 'a.pdf', png(), 'mismatch'],
    ['a document with the name of a text', 'a.txt', pdf(), 'mismatch'],
    ['a text that is not UTF-8', 'a.csv', Buffer.from([0x41, 0xff, 0x42]), 'mismatch'],
    ['a text that ends in the middle of a letter', 'a.csv', Buffer.from([0x41, 0xc3]), 'mismatch'],
    ['a text with zero bytes', 'a.txt', Buffer.from('a\0b'), 'mismatch'],
    ['a plain zip with the name of a document', 'a.docx', zip(), 'mismatch'],
    ['a kind that the field does not take', 'a.zip', zip(), 'type'],
    ['a name without an extension', 'Makefile', Buffer.from('x'), 'type'],
    ['nothing at all', 'a.pdf', Buffer.alloc(0), 'empty'],
    ['a document that is a zip as well', 'a.pdf', Buffer.concat([pdf(), zip()]), 'two_kinds'],
    ['a picture that is a zip as well', 'a.png', Buffer.concat([png(), zip()]), 'two_kinds'],
    ['a document that begins like a page', 'a.pdf', pdf('<script>alert(1)</script>'), 'two_kinds'],
    ['a document with macros', 'a.docx', docx('word/vbaProject.bin'), 'macros'],
  ])('refuses %s', async (_why, name, content, problem) => {
    expect(await judge(name, content)).toBe(problem);
  });

  it('finds a mark that lies across two chunks, and the same hash however a content is cut', async () => {
    const content = docx('word/vbaProject.bin');
    const at = content.indexOf('vbaProject') + 4;
    const cut = await inspectContent('a.docx', undefined, [content.subarray(0, at), content.subarray(at)]);
    expect(cut).toEqual({ ok: false, problem: 'macros' });
    const whole = await inspectContent('a.pdf', undefined, [pdf()]);
    const parts = await inspectContent(
      'a.pdf',
      undefined,
      [...pdf()].map((byte) => Buffer.from([byte])),
    );
    expect(parts).toEqual(whole);
  });

  it('judges the first part of a large file as it judges the whole', async () => {
    expect(await inspectHead('a.pdf', undefined, pdf().subarray(0, 20))).toBeNull();
    expect(await inspectHead('a.pdf', undefined, png())).toBe('mismatch');
    expect(await inspectHead('a.zip', ['application/zip'], zip().subarray(0, 34))).toBeNull();
  });
});
