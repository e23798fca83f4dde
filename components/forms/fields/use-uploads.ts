import { useCallback, useEffect, useRef, useState } from 'react';
import type { Upload } from 'tus-js-client';
import { announce } from '@/components/ui/live-region-ids';
import { fillUpload, type FileView, type UploadView } from '../upload-view';

/** A file as its list shows it: one that the server knows, or one on its way there. */
export type UploadItem = Readonly<{
  key: string;
  id: string | null;
  name: string;
  bytes: number;
  state: FileView['state'] | 'paused';
  reason: string | null;
  percent: number | null;
}>;

const partBytes = 4 * 1024 * 1024;
const sayEveryMs = 10_000;
const askEveryMs = 2500;
const askTimesMax = 120;
const protocol = { 'tus-resumable': '1.0.0' };
const gone: readonly FileView['state'][] = ['infected', 'rejected', 'removed'];

/**
 * Sends chosen files at once, in parts that survive a lost connection, and follows what becomes of them. The library that
 * does it is fetched with the first file. The list is the server's; only what is on its way is known here alone.
 */
export function useUploads(files: readonly FileView[], view: UploadView) {
  const [listed, setListed] = useState<readonly UploadItem[]>(() => files.map(itemOf));
  const [sending, setSending] = useState<readonly UploadItem[]>([]);
  const running = useRef(new Map<string, Upload>());
  const lastSaid = useRef(0);
  const { endpoint, stepId, fieldId, itemId, texts } = view;

  const patch = useCallback((key: string, change: Partial<UploadItem>) => {
    setSending((all) => all.map((item) => (item.key === key ? { ...item, ...change } : item)));
  }, []);
  const drop = useCallback((key: string) => {
    running.current.delete(key);
    setSending((all) => all.filter((item) => item.key !== key));
  }, []);
  const refresh = useCallback(async () => {
    const query = new URLSearchParams({ step: stepId, field: fieldId, item: itemId });
    const answer = await fetch(`${endpoint}?${query}`, { headers: protocol }).catch(() => null);
    if (!answer?.ok) return;
    const found = (await answer.json()) as { files: readonly FileView[] };
    const busy = new Set([...running.current.values()].map(({ url }) => url?.split('/').at(-1)));
    setListed(found.files.filter(({ id }) => !busy.has(id)).map(itemOf));
  }, [endpoint, stepId, fieldId, itemId]);

  useEffect(() => void refresh(), [refresh]);
  const isWaiting = listed.some(({ state }) => state === 'quarantined');
  useEffect(() => {
    if (!isWaiting) return;
    let times = 0;
    const timer = setInterval(() => {
      times += 1;
      if (times > askTimesMax) clearInterval(timer);
      else void refresh();
    }, askEveryMs);
    return () => clearInterval(timer);
  }, [isWaiting, refresh]);
  useEffect(() => {
    const goOn = () => {
      for (const [key, upload] of running.current) {
        patch(key, { state: 'receiving', reason: null });
        upload.start();
      }
    };
    const stopAll = running.current;
    window.addEventListener('online', goOn);
    return () => {
      window.removeEventListener('online', goOn);
      for (const upload of stopAll.values()) void upload.abort();
    };
  }, [patch]);

  const send = useCallback(
    async (file: File) => {
      const key = crypto.randomUUID();
      const item = { key, id: null, name: file.name, bytes: file.size, reason: null, percent: 0 };
      const say = (pattern: string, percent = 0) => announce(fillUpload(pattern, { name: file.name, percent }));
      if (file.size > view.fileBytesMax || file.size === 0) {
        const problem = file.size === 0 ? 'file_empty' : 'file_too_large';
        const reason = problemText(view, problem, file.name);
        setSending((all) => [...all, { ...item, state: 'rejected', reason, percent: null }]);
        announce(reason, 'assertive');
        return;
      }
      setSending((all) => [...all, { ...item, state: 'receiving' }]);
      say(texts.uploading);
      lastSaid.current = Date.now();
      const { Upload: TusUpload } = await import('tus-js-client');
      const upload = new TusUpload(file, {
        endpoint,
        chunkSize: partBytes,
        retryDelays: [0, 1000, 3000, 5000, 10_000],
        storeFingerprintForResuming: false,
        metadata: { filename: file.name, filetype: file.type, step: stepId, field: fieldId, item: itemId },
        onProgress: (sent, total) => {
          const percent = Math.floor((sent / total) * 100);
          patch(key, { percent });
          if (Date.now() - lastSaid.current < sayEveryMs) return;
          lastSaid.current = Date.now();
          say(texts.uploading, percent);
        },
        onError: (error) => {
          const answer = 'originalResponse' in error ? error.originalResponse : null;
          const status = answer?.getStatus() ?? 0;
          if (status < 400 || status >= 500 || status === 409 || status === 423) {
            patch(key, { state: 'paused', reason: fillUpload(texts.paused, { name: file.name }) });
            say(texts.paused);
            return;
          }
          running.current.delete(key);
          const reason = problemText(view, problemOf(answer?.getBody()), file.name);
          patch(key, { state: 'rejected', reason, percent: null });
          announce(reason, 'assertive');
          void refresh();
        },
        onSuccess: () => {
          drop(key);
          say(`{name}: ${texts.states.quarantined}`);
          void refresh();
        },
      });
      running.current.set(key, upload);
      upload.start();
    },
    [view, texts, endpoint, stepId, fieldId, itemId, patch, drop, refresh],
  );

  const remove = useCallback(
    async (item: UploadItem) => {
      const upload = running.current.get(item.key);
      if (upload) await upload.abort(true).catch(() => undefined);
      if (item.id === null) return drop(item.key);
      const answer = await fetch(`${endpoint}/${item.id}`, { method: 'DELETE', headers: protocol }).catch(() => null);
      if (!answer?.ok) return announce(fillUpload(texts.failed, { name: item.name }), 'assertive');
      announce(fillUpload(texts.removed, { name: item.name }));
      await refresh();
    },
    [drop, endpoint, refresh, texts],
  );
  const resume = useCallback(
    ({ key }: UploadItem) => {
      patch(key, { state: 'receiving', reason: null });
      running.current.get(key)?.start();
    },
    [patch],
  );

  const items = [...listed, ...sending];
  const room = view.filesMax - items.filter(({ state }) => state === 'paused' || !gone.includes(state)).length;
  return { items, room, send, remove, resume };
}

const itemOf = (file: FileView): UploadItem => ({ ...file, key: file.id, percent: null });

/** The code that the server answers with, from its field when it has one. */
function problemOf(body: string | undefined): string {
  try {
    const { code, problem } = JSON.parse(body ?? '') as { code: string; problem: { code: string } | null };
    return (problem?.code ?? code).replace(/^field\./, '');
  } catch {
    return 'internal';
  }
}

/** A problem in words, with the file's name in them. */
export const problemText = ({ texts }: UploadView, code: string, name: string): string =>
  fillUpload(texts.problems[code] ?? texts.failed, { name });
