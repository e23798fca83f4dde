import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { FormInput } from '@/lib/flow-definition';

export type Typed = readonly (readonly [name: string, value: string])[];

const form = 'form:has(.button[name="intent"])';
const PATIENCE_MS = 20_000;

/** Somebody at a browser of their own, on one page of a flow. */
export class Visitor {
  page!: Page;
  readonly #url: string;
  readonly #context: BrowserContext;

  private constructor(url: string, context: BrowserContext) {
    this.#url = url;
    this.#context = context;
  }

  static async open(browser: Browser, url: string, javaScript: boolean, token: string): Promise<Visitor> {
    const context = await browser.newContext({ javaScriptEnabled: javaScript, locale: 'en-GB', baseURL: url });
    context.setDefaultTimeout(PATIENCE_MS);
    const visitor = new Visitor(url, context);
    await visitor.signIn(token);
    visitor.page = await context.newPage();
    return visitor;
  }

  signIn(token: string): Promise<void> {
    return this.#context.addCookies([
      { name: 'portico-session', value: token, url: this.#url, httpOnly: true, sameSite: 'Lax' },
    ]);
  }

  /** Opens a page as often as it takes until it has a form, as a person would. */
  async see(path: string): Promise<void> {
    await this.untilPage(async () => {
      const answer = await this.page.goto(path);
      return answer !== null && answer.status() < 500 && (await this.page.locator(form).count()) > 0;
    });
    await this.settled();
  }

  async untilPage(attempt: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS * 2;
    for (let last = ''; ; await this.page.waitForTimeout(200)) {
      try {
        if (await attempt()) return;
        last = this.page.url();
      } catch (error) {
        last = String(error).slice(0, 300);
      }
      if (Date.now() > deadline) throw new Error(`the page did not come: ${last}`);
    }
  }

  /** The page's script has taken its form over, where there is one. */
  async settled(): Promise<void> {
    await this.page.waitForLoadState('load');
    await this.page.waitForTimeout(250);
  }

  /** Fills the page in, the way each control is filled in; later ones may appear through earlier ones. */
  async fill(typed: Typed): Promise<void> {
    for (const [name, value] of typed) {
      const controls = this.page.locator(`${form} [name="${name}"]:not([type="hidden"])`);
      const [kind] = await controls.evaluateAll((all) =>
        all.map((each) => (each instanceof HTMLInputElement ? each.type : each.tagName.toLowerCase())),
      );
      if (kind === 'radio' || kind === 'checkbox') {
        await this.page.locator(`${form} [name="${name}"][value="${value}"]`).check({ force: true });
      } else if (kind === 'select') await controls.first().selectOption(value);
      else if (kind !== undefined) await controls.first().fill(value);
    }
    await this.holds(typed);
  }

  /** Fails unless the page shows exactly what was typed. */
  async holds(typed: Typed): Promise<void> {
    const shown = await this.shown();
    const names = new Set(typed.map(([name]) => name));
    const [wanted, there] = [typed, shown].map((all) => JSON.stringify(all.filter(([name]) => names.has(name)).sort()));
    if (wanted !== there) throw new Error(`typed ${wanted}, and the page shows ${there}`);
  }

  async press(): Promise<void> {
    await this.page.locator(`${form} .button[name="intent"][value="continue"]`).click({ noWaitAfter: true });
  }

  /** Presses Continue and waits until the product leads on. */
  async goOn(stepId: string): Promise<void> {
    await this.press();
    await this.left(stepId);
  }

  /** Waits until the product has led on from a page. */
  async left(stepId: string): Promise<void> {
    await this.page.waitForURL((url) => url.pathname.includes('/flows/') && !url.pathname.endsWith(`/${stepId}`), {
      waitUntil: 'commit',
    });
  }

  /** What the controls of the page hold now. */
  shown(): Promise<Typed> {
    return this.page.evaluate((selector) => {
      const element = document.querySelector(selector);
      if (!(element instanceof HTMLFormElement)) return [];
      return [...new FormData(element)].map(([name, value]): [string, string] => [name, String(value)]);
    }, form);
  }

  /** The name of the state that the page says it is in, once it says so. */
  async state(name: string): Promise<void> {
    await this.page.locator(`[data-state="${name}"]`).first().waitFor({ state: 'visible' });
  }

  /** The state that the page names first: one of these, `refused` for a refusal of its form, or `saved`. */
  async oneOf(names: readonly string[], stepId: string): Promise<string> {
    const deadline = Date.now() + PATIENCE_MS * 2;
    for (;;) {
      for (const name of names) {
        const place = name === 'refused' ? `${form} [role="alert"]` : `[data-state="${name}"]`;
        if (
          (await this.page
            .locator(place)
            .count()
            .catch(() => 0)) > 0
        )
          return name;
      }
      const url = new URL(this.page.url());
      if (url.pathname.includes('/flows/') && !url.pathname.endsWith(`/${stepId}`)) return 'saved';
      if (Date.now() > deadline) throw new Error(`none of ${names.join(', ')} came: ${await this.heading()}`);
      await this.page.waitForTimeout(100);
    }
  }

  /** What a browser does without a script when an answer did not come: it sends the same again, until it is taken. */
  async sendAgain(stepId: string): Promise<void> {
    await this.untilPage(async () => {
      const url = new URL(this.page.url());
      if (url.pathname.includes('/flows/') && !url.pathname.endsWith(`/${stepId}`)) return true;
      await this.page.reload();
      return false;
    });
  }

  /** Types like a person, and says when each key was pressed. A choice counts as one key. */
  async typeSlowly(name: string, text: string, random: () => number): Promise<readonly number[]> {
    const control = this.page.locator(`${form} [name="${name}"]:not([type="hidden"])`).first();
    const isText = await control.evaluate(
      (each) =>
        each instanceof HTMLTextAreaElement || (each instanceof HTMLInputElement && !/radio|checkbox/.test(each.type)),
    );
    if (!isText) {
      await this.fill([[name, text]]);
      return [Date.now()];
    }
    // What the profile has filled in already makes room.
    await control.fill('');
    const keys: number[] = [];
    for (const key of text) {
      await control.press(key === ' ' ? 'Space' : key);
      keys.push(Date.now());
      await this.page.waitForTimeout(30 + random() * 220);
    }
    return keys;
  }

  async pressTwice(): Promise<void> {
    await this.page
      .locator(`${form} .button[name="intent"][value="continue"]`)
      .dblclick({ noWaitAfter: true, delay: 5 });
  }

  /** Throws the kept typing away with the button of its notice. */
  async discard(path: string): Promise<void> {
    await this.page.locator('[data-state="draft-kept"] button').click();
    await this.page.waitForURL((url) => url.pathname === path);
    await this.settled();
    if ((await this.page.locator('[data-state="draft-kept"]').count()) > 0) throw new Error('the draft is still there');
  }

  /** Makes the open page one of an older build: the server does not know the action that it names. */
  async ageBuild(javaScript: boolean): Promise<void> {
    const old = '7f'.repeat(21);
    if (javaScript) {
      await this.page.route('**/*', (route) => {
        const headers = route.request().headers();
        return route.continue('next-action' in headers ? { headers: { ...headers, 'next-action': old } } : {});
      });
    }
    await this.page.evaluate(
      ({ selector, id }) => {
        for (const input of document.querySelectorAll<HTMLInputElement>(`${selector} input[name^="$ACTION_"]`)) {
          if (input.value.includes('"id"')) input.value = input.value.replace(/"id":"[0-9a-f]+"/, `"id":"${id}"`);
        }
      },
      { selector: form, id: old },
    );
  }

  newBuild(): Promise<void> {
    return this.page.unroute('**/*');
  }

  async heading(): Promise<string> {
    return `${this.page.url()} ${
      (await this.page
        .locator('h1')
        .first()
        .textContent()
        .catch(() => '')) ?? ''
    }`;
  }

  offline(offline: boolean): Promise<void> {
    return this.#context.setOffline(offline);
  }

  /** Closes the tab and opens another one in the same browser. */
  async newTab(): Promise<void> {
    await this.page.close();
    this.page = await this.#context.newPage();
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}

/** Answers as the inputs of their page are named: a date has three of them, nothing to type has none. */
export const typedOf = (values: FormInput): Typed =>
  Object.entries(values).flatMap(([name, value]): (readonly [string, string])[] => {
    if (typeof value !== 'string') return (value ?? []).map((each) => [name, each] as const);
    const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) ?? [];
    if (year && month && day)
      return [
        [`${name}-year`, year],
        [`${name}-month`, month],
        [`${name}-day`, day],
      ];
    return value === '' || name.startsWith('_') ? [] : [[name, value]];
  });
