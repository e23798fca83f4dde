import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { EmptyState } from '@/components/ui/EmptyState';
import { LinkButton } from '@/components/ui/LinkButton';
import { FlowFrame } from '../../_server/FlowFrame';
import { type FlowParams } from '../../_server/flow-page';
import { NoPermission, PeopleList } from './people-parts';
import { peoplePage } from './people-page';

export const metadata = { title: null };

/** Who takes part, what was given to whom, and the way to invite somebody. */
export default guardedPage<FlowParams>(async ({ params }) => {
  const { flowId } = await params;
  const page = await peoplePage(flowId);
  const { view, home, request } = page;
  const t = await getTranslations('people');
  const invite = (
    <LinkButton href={`${home}/people/invite`} prefetch={false}>
      {t('invite')}
    </LinkButton>
  );
  const isAlone = view.people.length <= 1 && view.waiting.length === 0;
  return (
    <FlowFrame page={page} title={t('title')}>
      <StepNavigation href={home} label={t('back')} />
      <h1 className="page-title">{t('title')}</h1>
      <div className="stack">
        <p className="lead">{t('lead')}</p>
        {view.mayInvite ? isAlone ? null : <p>{invite}</p> : <NoPermission view={view} locale={request.locale} />}
        {isAlone && view.mayInvite ? (
          <EmptyState title={t('noneYetTitle')} action={invite}>
            {t('noneYet')}
          </EmptyState>
        ) : null}
      </div>
      <PeopleList view={view} flowId={flowId} home={home} locale={request.locale} />
    </FlowFrame>
  );
});
