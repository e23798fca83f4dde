import { randomBytes } from 'node:crypto';
import { Agent, request } from 'undici';

export type Fields = readonly (readonly [name: string, value: string])[];
export type Answer = Readonly<{ status: number; location: string; body: string }>;

/** A form as it is in a page: its hidden inputs, in order. */
export type PageForm = Readonly<{ path: string; hidden: Fields }>;

/**
 * A browser without a script: gets pages and posts their forms to the product's own server actions, with the session
 * cookie and the Origin of the page. Follows no redirect, so that callers see what was acknowledged. Network errors are
 * thrown.
 */
export class PlainBrowser {
  readonly #url: string;
  readonly #cookie: string;
  readonly #agent: Agent;

  constructor(url: string, sessionToken: string | null, connections = 1) {
    this.#url = url;
    this.#cookie = sessionToken === null ? '' : `portico-session=${sessionToken}`;
    this.#agent = new Agent({ connections, keepAliveTimeout: 30_000 });
  }

  get(path: string): Promise<Answer> {
    return this.#send('GET', path, {}, null);
  }

  /** Posts a form as the page's own form would be. */
  post(path: string, fields: Fields): Promise<Answer> {
    const { type, body } = encode(fields);
    return this.postEncoded(path, type, body);
  }

  /** The same with a body made before, for measuring. */
  postEncoded(path: string, contentType: string, body: Buffer): Promise<Answer> {
    return this.#send('POST', path, { 'content-type': contentType, origin: this.#url }, body);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #send(
    method: 'GET' | 'POST',
    path: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer | null,
  ): Promise<Answer> {
    const answer = await request(`${this.#url}${path}`, {
      method,
      body,
      dispatcher: this.#agent,
      headersTimeout: 30_000,
      bodyTimeout: 30_000,
      headers: { ...headers, ...(this.#cookie ? { cookie: this.#cookie } : {}), 'accept-language': 'en' },
    });
    const { location } = answer.headers;
    return {
      status: answer.statusCode,
      location: typeof location === 'string' ? location.replace(this.#url, '') : '',
      body: await answer.body.text(),
    };
  }
}

/** The form of a page that has an input of this name, or null. */
export function formWith(html: string, inputName: string, path: string): PageForm | null {
  for (const [form] of html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)) {
    const inputs = [...form.matchAll(/<input\b[^>]*>/g)].map(([tag]) => attributes(tag));
    if (!inputs.some(({ name }) => name === inputName)) continue;
    const hidden = inputs.flatMap(({ type, name, value = '' }): [string, string][] =>
      type === 'hidden' && name !== undefined ? [[name, value]] : [],
    );
    return { path, hidden };
  }
  return null;
}

/** A multipart body, as browsers send the forms of server actions. */
export function encode(fields: Fields): Readonly<{ type: string; body: Buffer }> {
  const boundary = `----portico${randomBytes(12).toString('hex')}`;
  const parts = fields.map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name.replaceAll('"', '%22')}"\r\n\r\n${value}\r\n`,
  );
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.from(`${parts.join('')}--${boundary}--\r\n`, 'utf8'),
  };
}

function attributes(tag: string): Readonly<Record<string, string>> {
  const pairs = [...tag.matchAll(/([\w:$-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, decode(value)]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'", '#39': "'" };

const decode = (text: string): string =>
  text.replaceAll(/&(#?\w+);/g, (whole, name: string) => entities[name.toLowerCase()] ?? whole);
