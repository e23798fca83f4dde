import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { deviceOwner } from '@/app/_server/device-owner';
import { isAnswerToPost } from '@/app/_server/response-status';
import { DraftNotice } from '@/components/onboarding/DraftNotice';
import type { DraftTexts, StepPage } from '@/components/onboarding/step-page';
import { withDraft } from '@/components/onboarding/with-draft';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { draftKeptDays, readDraft, type Draft, type DraftPlace } from '@/lib/drafts';
import type { Outcome } from '@/lib/errors';
import { formatters } from '@/lib/i18n';
import type { FlowHeader } from '@/lib/onboarding';
import type { MemberActor, TenantTx } from '@/lib/tenancy';
import type { FlowPage } from './flow-page';
import { pagePath, signInAgain } from './kept-typing';

type Drafted = Readonly<{ draft: Draft | null }>;
type DraftedFlowPage = Pick<FlowPage<Drafted & { header: FlowHeader }>, 'actor' | 'request' | 'view'>;

/** The view of a page together with what its reader had typed there and not saved. */
export async function withOwnDraft<View>(
  tx: TenantTx,
  actor: MemberActor,
  place: DraftPlace,
  outcome: Outcome<View>,
): Promise<Outcome<View & Drafted>> {
  if (!outcome.ok) return outcome;
  return { ok: true, value: { ...outcome.value, draft: await readDraft(tx, actor, place) } };
}

/**
 * The page with what its person had typed there and not saved, with how it keeps what they type now, and with what to say
 * about it above the questions. A page that answers a post says itself what is the matter. `updated`: the person comes
 * from a page that an older version of the product had made.
 */
export async function draftedPage(
  { actor, request, view }: DraftedFlowPage,
  plain: Omit<StepPage, 'draft'>,
  { updated, itemId = '' }: Readonly<{ updated: boolean; itemId?: string }>,
): Promise<Readonly<{ page: StepPage; notice: ReactNode }>> {
  const t = await getTranslations('draft');
  const { locale } = request;
  const place = { flowId: plain.flowId, stepId: plain.stepId, itemId };
  const texts = await draftTexts(place, locale);
  const page = {
    ...plain,
    draft: { owner: deviceOwner(actor.userId), action: `/${locale}/flows/drafts`, itemId, texts },
  };
  const shown = view.draft && withDraft(page, view.draft);
  const news = updated ? (
    <div data-state="updated">
      <InsetNotice tone="info" title={t('updated.title')} role="status">
        {t('updated.text')}
      </InsetNotice>
    </div>
  ) : null;
  if (!view.draft || !shown) return { page, notice: news };
  const notice = isAnswerToPost() ? null : (
    <>
      {news}
      <DraftNotice
        title={t('notice.title', { time: draftTime(view.draft, locale, view.header.timeZone) })}
        text={t('notice.text', { days: draftKeptDays })}
        discard={t('notice.discard')}
        action={`/${locale}/flows/drafts/discard`}
        place={place}
      />
    </>
  );
  return { page: shown, notice };
}

/** On a page that cannot be changed now: what its person had typed there and what becomes of it; nothing without. */
export async function TypedInVain({ page }: Readonly<{ page: DraftedFlowPage }>) {
  const { draft, header } = page.view;
  if (!draft) return null;
  const t = await getTranslations('draft.readOnly');
  const lines = Object.values(draft.data)
    .flatMap((field) => Object.values(field).flat())
    .filter((line) => line.trim() !== '');
  return (
    <div data-state="typed-in-vain">
      <InsetNotice tone="warning" title={t('title', { time: draftTime(draft, page.request.locale, header.timeZone) })}>
        <p>{t('text', { days: draftKeptDays })}</p>
        <ul>
          {lines.map((line, index) => (
            <li key={index}>
              <bdi>{line}</bdi>
            </li>
          ))}
        </ul>
      </InsetNotice>
    </div>
  );
}

function draftTime({ at }: Draft, locale: string, timeZone: string): string {
  const format = formatters({ locale, timeZone });
  return format.date(at) === format.date(new Date()) ? format.time(at) : format.dateTime(at);
}

async function draftTexts(place: DraftPlace, locale: string): Promise<DraftTexts> {
  const t = await getTranslations('draft');
  const plain = (name: 'offline' | 'failed' | 'unreachable') => ({
    title: t(`problems.${name}.title`),
    text: t(`problems.${name}.text`),
    action: '',
  });
  const withLink = (name: 'ended' | 'updated') => ({
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
      offline: plain('offline'),
      failed: plain('failed'),
      unreachable: plain('unreachable'),
      ended: withLink('ended'),
      updated: withLink('updated'),
    },
  };
}
