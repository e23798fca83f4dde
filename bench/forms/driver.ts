import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test';
import { findBrowser } from '@/scripts/lib/browser';

/** Thread CPU of the page in milliseconds: script alone, and everything the main thread did. */
export type Cost = Readonly<{ scriptMs: number; mainThreadMs: number }>;

/** A page under measurement. */
export class MeasuredPage {
  readonly page: Page;
  readonly #cdp: CDPSession;

  private constructor(page: Page, cdp: CDPSession) {
    this.page = page;
    this.#cdp = cdp;
  }

  /** Opens an address and waits until the page says that it is ready; a slow-down of 4 makes the processor so much slower. */
  static async open(browser: Browser, url: string, slowDown = 1): Promise<MeasuredPage> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.goto(url);
    await page.waitForFunction(() => window.__bench?.ready === true, undefined, { timeout: 120_000 });
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowDown });
    return new MeasuredPage(page, cdp);
  }

  /** Types a text into a question, key by key, each painted before the next; answers the cost of a key. */
  async type(id: string, text: string): Promise<Cost & Readonly<{ keyMs: readonly number[] }>> {
    await this.page.evaluate((field) => window.__bench?.find(field)?.focus(), id);
    await this.#settle();
    const before = await this.#cost();
    const keyMs: number[] = [];
    for (const key of text) {
      keyMs.push(await this.#timed(() => this.page.keyboard.type(key)));
    }
    await this.#settle();
    const after = await this.#cost();
    return {
      scriptMs: (after.scriptMs - before.scriptMs) / text.length,
      mainThreadMs: (after.mainThreadMs - before.mainThreadMs) / text.length,
      keyMs,
    };
  }

  /** Presses the control of a question and waits for the paint; answers what it cost and how long it took. */
  async press(id: string): Promise<Cost & Readonly<{ tookMs: number }>> {
    await this.#settle();
    const before = await this.#cost();
    const tookMs = await this.#timed(() => this.page.evaluate((field) => window.__bench?.find(field)?.click(), id));
    await this.#settle();
    const after = await this.#cost();
    return {
      scriptMs: after.scriptMs - before.scriptMs,
      mainThreadMs: after.mainThreadMs - before.mainThreadMs,
      tookMs,
    };
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** Time from the input event in the page to the paint after it: the way of the event from here is not counted. */
  async #timed(act: () => Promise<unknown>): Promise<number> {
    await this.page.evaluate(() => window.__bench?.watch());
    await act();
    return this.page.evaluate(() => window.__bench?.painted() ?? -1);
  }

  async #settle(): Promise<void> {
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30))));
  }

  async #cost(): Promise<Cost> {
    const { metrics } = await this.#cdp.send('Performance.getMetrics');
    const of = (name: string) => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1000;
    return { scriptMs: of('ScriptDuration'), mainThreadMs: of('TaskDuration') };
  }
}

/** Our Chromium, without the network of its own. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = await findBrowser();
  if (executablePath === undefined) throw new Error('There is no Chromium: see `npm run doctor`');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] });
}
