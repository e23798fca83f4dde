import { getTranslations } from 'next-intl/server';
import { formTexts } from '@/components/forms/form-texts';
import { ActionForm } from '@/components/onboarding/ActionForm';
import { PresenceLine } from '@/components/onboarding/PresenceLine';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { listPeople, presentOthers } from '@/lib/members';
import type { StepView } from '@/lib/onboarding';
import { can, withTenant } from '@/lib/tenancy';
import { askAction } from '../[flowId]/people/actions';
import { NoPermission, PeopleList } from '../[flowId]/people/people-parts';
import type { FlowPage } from './flow-page';
import { presenceText } from './presence-text';

type Props = Readonly<{ page: FlowPage<StepView> }>;

/** The people around a page of questions: who else has it open, and, on a page about inviting, who takes part. */
export async function StepPeople({ page }: Props) {
  const { view, actor, request } = page;
  const { flowId } = view.header;
  const names = await presentOthers(actor, { flowId, stepId: view.stepId });
  return (
    <>
      <PresenceLine
        action={`/${request.locale}/flows/presence`}
        flowId={flowId}
        stepId={view.stepId}
        initial={await presenceText(names, request.locale)}
      />
      {view.kind === 'invite' && can(actor, 'people.read') ? <PeoplePanel page={page} /> : null}
    </>
  );
}

/** Who takes part, in the middle of the questions; inviting leads to its own page and back. */
async function PeoplePanel({ page }: Props) {
  const { view, actor, request, home } = page;
  const { flowId } = view.header;
  const t = await getTranslations('people');
  const people = await withTenant(actor, (tx) => listPeople(tx, actor, { flowId, locale: request.locale }));
  if (!people.ok) return null;
  return (
    <>
      <PeopleList view={{ ...people.value, mayInvite: false }} flowId={flowId} home={home} locale={request.locale} />
      {people.value.mayInvite ? (
        <p>
          <LinkButton href={`${home}/people/invite`} variant="secondary" prefetch={false}>
            {t('invite')}
          </LinkButton>
        </p>
      ) : (
        <NoPermission view={people.value} locale={request.locale} />
      )}
    </>
  );
}

/** For those who cannot answer a page: a button that asks whoever can. */
export async function AskForAnswer({ page, asked }: Props & Readonly<{ asked: string | undefined }>) {
  const { view, actor } = page;
  const [t, form] = await Promise.all([getTranslations('people'), getTranslations('form')]);
  if (asked !== undefined) {
    return (
      <InsetNotice tone="success" role="status">
        {t(asked === 'before' ? 'ask.before' : 'ask.done')}
      </InsetNotice>
    );
  }
  if (!view.header.open || !can(actor, 'answer.request')) return null;
  return (
    <ActionForm
      action={askAction}
      hidden={{ flowId: view.header.flowId, stepId: view.stepId }}
      button={{ label: t('ask.button'), pending: t('working'), variant: 'secondary' }}
      texts={formTexts((key) => form.raw(key) as string)}
    >
      <p>{t('ask.text')}</p>
    </ActionForm>
  );
}
