import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';

export type S3Entry = Readonly<{ at: string; method: string; key: string; status: number; bytes: number }>;

/** `slow_down` and `internal` are S3's own words for "again, please"; `hang_up` cuts the connection. */
export type S3Fault = 'none' | 'slow_down' | 'internal' | 'hang_up' | 'forbidden';

export type S3Simulator = Readonly<{
  /** Address of the one bucket. */
  url: string;
  port: number;
  ledger: () => readonly S3Entry[];
  keys: () => readonly string[];
  read: (key: string) => Buffer | undefined;
  fault: (kind: S3Fault, times?: number) => void;
  close: () => Promise<void>;
}>;

export type S3SimulatorOptions = Readonly<{
  port: number;
  bucket: string;
  region: string;
  keyId: string;
  secret: string;
}>;

const answers: Readonly<Record<Exclude<S3Fault, 'none' | 'hang_up'>, readonly [number, string]>> = {
  slow_down: [503, 'SlowDown'],
  internal: [500, 'InternalError'],
  forbidden: [403, 'AccessDenied'],
};

/**
 * One bucket that answers S3's REST API (2006-03-01) by path: PUT, GET, HEAD and DELETE of objects, its errors as XML.
 * Checks Signature Version 4 for real, and the content against its signed hash, so that a client that signs wrongly
 * fails here as it would there. Objects live in memory; 127.0.0.1 only.
 */
export async function startS3(options: S3SimulatorOptions): Promise<S3Simulator> {
  const objects = new Map<string, Buffer>();
  const entries: S3Entry[] = [];
  let fault: { kind: S3Fault; times: number } = { kind: 'none', times: 0 };
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const method = request.method ?? 'GET';
      const [, bucket = '', ...rest] = url.pathname.split('/');
      const key = decodeURIComponent(rest.join('/'));
      const reply = (status: number, content: Buffer | string = '', headers: Record<string, string> = {}): void => {
        entries.push({ at: new Date().toISOString(), method, key, status, bytes: body.length });
        response.writeHead(status, { 'x-amz-request-id': 'SIMULATOR', ...headers });
        response.end(method === 'HEAD' ? undefined : content);
      };
      const error = (status: number, code: string): void =>
        reply(status, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`, {
          'content-type': 'application/xml',
        });
      const wrong = fault.times > 0 ? fault.kind : 'none';
      if (wrong !== 'none') fault = { ...fault, times: fault.times - 1 };
      if (wrong === 'hang_up') return void request.socket.destroy();
      if (wrong !== 'none') return error(...answers[wrong]);
      const refused = signatureProblem(request, url, body, options);
      if (refused) return error(403, refused);
      if (bucket !== options.bucket) return error(404, 'NoSuchBucket');
      const found = objects.get(key);
      switch (method) {
        case 'PUT':
          objects.set(key, body);
          return reply(200, '', { etag: `"${createHash('md5').update(body).digest('hex')}"` });
        case 'DELETE':
          objects.delete(key);
          return reply(204);
        case 'GET':
        case 'HEAD':
          if (!found) return error(404, 'NoSuchKey');
          return reply(200, found, {
            'content-length': String(found.length),
            'content-type': 'application/octet-stream',
          });
        default:
          return error(405, 'MethodNotAllowed');
      }
    });
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : options.port);
    });
  });
  return {
    url: `http://127.0.0.1:${port}/${options.bucket}`,
    port,
    ledger: () => entries,
    keys: () => [...objects.keys()],
    read: (key) => objects.get(key),
    fault: (kind, times = Number.MAX_SAFE_INTEGER) => {
      fault = { kind, times };
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The code with which S3 would refuse the signature of a request, or null. */
function signatureProblem(
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  { region, keyId, secret }: S3SimulatorOptions,
): string | null {
  const header = (name: string): string => String(request.headers[name] ?? '').trim();
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/;
  const [, id, day = '', place, names = '', signature] = form.exec(header('authorization')) ?? [];
  if (signature === undefined) return 'AccessDenied';
  if (id !== keyId) return 'InvalidAccessKeyId';
  if (place !== region) return 'AuthorizationHeaderMalformed';
  const hash = header('x-amz-content-sha256');
  if (hash !== createHash('sha256').update(body).digest('hex')) return 'XAmzContentSHA256Mismatch';
  const canonical = [
    request.method,
    url.pathname,
    '',
    ...names.split(';').map((name) => `${name}:${header(name)}`),
    '',
    names,
    hash,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = [
    'AWS4-HMAC-SHA256',
    header('x-amz-date'),
    scope,
    createHash('sha256').update(canonical).digest('hex'),
  ];
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(
    (last, part) => createHmac('sha256', last).update(part).digest(),
    `AWS4${secret}`,
  );
  const wanted = createHmac('sha256', key).update(toSign.join('\n')).digest('hex');
  return wanted === signature ? null : 'SignatureDoesNotMatch';
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
