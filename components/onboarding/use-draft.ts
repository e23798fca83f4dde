'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { clearFromDevice, keepOnDevice, readFromDevice, sweepDevice } from './device-drafts';
import { formReader, showsTyping } from './draft-form';
import { createDraftQueue, type DraftQueue, type DraftState } from './draft-queue';
import { sendDraft, sendLastDraft } from './send-draft';
import type { StepPage } from './step-page';

/** What a form does with its draft: which form it is, what to say about it, and when the page itself is being sent. */
export type FormDraft = Readonly<{
  form: (form: HTMLFormElement | null) => void;
  state: DraftState;
  hold: () => void;
  resume: () => void;
}>;

/**
 * Keeps what is typed on this page, half-typed and wrong values too: on the server within two seconds, on this device
 * while there is no connection. Secrets are never read. Typing that an earlier visit left on the device goes to the server
 * first, and the page is shown again with it. `unsaved`: the page came back with typing that may be kept nowhere yet.
 */
export function useDraft(page: StepPage, unsaved: boolean): FormDraft {
  const [state, setState] = useState<DraftState>({ kind: 'quiet' });
  const queue = useRef<DraftQueue | null>(null);
  const element = useRef<HTMLFormElement | null>(null);
  const form = useCallback((next: HTMLFormElement | null) => {
    element.current = next;
  }, []);
  // The page as it was opened: what changes about it later does not change whose draft this is.
  const [opened] = useState(page);

  useEffect(() => {
    const target = element.current;
    if (!target) return undefined;
    const { flowId, stepId, secretFields, draft } = opened;
    if (!draft) return undefined;
    const drafted = { ...opened, draft };
    const key = { owner: draft.owner, flowId, stepId, itemId: draft.itemId };
    const read = formReader(secretFields, unsaved);
    const made = createDraftQueue({
      collect: () => read(target),
      send: (typing) => sendDraft(drafted, typing),
      sendLast: (typing) => sendLastDraft(drafted, typing),
      device: { keep: (typing) => keepOnDevice(key, typing, Date.now()), clear: () => clearFromDevice(key) },
      isOnline: () => navigator.onLine,
      report: setState,
      now: () => Date.now(),
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    });
    queue.current = made;
    sweepDevice(Date.now());
    void bringFromDevice();
    // What was typed before the script ran differs from what the page gave its controls, so it counts at once.
    if (unsaved || read(target)) made.typed();

    const hide = () => {
      if (document.visibilityState === 'hidden') made.leave();
    };
    target.addEventListener('input', made.typed);
    target.addEventListener('change', made.typed);
    window.addEventListener('pagehide', made.leave);
    document.addEventListener('visibilitychange', hide);
    window.addEventListener('online', made.online);
    return () => {
      target.removeEventListener('input', made.typed);
      target.removeEventListener('change', made.typed);
      window.removeEventListener('pagehide', made.leave);
      document.removeEventListener('visibilitychange', hide);
      window.removeEventListener('online', made.online);
      made.leave();
      made.close();
    };

    async function bringFromDevice(): Promise<void> {
      const left = readFromDevice(key, Date.now());
      if (!left || !target) return;
      if (showsTyping(target, left)) return clearFromDevice(key);
      const sent = await sendDraft(drafted, left);
      if (sent.kind === 'unreachable' || sent.kind === 'ended') return;
      clearFromDevice(key);
      if (sent.kind === 'kept' && !unsaved) window.location.reload();
    }
  }, [opened, unsaved]);

  const hold = useCallback(() => queue.current?.hold(), []);
  const resume = useCallback(() => queue.current?.resume(), []);
  return { form, state, hold, resume };
}
