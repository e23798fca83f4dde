import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { formTexts } from '@/components/forms/form-texts';
import { ActionForm } from '@/components/onboarding/ActionForm';
import { CredentialForm } from '@/components/onboarding/CredentialForm';
import { StepHead } from '@/components/onboarding/StepHead';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { WhyAsked } from '@/components/onboarding/WhyAsked';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { Ltr } from '@/components/ui/Ltr';
import { getLookView, type LookView } from '@/lib/onboarding';
import { FlowFrame } from '../../../_server/FlowFrame';
import { flowPage } from '../../../_server/flow-page';
import { LookState } from '../../../_server/LookState';
import { placeAfter } from '../../../_server/place-after';
import { StepHelp } from '../../../_server/StepHelp';
import {
  recheckCredentialAction,
  removeCredentialAction,
  runConnectCheckAction,
  skipCredentialAction,
  submitCredentialAction,
} from './actions';

export const metadata = { title: null };

type Props = Readonly<{
  params: Promise<{ flowId: string; stepId: string }>;
  searchParams: Promise<Readonly<{ from?: string }>>;
}>;

/** The page of a credential, or of a look at another system: what is asked for, what was found, and where to go on. */
export default guardedPage<Props>(async ({ params, searchParams }) => {
  const [{ flowId, stepId }, { from }] = await Promise.all([params, searchParams]);
  const fromCheck = from === 'check';
  const page = await flowPage(
    flowId,
    (tx, actor, locale) => getLookView(tx, actor, { flowId, stepId, locale, fromCheck }),
    (code, _detail, home) => (code === 'step_not_on_path' ? `${home}?gone=${stepId}` : null),
  );
  const { view, home, request } = page;
  const [t, why, form, common] = await Promise.all([
    getTranslations('credentials.step'),
    getTranslations('why'),
    getTranslations('form'),
    getTranslations('common'),
  ]);
  const back = fromCheck ? `${home}/check` : view.previousStepId ? `${home}/${view.previousStepId}` : home;
  const here = `${home}/${stepId}/access${fromCheck ? '?from=check' : ''}`;
  return (
    <FlowFrame page={page} title={view.title} help={<StepHelp view={{ ...view, why: null, fields: [] }} />}>
      <StepNavigation href={back} label={common('back')} />
      <div className="stack">
        <StepHead
          caption={`${view.sectionTitle} · ${view.taskTitle}`}
          title={view.title}
          help={view.help}
          why={view.why === null ? null : { label: form('why'), text: view.why }}
          position={null}
          asked={<WhyAsked title={why('title')} why={view.asked} />}
        />
        <LookState view={view} href={here} locale={request.locale} />
        {view.done && view.state !== 'checking' ? (
          <p className="button-row">
            <LinkButton href={placeAfter(home, view.next, 'continue')} prefetch={false}>
              {t('continue')}
            </LinkButton>
          </p>
        ) : null}
        {view.canAnswer ? (
          <Asking view={view} home={home} fromCheck={fromCheck} />
        ) : (
          <InsetNotice tone="info">{t('onlyMembers')}</InsetNotice>
        )}
      </div>
    </FlowFrame>
  );
});

type AskingProps = Readonly<{ view: LookView; home: string; fromCheck: boolean }>;

async function Asking({ view, home, fromCheck }: AskingProps) {
  const [t, form] = await Promise.all([getTranslations('credentials.step'), getTranslations('form')]);
  if (view.state === 'checking') return null;
  if (!view.canLook) {
    return (
      <InsetNotice tone="info">
        {t('answersFirst')}{' '}
        <Link href={home} prefetch={false}>
          {t('goToAnswers')}
        </Link>
      </InsetNotice>
    );
  }
  const shared = {
    hidden: { flowId: view.header.flowId, stepId: view.stepId, from: fromCheck ? 'check' : '' },
    texts: formTexts((key) => form.raw(key) as string),
  };
  const pending = t('pending');
  if (view.kind === 'connect') {
    const again = view.state !== 'open';
    return (
      <>
        {again ? null : <p>{t('connectLead')}</p>}
        <ActionForm
          {...shared}
          action={runConnectCheckAction}
          button={{
            label: t(again ? 'lookAgain' : 'look'),
            pending,
            ...(view.done && { variant: 'secondary' as const }),
          }}
        />
      </>
    );
  }
  const ask = (
    <>
      {view.stored || view.state === 'open' ? null : <h2>{t('againTitle')}</h2>}
      <p>{t(view.stored ? 'replaceText' : 'lead')}</p>
      {view.scopes.length > 0 ? (
        <>
          <p>{t('scopes')}</p>
          <ul>
            {view.scopes.map((scope) => (
              <li key={scope}>
                <Ltr code wrap>
                  {scope}
                </Ltr>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {view.state === 'failed' || view.state === 'expired' ? <p>{t('typeAgain')}</p> : null}
      <CredentialForm
        {...shared}
        action={submitCredentialAction}
        parts={view.parts}
        button={{ label: t(view.stored ? 'submitAgain' : 'submit'), pending }}
        typeAgain={t('typeAgain')}
      />
    </>
  );
  if (!view.stored) {
    return (
      <>
        {ask}
        {view.canSkip && view.state !== 'skipped' ? (
          <ActionForm
            {...shared}
            action={skipCredentialAction}
            button={{ label: t('skip'), pending, variant: 'secondary' }}
          >
            <p>{t('skipText')}</p>
          </ActionForm>
        ) : null}
      </>
    );
  }
  return (
    <>
      <ActionForm
        {...shared}
        action={recheckCredentialAction}
        button={{ label: t('lookAgain'), pending, variant: view.state === 'changed' ? 'primary' : 'secondary' }}
      />
      <details className="details" open={view.state === 'failed'}>
        <summary>{t('replaceTitle')}</summary>
        <div className="stack">{ask}</div>
      </details>
      {view.canRemove ? (
        <details className="details">
          <summary>{t('remove')}</summary>
          <ActionForm
            {...shared}
            action={removeCredentialAction}
            button={{ label: t('remove'), pending, variant: 'danger' }}
          >
            <p>{t('removeText')}</p>
          </ActionForm>
        </details>
      ) : null}
    </>
  );
}
