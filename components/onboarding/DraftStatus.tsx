'use client';

import { useEffect } from 'react';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { announce } from '@/components/ui/live-region-ids';
import type { DraftState } from './draft-queue';
import type { DraftTexts } from './step-page';
import type { LostAnswer } from './use-step-action';

type SavedProps = Readonly<{ state: DraftState; saved: string | null; texts: DraftTexts | undefined }>;

/** Beside the buttons: when the answers were saved, or how the typing since then is kept. */
export const DraftSaved = ({ state, saved, texts }: SavedProps) => {
  const text = state.kind === 'quiet' || !texts ? saved : wordsFor(state, texts);
  return text ? (
    <span className="button-row__saved" data-draft={state.kind}>
      {text}
    </span>
  ) : null;
};

type ProblemProps = Readonly<{ state: DraftState; lost: LostAnswer | null; texts: DraftTexts | undefined }>;

/** Says what stands between the person and the server, what became of their typing, and what to do; once aloud. */
export const DraftProblem = ({ state, lost, texts }: ProblemProps) => {
  const problem = lost ?? problemOf(state);
  const words = problem === null ? undefined : texts?.problems[problem];
  useEffect(() => {
    if (words) announce(`${words.title}. ${words.text}`);
  }, [words]);
  if (problem === null || !words || !texts) return null;
  return (
    <div data-state={problem}>
      <InsetNotice tone="warning" title={words.title}>
        <p>{words.text}</p>
        {problem === 'ended' || problem === 'updated' ? (
          <p>
            <a href={problem === 'ended' ? texts.signInHref : texts.reloadHref}>{words.action}</a>
          </p>
        ) : null}
      </InsetNotice>
    </div>
  );
};

const problemOf = ({ kind }: DraftState) => (kind === 'offline' || kind === 'failed' || kind === 'ended' ? kind : null);

function wordsFor(state: DraftState, texts: DraftTexts): string {
  if (state.kind === 'kept') return texts.kept.replace('{time}', state.time);
  if (state.kind === 'keeping') return texts.keeping;
  return state.kind === 'offline' ? texts.onDevice : '';
}
