import { createHash } from 'node:crypto';
import { getTranslations } from 'next-intl/server';
import type { ComponentProps } from 'react';
import { isAnswerToPost } from '@/app/_server/response-status';
import type { DraftNotice } from '@/components/onboarding/DraftNotice';
import type { DraftTexts, StepPage } from '@/components/onboarding/step-page';
import { withDraft } from '@/components/onboarding/with-draft';
import { draftKeptDays, type Draft } from '@/lib/drafts';
import { formatters } from '@/lib/i18n';
import { pagePath, signInAgain } from './kept-typing';

type About = Readonly<{ userId: string; locale: string; timeZone: string; itemId?: string }>;
type Drafted = Readonly<{
  page: StepPage;
  /** What to say above the page when it shows typing that is not saved; absent when there is none to tell of. */
  notice: ComponentProps<typeof DraftNotice> | null;
}>;

/**
 * The page with what its person had typed there and not saved, and with how it keeps what they type now. A page that
 * answers a post says itself what is the matter, so no notice stands above it.
 */
export async function draftedPage(
  plain: Omit<StepPage, 'draft'>,
  draft: Draft | null,
  { userId, locale, timeZone, itemId = '' }: About,
): Promise<Drafted> {
  const t = await getTranslations('draft');
  const place = { flowId: plain.flowId, stepId: plain.stepId, itemId };
  const page = {
    ...plain,
    draft: {
      owner: deviceOwner(userId),
      action: `/${locale}/flows/drafts`,
      itemId,
      texts: await draftTexts(place, locale),
    },
  };
  const shown = draft && withDraft(page, draft);
  if (!draft || !shown) return { page, notice: null };
  if (isAnswerToPost()) return { page: shown, notice: null };
  return {
    page: shown,
    notice: {
      title: t('notice.title', { time: draftTime(draft, { locale, timeZone }) }),
      text: t('notice.text', { days: draftKeptDays }),
      discard: t('notice.discard'),
      action: `/${locale}/flows/drafts/discard`,
      place,
    },
  };
}

/** The notice above a page that cannot be changed now, when its person had typed something there; null without. */
export async function keptWithoutSaving(
  draft: Draft | null,
  about: Pick<About, 'locale' | 'timeZone'>,
): Promise<Readonly<{ title: string; text: string; lines: readonly string[] }> | null> {
  if (!draft) return null;
  const t = await getTranslations('draft.readOnly');
  const lines = Object.values(draft.data).flatMap((field) => Object.values(field).flat());
  return {
    title: t('title', { time: draftTime(draft, about) }),
    text: t('text', { days: draftKeptDays }),
    lines: lines.filter((line) => line.trim() !== ''),
  };
}

/** Stands for a person in the names of what their browser keeps; tells nothing about them. */
export const deviceOwner = (userId: string): string =>
  createHash('sha256').update(`device:${userId}`).digest('base64url').slice(0, 16);

const draftTime = ({ at }: Draft, about: Readonly<{ locale: string; timeZone: string }>): string => {
  const format = formatters(about);
  return format.date(at) === format.date(new Date()) ? format.time(at) : format.dateTime(at);
};

async function draftTexts(
  place: Readonly<{ flowId: string; stepId: string; itemId: string }>,
  locale: string,
): Promise<DraftTexts> {
  const t = await getTranslations('draft');
  const problem = (name: 'offline' | 'failed' | 'unreachable') => ({
    title: t(`problems.${name}.title`),
    text: t(`problems.${name}.text`),
    action: '',
  });
  const problemWithLink = (name: 'ended' | 'updated') => ({
    title: t(`problems.${name}.title`),
    text: t(`problems.${name}.text`),
    action: t(`problems.${name}.action`),
  });
  return {
    keeping: t('keeping'),
    kept: t.raw('kept') as string,
    onDevice: t('onDevice'),
    signInHref: signInAgain(place, locale),
    reloadHref: `${pagePath(place, locale)}?updated=1`,
    problems: {
      offline: problem('offline'),
      failed: problem('failed'),
      unreachable: problem('unreachable'),
      ended: problemWithLink('ended'),
      updated: problemWithLink('updated'),
    },
  };
}
