import { test as base, expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import type { Locale } from './cast';
import { runtime } from './instance';

export { expect };
export type { Locator, Page };

export type DeviceOptions = Readonly<{
  locale?: Locale;
  javaScript?: boolean;
  dark?: boolean;
  width?: number;
  /** The session token of somebody who is signed in already. */
  session?: string | null;
}>;

/** A fresh browser of somebody's: own cookies, own language, watched for everything that must not happen. */
export type Device = (options?: DeviceOptions) => Promise<Page>;

type Fixtures = Readonly<{ device: Device; complaints: string[] }>;

/**
 * The tests' own `test`: gives devices, and fails a test in whose pages a script threw, hydration differed, the content
 * policy was violated, or something of ours was missing or broken.
 */
export const test = base.extend<Fixtures>({
  complaints: async ({}, use) => {
    const complaints: string[] = [];
    await use(complaints);
    expect(complaints, 'what the browser complained about').toEqual([]);
  },
  device: async ({ browser, complaints }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async ({ locale = 'en', javaScript = true, dark = false, width = 1280, session } = {}) => {
      const context = await browser.newContext({
        locale: locale === 'ar' ? 'ar-AE' : 'en-GB',
        javaScriptEnabled: javaScript,
        colorScheme: dark ? 'dark' : 'light',
        viewport: { width, height: 800 },
        baseURL: runtime().url,
      });
      contexts.push(context);
      if (session) {
        await context.addCookies([
          { name: 'portico-session', value: session, url: runtime().url, httpOnly: true, sameSite: 'Lax' },
        ]);
      }
      watch(context, complaints);
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

function watch(context: BrowserContext, complaints: string[]): void {
  context.on('console', (message) => {
    if (message.type() !== 'error' && !/hydrat|did not match/i.test(message.text())) return;
    // The document's own status is the test's business; a part of the page that is missing is not.
    const isDocument =
      message.text().startsWith('Failed to load resource') && message.location().url === message.page()?.url();
    if (!isDocument) complaints.push(`${message.page()?.url()}: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => complaints.push(`${error.page()?.url()}: ${error.error().message}`));
  context.on('response', (response) => {
    if (response.status() >= 500)
      complaints.push(`${response.status()} ${response.request().method()} ${response.url()}`);
  });
}
