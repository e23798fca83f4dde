import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { EffectTable } from '@/components/offboarding/EffectTable';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { StatusTag } from '@/components/ui/StatusTag';
import { VisuallyHidden } from '@/components/ui/VisuallyHidden';
import { versioned } from '@/lib/live-progress';
import { ok } from '@/lib/errors';
import { getOffboardingView, type OffboardingOptionView } from '@/lib/offboarding';
import { getRunView } from '@/lib/provisioning';
import { withTenant } from '@/lib/tenancy';
import { OffboardingWish, wishTone } from '../../../_shell/OffboardingWish';
import { effectWords } from '@/app/_server/effect-words';
import { Refused } from '../../../_shell/Refused';
import { one, type SearchParams } from '../../../_shell/search-params';
import { staffContext } from '../../../_shell/staff-context';
import { StaffPage } from '../../../_shell/StaffPage';

const doneWords = ['requested', 'running', 'declined', 'cancelled', 'resumed'] as const;

type Props = Readonly<{ params: Promise<{ flowId: string }>; searchParams: SearchParams }>;

/** Where a customer's service is ended: the ways with what each takes away, the second person, and what came of it. */
async function OffboardPage({ params, searchParams }: Props) {
  const [{ flowId }, query, t] = await Promise.all([params, searchParams, getTranslations('offboarding')]);
  const context = await staffContext({ flowId });
  const { actor, locale } = context;
  const read = await withTenant(actor, (tx) =>
    versioned(tx, actor, { flowId }, async () => {
      const view = await getOffboardingView(tx, actor, { flowId, locale });
      if (!view.ok) return view;
      const run = await getRunView(tx, actor, { flowId });
      return run.ok ? ok({ view: view.value, run: run.value }) : run;
    }),
  );
  if (!read.ok) return <Refused context={context} place="portfolio" title={t('title')} refusal={read.refusal} />;
  const { view, run, version } = read.value;
  const { current, customerName, mayRequest, options } = view;
  const done = doneWords.find((word) => word === one(query.done));
  return (
    <StaffPage
      context={context}
      place="portfolio"
      title={t('title')}
      tag={current ? <StatusTag tone={wishTone[current.status]}>{t(`state.${current.status}`)}</StatusTag> : undefined}
      actions={
        <LinkButton href={`/${locale}/portfolio/${flowId}`} variant="quiet" size="small" prefetch={false}>
          {t('back')}
        </LinkButton>
      }
    >
      {done ? (
        <InsetNotice tone="success" role="status">
          {t(`word.${done}`)}
        </InsetNotice>
      ) : null}
      <p className="muted">{t('lead', { name: customerName })}</p>
      {current ? <OffboardingWish context={context} view={view} run={run} version={version} /> : null}
      {mayRequest ? <Options flowId={flowId} locale={locale} options={options} /> : null}
      {!mayRequest && current === null ? <p>{t(options.length === 0 ? 'none' : 'notNow')}</p> : null}
    </StaffPage>
  );
}

/** The ways that the template offers, each with what it would do. */
async function Options({
  flowId,
  locale,
  options,
}: Readonly<{ flowId: string; locale: string; options: readonly OffboardingOptionView[] }>) {
  const [t, effects] = await Promise.all([getTranslations('offboarding'), effectWords()]);
  return (
    <section className="staff-part" aria-labelledby="choose">
      <h2 id="choose">{t('choose.title')}</h2>
      {options.map((option) => (
        <section key={option.id} className="card" aria-labelledby={`option-${option.id}`}>
          <div className="staff-part__head">
            <h3 id={`option-${option.id}`}>{option.title}</h3>
            {option.destructive ? <StatusTag tone="problem">{t('choose.destructive')}</StatusTag> : null}
          </div>
          <ul>
            {option.consequences.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
          <details className="details">
            <summary>{t('effects.title')}</summary>
            <EffectTable rows={option.effects} {...effects} />
          </details>
          <p className="staff-buttons">
            <LinkButton
              href={`/${locale}/portfolio/${flowId}/offboard/${encodeURIComponent(option.id)}`}
              variant="secondary"
              prefetch={false}
            >
              {t('choose.button')}
              <VisuallyHidden>{`: ${option.title}`}</VisuallyHidden>
            </LinkButton>
          </p>
        </section>
      ))}
    </section>
  );
}

export default guardedPage(OffboardPage);
