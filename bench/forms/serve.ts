import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { bundle, type Contestant } from './bundle';
import { porticoPage } from './portico-page';

/** Serves the pages of the contestants on loopback, compressed, until it is closed. `/portico?n=500`. */
export async function servePages(contestants: readonly Contestant[]): Promise<
  Readonly<{
    url: (contestant: Contestant, size: number) => string;
    scriptKb: (contestant: Contestant) => number;
    close: () => void;
  }>
> {
  const files = new Map<string, Readonly<{ type: string; body: Buffer }>>();
  for (const contestant of contestants) {
    const { script, style } = await bundle(contestant);
    files.set(`/${contestant}.js`, { type: 'text/javascript; charset=utf-8', body: gzipSync(script) });
    files.set(`/${contestant}.css`, { type: 'text/css; charset=utf-8', body: gzipSync(style) });
  }
  const server = createServer(({ url = '' }, answer) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const contestant = contestants.find((name) => pathname === `/${name}`);
    const body = contestant && gzipSync(documentOf(contestant, Number(searchParams.get('n'))));
    const file = body ? { type: 'text/html; charset=utf-8', body } : files.get(pathname);
    answer.writeHead(file ? 200 : 404, file && { 'content-type': file.type, 'content-encoding': 'gzip' });
    answer.end(file?.body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: (contestant, size) => `http://127.0.0.1:${port}/${contestant}?n=${size}`,
    scriptKb: (contestant) => (files.get(`/${contestant}.js`)?.body.length ?? 0) / 1000,
    close: () => server.close(),
  };
}

function documentOf(contestant: Contestant, size: number): string {
  const data = contestant === 'portico' ? JSON.stringify(porticoPage(size)).replaceAll('<', '\\u003c') : '';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${contestant}</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/${contestant}.css"></head>
<body><script type="application/json" id="page">${data}</script><script src="/${contestant}.js"></script></body></html>`;
}
