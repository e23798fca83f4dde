import { getTranslations } from 'next-intl/server';
import { notFound } from 'next/navigation';
import { effectWords } from '@/app/_server/effect-words';
import { guardedPage } from '@/app/_server/guarded-page';
import { EffectTable } from '@/components/offboarding/EffectTable';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { getOffboardingView } from '@/lib/offboarding';
import { authorise, withTenant } from '@/lib/tenancy';
import { formWords } from '../../../../_shell/form-words';
import { Refused } from '../../../../_shell/Refused';
import { staffContext } from '../../../../_shell/staff-context';
import { StaffForm } from '../../../../_shell/StaffForm';
import { StaffPage } from '../../../../_shell/StaffPage';
import { request } from '../actions';

type Props = Readonly<{ params: Promise<{ flowId: string; optionId: string }> }>;

/** One way of ending a service, everything that it does, and the words that have to be typed. */
async function ConfirmPage({ params }: Props) {
  const [{ flowId, optionId }, t, staff, words, effects] = await Promise.all([
    params,
    getTranslations('offboarding'),
    getTranslations('staff'),
    formWords(),
    effectWords(),
  ]);
  const context = await staffContext({ flowId });
  const { actor, locale, theme } = context;
  const allowed = authorise(actor, 'offboarding.request');
  if (!allowed.ok) return <Refused context={context} place="portfolio" title={t('title')} refusal={allowed.refusal} />;
  const view = await withTenant(actor, (tx) => getOffboardingView(tx, actor, { flowId, locale }));
  const option = view.ok ? view.value.options.find(({ id }) => id === optionId) : undefined;
  if (!view.ok || !option) notFound();
  const title = option.title;
  const { name } = theme;
  return (
    <StaffPage context={context} place="portfolio" title={title} titleInForm={view.value.mayRequest}>
      <p className="muted">{t('lead', { name: view.value.customerName })}</p>
      <InsetNotice tone={option.destructive ? 'error' : 'warning'}>
        <ul>
          {option.consequences.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
        {option.destructive ? <p>{t('choose.approval')}</p> : null}
      </InsetNotice>
      <EffectTable rows={option.effects} {...effects} />
      <div className="staff-narrow stack">
        {view.value.mayRequest ? (
          <StaffForm
            id="offboard"
            action={request}
            hidden={{ flowId, optionId: option.id, shown: option.fingerprint }}
            fields={[
              {
                name: 'phrase',
                type: 'text',
                label: t('confirm.phrase', { phrase: option.phrase }),
                hint: t('confirm.phraseHint'),
                required: true,
                autoComplete: 'off',
              },
              {
                name: 'reason',
                type: 'textarea',
                label: t('confirm.reason'),
                hint: t('confirm.reasonHint'),
                required: true,
              },
            ]}
            submit={t(option.destructive ? 'confirm.ask' : 'confirm.begin')}
            pending={staff('working')}
            variant="danger"
            texts={words}
            titles={{ plain: staff('titled', { title, name }), error: staff('titledError', { title, name }) }}
          />
        ) : (
          <p>{t('notNow')}</p>
        )}
        <p>
          <a href={`/${locale}/portfolio/${flowId}/offboard`}>{t('confirm.other')}</a>
        </p>
      </div>
    </StaffPage>
  );
}

export default guardedPage(ConfirmPage);
