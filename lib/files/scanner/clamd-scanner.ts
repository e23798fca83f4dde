import { connect, type Socket } from 'node:net';
import type { Scanner, ScanResult } from './scanner';

const idleMs = 30_000;
const chunkMax = 1024 * 1024;

/**
 * A scanner that speaks the protocol of ClamAV's daemon (`zINSTREAM`: lengths in four bytes before each chunk, a zero
 * length at the end, one line in answer). `url` is `tcp://host:port` or `unix:///path`. Nothing is written to a disk
 * that the daemon could see. Whatever goes wrong on the way is `unavailable`, never "clean"; errors that reading the
 * content throws are the caller's.
 */
export function clamdScanner(url: string, options: Readonly<{ idleMs?: number }> = {}): Scanner {
  const address = addressOf(url);
  return async (content) => {
    const socket = connect(address);
    socket.setTimeout(options.idleMs ?? idleMs, () => socket.destroy(new Error('the scanner is silent')));
    const answer = readAnswer(socket);
    try {
      // The daemon may answer and hang up before it has everything, as for a content that is too large.
      await Promise.race([sendContent(socket, content), answer]);
      return await answer;
    } finally {
      socket.destroy();
    }
  };
}

function addressOf(url: string): { path: string } | { host: string; port: number } {
  const parsed = new URL(url);
  if (parsed.protocol === 'unix:') return { path: decodeURIComponent(parsed.pathname) };
  return { host: parsed.hostname.replace(/^\[|\]$/g, ''), port: Number(parsed.port || 3310) };
}

async function sendContent(socket: Socket, content: AsyncIterable<Buffer>): Promise<void> {
  await written(socket, Buffer.from('zINSTREAM\0'));
  for await (const part of content) {
    for (let from = 0; from < part.length && !socket.destroyed; from += chunkMax) {
      const chunk = part.subarray(from, from + chunkMax);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(chunk.length);
      await written(socket, Buffer.concat([length, chunk]));
    }
    if (socket.destroyed) return;
  }
  await written(socket, Buffer.alloc(4));
}

/** Waits until the other side has taken it; a connection that ended meanwhile is told by the answer. */
const written = (socket: Socket, bytes: Buffer): Promise<void> =>
  new Promise((resolve) => {
    if (socket.destroyed) return resolve();
    socket.write(bytes, () => resolve());
  });

function readAnswer(socket: Socket): Promise<ScanResult> {
  return new Promise((resolve) => {
    let text = '';
    let cause = 'it closed the connection without an answer';
    socket.setEncoding('latin1');
    socket.on('data', (more: string) => {
      text = (text + more).slice(0, 1000);
      if (text.includes('\0')) resolve(verdictOf(text));
    });
    socket.on('error', (error) => {
      cause = error.message;
    });
    socket.on('close', () => resolve(text === '' ? { verdict: 'unavailable', cause } : verdictOf(text)));
  });
}

function verdictOf(line: string): ScanResult {
  const text = line.replace(/\0.*$/s, '').trim();
  if (text === 'stream: OK') return { verdict: 'clean' };
  const found = /^stream: (.{1,200}) FOUND$/.exec(text)?.[1];
  if (found !== undefined) return { verdict: 'infected', signature: found };
  if (/size limit exceeded/i.test(text)) return { verdict: 'too_large' };
  return { verdict: 'unavailable', cause: `it answered ${text.slice(0, 100)}` };
}
