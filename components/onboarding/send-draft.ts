import type { SendResult } from './draft-queue';
import type { Typing } from './draft-values';
import type { PageDraft, StepPage } from './step-page';

/** A page whose typing is kept. */
export type DraftedPage = StepPage & Readonly<{ draft: PageDraft }>;

/** Browsers let a page that is going away send no more than 64 KB. */
const lastBytesMax = 60_000;
const patienceMs = 10_000;

/** Sends a draft and says what became of it. Never throws: a draft that cannot go waits on the device. */
export async function sendDraft(page: DraftedPage, typing: Typing): Promise<SendResult> {
  const body = bodyOf(page, typing);
  try {
    const response = await fetch(page.draft.action, {
      method: 'POST',
      body,
      keepalive: bytesOf(typing) < lastBytesMax,
      signal: AbortSignal.timeout(patienceMs),
    });
    if (response.ok) return { kind: 'kept', time: await timeIn(response) };
    if (response.status === 401) return { kind: 'ended' };
    return { kind: response.status === 429 || response.status >= 500 ? 'unreachable' : 'refused' };
  } catch {
    return { kind: 'unreachable' };
  }
}

/** Sends from a page that is going away; false when it is too much or the browser will not. */
export const sendLastDraft = (page: DraftedPage, typing: Typing): boolean =>
  bytesOf(typing) < lastBytesMax && navigator.sendBeacon(page.draft.action, bodyOf(page, typing));

function bodyOf({ flowId, stepId, draft }: DraftedPage, { data, bases }: Typing): FormData {
  const body = new FormData();
  body.set('flowId', flowId);
  body.set('stepId', stepId);
  body.set('itemId', draft.itemId);
  body.set('typing', JSON.stringify({ data, bases }));
  return body;
}

const bytesOf = (typing: Typing): number => new Blob([JSON.stringify(typing)]).size;

async function timeIn(response: Response): Promise<string> {
  const { time } = Object(await response.json()) as { time?: unknown };
  return typeof time === 'string' ? time : '';
}
