import { workload, type Workload } from '../workload';

/** What every measured page offers to the one who measures it. */
export type BenchPage = Readonly<{
  ready: boolean;
  /** The element to type into or to press, or null while the question is not there. */
  find: (id: string) => HTMLElement | null;
  isVisible: (id: string) => boolean;
  value: (id: string) => string | boolean | undefined;
  /** Begins to watch for the next key or press; `painted` are the milliseconds from it to the paint that followed. */
  watch: () => void;
  painted: () => Promise<number>;
  /** How often a question was rendered since the page began; only where the page can tell. */
  renders?: () => number;
}>;

declare global {
  interface Window {
    __bench?: BenchPage;
  }
}

/** The workload of the size that the address asks for: `?n=500`. */
export const asked = (): Workload => workload(Number(new URLSearchParams(location.search).get('n') ?? '500'));

/** Says that the page is there, once the browser has painted it. */
export function present(page: Omit<BenchPage, 'ready' | 'watch' | 'painted'>): void {
  requestAnimationFrame(() =>
    setTimeout(() => (window.__bench = { ...page, watch, painted: () => next, ready: true }), 0),
  );
}

let next: Promise<number> = Promise.resolve(0);

function watch(): void {
  next = new Promise((done) => {
    const begin = ({ timeStamp }: Event): void => {
      for (const name of ['keydown', 'click']) removeEventListener(name, begin, true);
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - timeStamp), 0));
    };
    for (const name of ['keydown', 'click']) addEventListener(name, begin, true);
  });
}

/** Whether an element is laid out. */
export const isShown = (element: Element | null): boolean =>
  element instanceof HTMLElement && element.isConnected && element.closest('[hidden]') === null;

/** What a native control holds. */
export function valueOf(element: HTMLElement | null): string | boolean | undefined {
  if (element instanceof HTMLInputElement && element.type === 'checkbox') return element.checked;
  if (element instanceof HTMLInputElement || element instanceof HTMLSelectElement) return element.value;
  return undefined;
}
