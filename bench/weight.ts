import process from 'node:process';
import type { Browser, BrowserContext } from '@playwright/test';
import { productWorld } from '@/e2e/faults/testing/product-world';
import { disconnect } from '@/lib/platform/db';
import { startInstance } from '@/scripts/testing/instance';
import { openBrowser } from './forms/driver';
import { option, report, type Result } from './forms/rounds';
import { servePages } from './forms/serve';
import { median, round } from './measuring/measure';

/**
 * `npm run bench -- weight [--json] [--rounds 3]`: what a customer's question page of the running product weighs and how
 * soon it is there on a slow telephone (412 px, a quarter of the processor, 1.6 Mbit/s), beside a page of as many
 * questions in SurveyJS under the same conditions in the same run. It counts only if the question can be answered.
 */
const rounds = option('rounds', 3);
const slow = { downloadBytes: 200_000, latencyMs: 150, slowDown: 4 } as const;

type Visit = Readonly<{
  jsKb: number;
  cssKb: number;
  lcpMs: number;
  cls: number;
  usable: boolean;
  scripts: readonly string[];
}>;

let result: Result = { correct: false };
const instance = await startInstance();
const rival = await servePages(['survey']);
const browser = await openBrowser();
try {
  const { customer } = await productWorld(instance);
  const { token, flowId } = await customer('weight');
  const address = (locale: string) => `${instance.url}/${locale}/flows/${flowId}/organisation-name`;
  const cookie = { name: 'portico-session', value: token, url: instance.url };
  const own = (locale: string, scheme?: 'dark') => () =>
    visit(browser, address(locale), '[name="organisationName"]', { cookie, ...(scheme && { scheme }) });
  const survey = () => visit(browser, rival.url('survey', 10), 'input', {});
  const seen: Record<'en' | 'ar' | 'dark' | 'survey', Visit[]> = { en: [], ar: [], dark: [], survey: [] };
  // The server compiles its pages once.
  await own('en')();
  for (let turn = 0; turn < rounds; turn += 1) {
    seen.en.push(await own('en')());
    seen.survey.push(await survey());
    seen.ar.push(await own('ar')());
    seen.dark.push(await own('en', 'dark')());
  }
  await disconnect();
  const of = (name: keyof typeof seen, pick: (each: Visit) => number): number => median(seen[name].map(pick));
  const kb = ({ jsKb }: Visit) => jsKb;
  const everything = Object.values(seen).flat();
  const unusable = everything.filter(({ usable }) => !usable).length;
  result = {
    bench: 'weight',
    correct: unusable === 0 && of('en', kb) > 0,
    ...{
      unusable,
      jsKb: round(of('en', kb), 1),
      cssKb: round(
        of('en', ({ cssKb }) => cssKb),
        1,
      ),
    },
    vsSurveyJs: round(of('en', kb) / of('survey', kb)),
    lcpVsSurveyJs: round(of('en', ({ lcpMs }) => lcpMs) / of('survey', ({ lcpMs }) => lcpMs)),
    lcpMs: round(
      of('en', ({ lcpMs }) => lcpMs),
      0,
    ),
    cls: Math.max(...[...seen.en, ...seen.ar, ...seen.dark].map(({ cls }) => cls)),
    rtlRatio: round(of('ar', kb) / of('en', kb)),
    themeKb: round(of('dark', kb) - of('en', kb), 2),
    floor: {
      what: 'ten questions in SurveyJS, served from loopback, under the same slow telephone',
      ...{
        jsKb: round(of('survey', kb), 1),
        lcpMs: round(
          of('survey', ({ lcpMs }) => lcpMs),
          0,
        ),
      },
    },
    scripts: seen.en[0]?.scripts ?? [],
    ...{ rounds, node: process.version },
  };
} finally {
  await browser.close();
  rival.close();
  await instance.stop();
}
report(result);

type Look = Readonly<{ cookie?: Readonly<{ name: string; value: string; url: string }>; scheme?: 'dark' }>;

/** Opens a page as a new person on a slow telephone, and says what it took. */
async function visit(chromium: Browser, url: string, control: string, { cookie, scheme }: Look): Promise<Visit> {
  const context: BrowserContext = await chromium.newContext({
    viewport: { width: 412, height: 915 },
    colorScheme: scheme ?? 'light',
  });
  if (cookie) await context.addCookies([cookie]);
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', {
    ...{
      offline: false,
      latency: slow.latencyMs,
      downloadThroughput: slow.downloadBytes,
      uploadThroughput: slow.downloadBytes,
    },
  });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slow.slowDown });
  const kinds = new Map<string, Readonly<{ type: string; url: string }>>();
  const bytes = new Map<string, number>();
  cdp.on('Network.responseReceived', ({ requestId, type, response }) =>
    kinds.set(requestId, { type, url: response.url }),
  );
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => bytes.set(requestId, encodedDataLength));
  await page.goto(url, { waitUntil: 'networkidle' });
  const { lcpMs, cls } = await page.evaluate(
    () =>
      new Promise<{ lcpMs: number; cls: number }>((done) => {
        let lcp = 0;
        let shift = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) lcp = Math.max(lcp, entry.startTime);
        }).observe({ type: 'largest-contentful-paint', buffered: true });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) shift += Number(Reflect.get(entry, 'value'));
        }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => done({ lcpMs: lcp, cls: shift }), 300);
      }),
  );
  const usable = await page.locator(control).first().isVisible();
  await context.close();
  const sum = (wanted: string) =>
    [...kinds].filter(([, { type }]) => type === wanted).reduce((total, [id]) => total + (bytes.get(id) ?? 0), 0) /
    1000;
  const scripts = [...kinds]
    .filter(([, { type }]) => type === 'Script')
    .map(
      ([id, { url: from }]) =>
        `${new URL(from).pathname.split('/').at(-1) ?? ''} ${round((bytes.get(id) ?? 0) / 1000, 1)}`,
    );
  return { jsKb: sum('Script'), cssKb: sum('Stylesheet'), lcpMs, cls, usable, scripts };
}
