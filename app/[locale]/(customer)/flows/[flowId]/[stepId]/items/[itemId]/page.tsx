import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { isDocument } from '@/app/_server/response-status';
import { OnboardingWizard } from '@/components/onboarding/OnboardingWizard';
import { StepHead } from '@/components/onboarding/StepHead';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { systemClock } from '@/lib/platform/clock';
import { getItemView } from '@/lib/onboarding';
import { saveItemAction } from '../../../../actions';
import { FlowFrame } from '../../../../_server/FlowFrame';
import { flowPage } from '../../../../_server/flow-page';
import { draftedPage, withOwnDraft } from '../../../../_server/step-draft';
import { stepPage, stepTexts } from '../../../../_server/step-page';

export const metadata = { title: null };

type Props = Readonly<{
  params: Promise<{ flowId: string; stepId: string; itemId: string }>;
  searchParams: Promise<{ list?: string; from?: string; updated?: string }>;
}>;

/** The page of one item of a repeatable list; `new` is one that does not exist yet. What is gone leads to the list. */
export default guardedPage<Props>(async ({ params, searchParams }) => {
  const [{ flowId, stepId, itemId }, { list, from, updated }] = await Promise.all([params, searchParams]);
  const page = await flowPage(
    flowId,
    async (tx, actor, locale) => {
      const view = await getItemView(tx, actor, { flowId, stepId, itemId, listId: list, locale });
      return withOwnDraft(tx, actor, { flowId, stepId, itemId }, view);
    },
    (code, detail, home) =>
      code === 'step_not_on_path'
        ? detail['stepId'] === stepId
          ? `${home}/${stepId}`
          : `${home}?gone=${stepId}`
        : null,
  );
  const { view, home, request } = page;
  const fromCheck = from === 'check';
  const [t, common, plain, texts] = await Promise.all([
    getTranslations('step'),
    getTranslations('common'),
    stepPage(view, { locale: request.locale, home, fromCheck, now: systemClock.now() }),
    stepTexts(),
  ]);
  const listHref = `${home}/${stepId}${fromCheck ? '?from=check' : ''}`;
  const title = t(view.isNew ? 'items.add' : 'items.change');
  const item = {
    listId: view.listId,
    itemId: view.itemId,
    isNew: view.isNew,
    base: view.base,
    listHref,
    backLabel: t('items.back'),
  };
  const drafted = await draftedPage(page, { ...plain, title, item }, { updated: updated !== undefined, itemId });
  const head = (
    <StepHead
      caption={`${view.sectionTitle} · ${view.listLabel}`}
      title={title}
      help={null}
      why={null}
      position={null}
    />
  );
  return (
    <FlowFrame page={page} title={view.canAnswer ? undefined : title}>
      {view.canAnswer ? (
        <OnboardingWizard
          back={{ href: listHref, label: common('back') }}
          head={head}
          notice={drafted.notice}
          page={drafted.page}
          texts={{ ...texts, continue: t('items.save') }}
          action={saveItemAction}
          nonce={isDocument() ? request.nonce : undefined}
        />
      ) : (
        <div className="stack">
          <StepNavigation href={listHref} label={common('back')} />
          {head}
          <InsetNotice tone="info">{t('onlyMembers')}</InsetNotice>
        </div>
      )}
    </FlowFrame>
  );
});
