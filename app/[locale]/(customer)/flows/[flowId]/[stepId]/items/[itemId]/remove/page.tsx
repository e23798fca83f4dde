import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { ActionForm } from '@/components/onboarding/ActionForm';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { isolate } from '@/lib/i18n';
import { getItemView } from '@/lib/onboarding';
import { removeItemAction } from '../../../../../actions';
import { answerTexts } from '../../../../../_server/answer-text';
import { FlowFrame } from '../../../../../_server/FlowFrame';
import { flowPage } from '../../../../../_server/flow-page';
import { stepTexts } from '../../../../../_server/step-page';

export const metadata = { title: null };

type Props = Readonly<{ params: Promise<{ flowId: string; stepId: string; itemId: string }> }>;

/** Asks before an item leaves its list; one that is gone already leads to the list. */
export default guardedPage<Props>(async ({ params }) => {
  const { flowId, stepId, itemId } = await params;
  const page = await flowPage(
    flowId,
    (tx, actor, locale) => getItemView(tx, actor, { flowId, stepId, itemId, locale }),
    (code, detail, home) =>
      code === 'step_not_on_path'
        ? detail['stepId'] === stepId
          ? `${home}/${stepId}`
          : `${home}?gone=${stepId}`
        : null,
  );
  const { view, home, request } = page;
  const [t, common, write, texts] = await Promise.all([
    getTranslations('step'),
    getTranslations('common'),
    answerTexts(request.locale, view.header.timeZone),
    stepTexts(),
  ]);
  const listHref = `${home}/${stepId}`;
  const title = t('items.removeTitle');
  const name = write(view.name)?.lines[0] ?? view.listLabel;
  return (
    <FlowFrame page={page} title={title}>
      <StepNavigation href={listHref} label={common('back')} />
      <div className="stack">
        <p className="page-caption">{`${view.sectionTitle} · ${view.listLabel}`}</p>
        <h1 tabIndex={-1}>{title}</h1>
        <p>{t('items.removeText', { name: isolate(name) })}</p>
        {view.canAnswer ? (
          <>
            <ActionForm
              action={removeItemAction}
              hidden={{ flowId, stepId, listId: view.listId, itemId, base: view.base ?? '' }}
              button={{ label: t('items.remove'), pending: common('saving'), variant: 'danger' }}
              texts={texts.form}
            />
            <p>
              <LinkButton href={listHref} prefetch={false} variant="secondary">
                {t('items.keep')}
              </LinkButton>
            </p>
          </>
        ) : (
          <InsetNotice tone="info">{t('onlyMembers')}</InsetNotice>
        )}
      </div>
    </FlowFrame>
  );
});
