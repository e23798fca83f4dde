import { createServer, type Socket } from 'node:net';

/** What the scanner's simulator was given; never the content. */
export type ScanEntry = Readonly<{ at: string; bytes: number; answer: string }>;

export type ClamdFault = 'none' | 'silent' | 'hang_up' | 'garbage';

export type ClamdSimulator = Readonly<{
  port: number;
  ledger: () => readonly ScanEntry[];
  /** What goes wrong with the next `times` scans, or with all of them. */
  fault: (kind: ClamdFault, times?: number) => void;
  close: () => Promise<void>;
}>;

/** The text that every scanner knows as a test, put together here so that no file of ours is one. */
export const testVirus = (): string =>
  ['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR', '-STANDARD-ANTIVIRUS', '-TEST-FILE!', '$H+H*'].join('');

const bytesMaxDefault = 100 * 1024 * 1024;

/**
 * Answers the protocol of ClamAV's daemon on 127.0.0.1: `zPING`, `zVERSION` and `zINSTREAM` with its lengths, its limit
 * and its words. Finds the test virus of the trade anywhere in a content, and nothing else.
 */
export async function startClamd(options: Readonly<{ port: number; bytesMax?: number }>): Promise<ClamdSimulator> {
  const entries: ScanEntry[] = [];
  let fault: { kind: ClamdFault; times: number } = { kind: 'none', times: 0 };
  const sockets = new Set<Socket>();
  const takeFault = (): ClamdFault => {
    if (fault.times <= 0) return 'none';
    fault = { ...fault, times: fault.times - 1 };
    return fault.kind;
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    const answer = (text: string, bytes: number): void => {
      const wrong = takeFault();
      entries.push({ at: new Date().toISOString(), bytes, answer: wrong === 'none' ? text : wrong });
      if (wrong === 'silent') return;
      if (wrong === 'hang_up') return void socket.destroy();
      socket.end(`${wrong === 'garbage' ? '\u001b???' : text}\0`);
    };
    readCommands(socket, options.bytesMax ?? bytesMaxDefault, answer);
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : options.port);
    });
  });
  return {
    port,
    ledger: () => entries,
    fault: (kind, times = Number.MAX_SAFE_INTEGER) => {
      fault = { kind, times };
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function readCommands(socket: Socket, bytesMax: number, answer: (text: string, bytes: number) => void): void {
  let waiting = Buffer.alloc(0);
  let streaming = false;
  let answered = false;
  let bytes = 0;
  let seam = '';
  let found = false;
  const finish = (text: string): void => {
    answered = true;
    answer(text, bytes);
  };
  socket.on('data', (more: Buffer) => {
    if (answered) return;
    waiting = Buffer.concat([waiting, more]);
    if (!streaming) {
      const end = waiting.indexOf(0);
      if (end < 0) return;
      const command = waiting.subarray(0, end).toString('latin1');
      waiting = waiting.subarray(end + 1);
      if (command === 'zPING') return finish('PONG');
      if (command === 'zVERSION') return finish('ClamAV 1.4.0/simulator');
      if (command !== 'zINSTREAM') return finish('UNKNOWN COMMAND');
      streaming = true;
    }
    while (waiting.length >= 4) {
      const length = waiting.readUInt32BE(0);
      if (length === 0) return finish(found ? 'stream: Eicar-Test-Signature FOUND' : 'stream: OK');
      if (bytes + length > bytesMax) return finish('INSTREAM size limit exceeded. ERROR');
      if (waiting.length < 4 + length) return;
      const text = seam + waiting.subarray(4, 4 + length).toString('latin1');
      found ||= text.includes(testVirus());
      seam = text.slice(-testVirus().length);
      bytes += length;
      waiting = waiting.subarray(4 + length);
    }
  });
}
