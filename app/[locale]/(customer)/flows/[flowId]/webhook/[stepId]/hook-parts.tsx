import { getTranslations } from 'next-intl/server';
import { formTexts } from '@/components/forms/form-texts';
import { ActionForm } from '@/components/onboarding/ActionForm';
import { SecretReveal } from '@/components/onboarding/SecretReveal';
import { CopyButton } from '@/components/ui/CopyButton';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { Ltr } from '@/components/ui/Ltr';
import { SummaryList } from '@/components/ui/SummaryList';
import { formatters, isolate } from '@/lib/i18n';
import type { HookFacts, HookView } from '@/lib/webhooks';
import { revealHookSecretAction, rotateHookSecretAction, sendHookTestAction } from './actions';
import { signedCommand } from './signed-command';

type Part = Readonly<{ view: HookView; hook: HookFacts; locale: string }>;

/** What is entered in the other system, each to be copied. */
export async function HookValues({ hook }: Pick<Part, 'hook'>) {
  const [t, common] = await Promise.all([getTranslations('webhooks'), getTranslations('common')]);
  const copied = (value: string, label: string) => (
    <span className="copy">
      <span className="copy__value">
        <Ltr code wrap>
          {value}
        </Ltr>
      </span>
      <CopyButton value={value} label={label} copied={common('copied')} refused={common('copyRefused')} />
    </span>
  );
  return (
    <SummaryList
      notProvided={common('notProvided')}
      rows={[
        { id: 'hook-name', label: t('name'), value: copied(hook.name, t('copyName')) },
        { id: 'hook-url', label: t('address'), value: copied(hook.url, t('copyAddress')) },
        { id: 'hook-request', label: t('request'), value: <Ltr code>{'POST'}</Ltr> },
        { id: 'hook-type', label: t('contentType'), value: <Ltr code>{'application/json'}</Ltr> },
        { id: 'hook-method', label: t('method'), value: t(`methods.${hook.profile}`) },
        { id: 'hook-header', label: t('header'), value: copied(hook.header, t('copyHeader')) },
        { id: 'hook-fingerprint', label: t('fingerprint'), value: <Ltr code>{hook.fingerprint}</Ltr> },
      ]}
    />
  );
}

/** The secret for the one time that it is shown, or who saw it; and a new one. */
export async function HookSecret({ view, hook, locale }: Part) {
  const [t, reveal, form] = await Promise.all([
    getTranslations('webhooks'),
    getTranslations('status.reveal'),
    getTranslations('form'),
  ]);
  const { flowId, customerName, timeZone } = view.header;
  const { dateTime } = formatters({ locale, timeZone });
  const { revealed } = hook;
  const shown = revealed && {
    title: revealed.by
      ? reveal('alreadyBy', { name: isolate(revealed.by), time: dateTime(revealed.at) })
      : reveal('already', { time: dateTime(revealed.at) }),
  };
  // A new secret is an owner's to make: nobody else is sent to a button that is not there.
  const closed = !view.mayReveal ? (
    <InsetNotice tone="info" {...shown}>
      {reveal('ownerOnly', { customer: customerName })}
    </InsetNotice>
  ) : shown ? (
    <InsetNotice tone="info" title={shown.title}>
      {t('secret.rotateInstead')}
    </InsetNotice>
  ) : undefined;
  return (
    <section aria-labelledby="secret" className="stack">
      <h2 id="secret">{t('secret.title')}</h2>
      {hook.previousUntil ? (
        <InsetNotice tone="success" role="status">
          {t('rotate.done', { time: dateTime(hook.previousUntil) })}
        </InsetNotice>
      ) : null}
      <SecretReveal
        action={revealHookSecretAction}
        flowId={flowId}
        stepId={view.stepId}
        doneHref={`/${locale}/flows/${flowId}/webhook/${view.stepId}`}
        texts={{
          beforeTitle: reveal('beforeTitle'),
          before: reveal('before'),
          button: reveal('button'),
          pending: t('working'),
          shownTitle: reveal('shownTitle'),
          shown: reveal('shown'),
          copy: t('secret.copy'),
          copied: reveal('copied'),
          copyRefused: reveal('copyRefused'),
          hide: t('secret.hide'),
        }}
        closed={closed}
      />
      {view.mayReveal && revealed ? (
        <details className="details">
          <summary>{t('rotate.title')}</summary>
          <div className="stack">
            <p>{t('rotate.text')}</p>
            <ActionForm
              action={rotateHookSecretAction}
              hidden={{ flowId, stepId: view.stepId }}
              button={{ label: t('rotate.button'), pending: t('working'), variant: 'secondary' }}
              texts={formTexts((key) => form.raw(key) as string)}
            />
          </div>
        </details>
      ) : null}
    </section>
  );
}

/** Our own signed test, and the command that sends one from the customer's network. */
export async function HookTest({ view, hook, locale, sent }: Part & Readonly<{ sent: boolean }>) {
  const [t, common, form] = await Promise.all([
    getTranslations('webhooks'),
    getTranslations('common'),
    getTranslations('form'),
  ]);
  const { flowId, timeZone } = view.header;
  const command = signedCommand(hook);
  return (
    <section aria-labelledby="test" className="stack">
      <h2 id="test">{t('test.title')}</h2>
      <p>{t('test.text')}</p>
      {hook.testedAt ? (
        <InsetNotice tone="success" role={sent ? 'status' : 'note'}>
          {sent
            ? t('test.sentNow')
            : t('test.sent', { time: formatters({ locale, timeZone }).dateTime(hook.testedAt) })}
        </InsetNotice>
      ) : null}
      <ActionForm
        action={sendHookTestAction}
        hidden={{ flowId, stepId: view.stepId }}
        button={{ label: t('test.button'), pending: t('working'), variant: 'secondary' }}
        texts={formTexts((key) => form.raw(key) as string)}
      />
      {command ? (
        <details className="details">
          <summary>{t('test.byHand')}</summary>
          <div className="stack">
            <p>{t('test.byHandText')}</p>
            <pre dir="ltr" className="hook-command">
              <code>{command}</code>
            </pre>
            <CopyButton
              value={command}
              label={t('copyCommand')}
              copied={common('copied')}
              refused={common('copyRefused')}
            />
          </div>
        </details>
      ) : null}
    </section>
  );
}

/** What was refused and why, and what to try about it. */
export async function HookTrouble({ view, hook, locale }: Part) {
  const t = await getTranslations('webhooks');
  const { dateTime } = formatters({ locale, timeZone: view.header.timeZone });
  const reasons = new Set<string>(hook.refusals.map(({ reason }) => reason));
  const fitting = view.remedies.filter(({ on }) => on.some((reason) => reasons.has(reason)));
  const remedies = fitting.length > 0 ? fitting : view.remedies;
  return (
    <>
      {hook.refusals.length > 0 ? (
        <InsetNotice tone="warning" title={t('refused.title')}>
          <ul>
            {hook.refusals.map(({ reason, times, lastAt }) => (
              <li key={reason}>
                {t(`refused.reason.${reason}`)}: {t('refused.times', { times, time: dateTime(lastAt) })}
              </li>
            ))}
          </ul>
          <p className="small">{t('refused.lead')}</p>
        </InsetNotice>
      ) : null}
      {view.state === 'waiting' && remedies.length > 0 ? (
        <section aria-labelledby="remedies" className="stack">
          <h2 id="remedies">{t('remedies')}</h2>
          <ul>
            {remedies.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}
