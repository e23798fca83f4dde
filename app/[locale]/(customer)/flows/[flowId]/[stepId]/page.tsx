import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { isDocument } from '@/app/_server/response-status';
import { OnboardingWizard } from '@/components/onboarding/OnboardingWizard';
import { StepHead } from '@/components/onboarding/StepHead';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { WhyAsked } from '@/components/onboarding/WhyAsked';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { systemClock } from '@/lib/platform/clock';
import { getStepView } from '@/lib/onboarding';
import { saveStepAction } from '../../actions';
import type { ChangeQuery } from '../../_server/ChangeNotice';
import { FlowFrame } from '../../_server/FlowFrame';
import { flowPage } from '../../_server/flow-page';
import { draftedPage, TypedInVain, withOwnDraft } from '../../_server/step-draft';
import { stepPage, stepTexts } from '../../_server/step-page';
import { StepHelp } from '../../_server/StepHelp';
import { StepNotices } from '../../_server/StepNotices';
import { AskForAnswer, StepPeople } from '../../_server/StepPeople';

export const metadata = { title: null };

type Props = Readonly<{
  params: Promise<{ flowId: string; stepId: string }>;
  searchParams: Promise<ChangeQuery & Readonly<{ from?: string; updated?: string; asked?: string }>>;
}>;

/** One page of questions. A step that is not on the path leads to where the path goes on. */
export default guardedPage<Props>(async ({ params, searchParams }) => {
  const [{ flowId, stepId }, query] = await Promise.all([params, searchParams]);
  const { from, updated } = query;
  const page = await flowPage(
    flowId,
    async (tx, actor, locale) =>
      withOwnDraft(tx, actor, { flowId, stepId, itemId: '' }, await getStepView(tx, actor, { flowId, stepId, locale })),
    (code, { kind }, home) => {
      if (code !== 'step_not_on_path') return null;
      if (kind === 'credential' || kind === 'connect') {
        return `${home}/${stepId}/access${query.from === 'check' ? '?from=check' : ''}`;
      }
      if (kind === 'webhook') return `${home}/webhook/${stepId}`;
      return `${home}?gone=${stepId}`;
    },
  );
  const { view, home, request } = page;
  const fromCheck = from === 'check';
  const [t, why, form, common, data, texts] = await Promise.all([
    getTranslations('step'),
    getTranslations('why'),
    getTranslations('form'),
    getTranslations('common'),
    stepPage(view, { locale: request.locale, home, fromCheck, now: systemClock.now() }),
    stepTexts(),
  ]);
  const drafted = await draftedPage(page, data, { updated: updated !== undefined });
  const back = fromCheck ? `${home}/check` : view.previousStepId ? `${home}/${view.previousStepId}` : home;
  const head = (
    <>
      <StepHead
        caption={`${view.sectionTitle} · ${view.taskTitle}`}
        title={view.title}
        help={view.help}
        why={view.why === null ? null : { label: form('why'), text: view.why }}
        position={view.position ? form('questionOf', { number: view.position.number, total: view.position.of }) : null}
        asked={<WhyAsked title={why('title')} why={view.asked} />}
      />
      <StepNotices page={page} query={query} />
      <StepPeople page={page} />
    </>
  );
  return (
    <FlowFrame page={page} title={view.canAnswer ? undefined : view.title} help={<StepHelp view={view} />}>
      {view.canAnswer ? (
        <OnboardingWizard
          back={{ href: back, label: common('back') }}
          head={
            view.laterOnly ? (
              <>
                {head}
                <InsetNotice tone="info">{t('readOnlyLater')}</InsetNotice>
              </>
            ) : (
              head
            )
          }
          notice={drafted.notice}
          page={drafted.page}
          texts={texts}
          action={saveStepAction}
          nonce={isDocument() ? request.nonce : undefined}
        />
      ) : (
        <div className="stack">
          <StepNavigation href={home} label={common('back')} />
          {head}
          <TypedInVain page={page} />
          <InsetNotice tone="info">{t(view.header.open || view.laterOnly ? 'onlyMembers' : 'readOnly')}</InsetNotice>
          <AskForAnswer page={page} asked={query.asked} />
          <LinkButton href={`${home}/check`} prefetch={false} variant="secondary">
            {t('readAnswers')}
          </LinkButton>
        </div>
      )}
    </FlowFrame>
  );
});
