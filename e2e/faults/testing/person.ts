import { setTimeout as sleep } from 'node:timers/promises';
import type { FormInput } from '@/lib/flow-definition';
import { formWith, PlainBrowser, type Answer, type Fields } from '@/scripts/testing/plain-browser';

/** A page of answers that the product has said it has. */
export type Acknowledged = Readonly<{ stepId: string; values: FormInput }>;

const PATIENCE_MS = 90_000;
const PAUSE_MS = 150;

/**
 * Somebody who fills a flow in by the product's own pages and does what people do when a page does not come: waits a
 * moment, opens it again, types the same again. Remembers what was acknowledged, which is what must never be lost.
 */
export class Person {
  readonly acknowledged: Acknowledged[] = [];
  /** The longest that one page had to be tried until it was taken. */
  longestMs = 0;
  readonly #home: string;
  readonly #browser: PlainBrowser;

  constructor(url: string, flowId: string, sessionToken: string) {
    this.#home = `/en/flows/${flowId}`;
    this.#browser = new PlainBrowser(url, sessionToken);
  }

  async answer(stepId: string, values: FormInput): Promise<void> {
    const path = `${this.#home}/${stepId}`;
    await this.#untilTaken(path, 'stepId', [...typed(values), ['intent', 'continue']], () => false);
    this.acknowledged.push({ stepId, values });
  }

  /** Sends the flow in; a page that leads to the status says that an earlier attempt has arrived. */
  async submit(): Promise<void> {
    const sent = ({ location }: Answer): boolean => location.startsWith(`${this.#home}/status`);
    await this.#untilTaken(`${this.#home}/submit`, 'revision', [['declaration', 'true']], sent);
  }

  close(): Promise<void> {
    return this.#browser.close();
  }

  async #untilTaken(path: string, mark: string, fields: Fields, done: (page: Answer) => boolean): Promise<void> {
    const began = Date.now();
    for (let last = ''; ; await sleep(PAUSE_MS)) {
      if (Date.now() - began > PATIENCE_MS) throw new Error(`${path} was never taken; the last answer: ${last}`);
      try {
        const page = await this.#browser.get(path);
        if (done(page)) break;
        const form = formWith(page.body, mark, path);
        if (form === null) {
          last = `${page.status} ${page.location} without a form`;
          continue;
        }
        const answer = await this.#browser.post(path, [...form.hidden, ...fields]);
        if (answer.status === 303 && answer.location.startsWith(this.#home)) break;
        last = `${answer.status} ${answer.location} ${alertIn(answer.body)}`;
      } catch (error) {
        // The web or its database is away; a person looks again.
        last = String(error);
      }
    }
    this.longestMs = Math.max(this.longestMs, Date.now() - began);
  }
}

/** What a person types, as the inputs of the page are named: a date has three of them. */
const typed = (values: FormInput): [string, string][] =>
  Object.entries(values).flatMap(([name, value]): [string, string][] => {
    if (typeof value !== 'string') return (value ?? []).map((each) => [name, each]);
    const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) ?? [];
    if (year === undefined || month === undefined || day === undefined) return value === '' ? [] : [[name, value]];
    return [
      [`${name}-year`, year],
      [`${name}-month`, month],
      [`${name}-day`, day],
    ];
  });

const alertIn = (html: string): string =>
  (/role="alert"[\s\S]{0,600}/.exec(html)?.[0] ?? '').replaceAll(/<[^>]*>/g, ' ').slice(0, 300);
