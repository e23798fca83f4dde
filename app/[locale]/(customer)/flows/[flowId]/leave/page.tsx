import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { formTexts } from '@/components/forms/form-texts';
import { EffectTable } from '@/components/offboarding/EffectTable';
import { ActionForm } from '@/components/onboarding/ActionForm';
import { StepNavigation } from '@/components/onboarding/StepNavigation';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { isolate } from '@/lib/i18n';
import type { OffboardingOptionView } from '@/lib/offboarding';
import { effectWords } from '@/app/_server/effect-words';
import { FlowFrame } from '../../_server/FlowFrame';
import { flowPage, type FlowParams } from '../../_server/flow-page';
import { readStatus } from '../../_server/read-status';
import { askToLeave, stayAfterAll } from './actions';
import { LeaveForm } from './LeaveForm';

export const metadata = { title: null };

type Params = FlowParams & Readonly<{ searchParams: Promise<Readonly<Record<string, unknown>>> }>;

/** Where an owner asks for the service to end: the ways, what each takes away, and the words to type. */
export default guardedPage<Params>(async ({ params, searchParams }) => {
  const [{ flowId }, { option }] = await Promise.all([params, searchParams]);
  const page = await flowPage(flowId, (tx, actor, locale) => readStatus(tx, actor, { flowId, locale }));
  const { view, home } = page;
  const [t, common, form] = await Promise.all([
    getTranslations('offboarding'),
    getTranslations('common'),
    getTranslations('form'),
  ]);
  const { options, mayRequest, mayCancel, current } = view.offboarding;
  const chosen = mayRequest ? options.find(({ id }) => id === option) : undefined;
  const partner = isolate(view.header.ownerName);
  const title = chosen ? chosen.title : t('title');
  const name = page.theme?.name ?? view.header.ownerName;
  const texts = formTexts((key) => form.raw(key) as string);
  const waits = current?.status === 'requested';
  return (
    <FlowFrame page={page} {...(chosen ? {} : { title })}>
      <StepNavigation href={chosen ? `${home}/leave` : `${home}/status`} label={common('back')} />
      <h1 className="page-title">{title}</h1>
      <div className="stack">
        {waits ? (
          <InsetNotice tone="info">
            {t(current.side === 'customer' ? 'customer.requested' : 'customer.requestedByPartner', { partner })}
          </InsetNotice>
        ) : (
          <p className="lead">{mayRequest ? t('customer.lead', { partner }) : t('notNow')}</p>
        )}
        {waits && mayCancel ? (
          <ActionForm
            action={stayAfterAll}
            hidden={{ flowId }}
            button={{ label: t('decide.cancel'), pending: common('saving'), variant: 'secondary' }}
            texts={texts}
          />
        ) : null}
        {chosen ? (
          <>
            <Consequences option={chosen} />
            <LeaveForm
              action={askToLeave}
              hidden={{ flowId, optionId: chosen.id }}
              words={{
                phrase: t('confirm.phrase', { phrase: chosen.phrase }),
                phraseHint: t('confirm.phraseHint'),
                reason: t('confirm.reason'),
                reasonHint: t('confirm.reasonHint'),
                submit: t('confirm.ask'),
                pending: common('saving'),
              }}
              titles={{ plain: `${title} – ${name}`, error: `${form('errorTitle', { title })} – ${name}` }}
              texts={texts}
            />
          </>
        ) : null}
        {mayRequest && !chosen
          ? options.map((each) => (
              <section key={each.id} className="card" aria-labelledby={`option-${each.id}`}>
                <h2 id={`option-${each.id}`}>{each.title}</h2>
                <Consequences option={each} />
                <p className="button-row">
                  <LinkButton
                    href={`${home}/leave?option=${encodeURIComponent(each.id)}`}
                    variant="secondary"
                    prefetch={false}
                  >
                    {`${t('choose.button')}: ${each.title}`}
                  </LinkButton>
                </p>
              </section>
            ))
          : null}
      </div>
    </FlowFrame>
  );
});

async function Consequences({ option }: Readonly<{ option: OffboardingOptionView }>) {
  const [t, effects] = await Promise.all([getTranslations('offboarding.effects'), effectWords()]);
  return (
    <>
      <ul>
        {option.consequences.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <details className="details">
        <summary>{t('title')}</summary>
        <EffectTable rows={option.effects} {...effects} />
      </details>
    </>
  );
}
