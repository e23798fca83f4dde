import { getTranslations } from 'next-intl/server';
import { ProvisionProgress } from '@/components/onboarding/ProvisionProgress';
import { EffectTable } from '@/components/offboarding/EffectTable';
import { InsetNotice } from '@/components/ui/InsetNotice';
import type { Resource } from '@/components/ui/ResourceList';
import type { StatusTone } from '@/components/ui/StatusTag';
import { SummaryList, type SummaryRow } from '@/components/ui/SummaryList';
import { actionState } from '@/components/provisioning/action-state';
import { isolate, localizedText } from '@/lib/i18n';
import type { OffboardingStatus, OffboardingView } from '@/lib/offboarding';
import type { ActionView, RunView } from '@/lib/provisioning';
import { approve, cancel, decline, resume } from '../portfolio/[flowId]/offboard/actions';
import { Failure } from './Failure';
import { formWords } from './form-words';
import { effectWords } from '@/app/_server/effect-words';
import type { StaffContext } from './staff-context';
import { StaffForm } from './StaffForm';

/** How the state of a wish is drawn. */
export const wishTone: Readonly<Record<OffboardingStatus, StatusTone>> = {
  requested: 'new',
  declined: 'plain',
  cancelled: 'plain',
  running: 'active',
  held: 'problem',
  done: 'good',
};

type Props = Readonly<{ context: StaffContext; view: OffboardingView; run: RunView | null; version: string }>;

/** A wish to end a customer's service: what was asked for, what a second person can do, and what came of it. */
export async function OffboardingWish({ context, view, run, version }: Props) {
  const [t, effects] = await Promise.all([getTranslations('offboarding'), effectWords()]);
  const { current } = view;
  if (current === null) return null;
  const began = run !== null && run.runId === current.runId ? run : null;
  return (
    <>
      <section className="staff-part" aria-labelledby="request">
        <h2 id="request">{t('request.title')}</h2>
        <SummaryList rows={await factsOf(context, current)} notProvided="–" />
        {view.waiting?.changed ? <InsetNotice tone="warning">{t('decide.changed')}</InsetNotice> : null}
        {began ? null : <EffectTable rows={view.waiting?.effects ?? current.effects} {...effects} />}
      </section>
      {current.status === 'requested' ? <Decide view={view} /> : null}
      {began ? <Took context={context} view={view} run={began} version={version} /> : null}
    </>
  );
}

async function factsOf(
  { format }: StaffContext,
  wish: NonNullable<OffboardingView['current']>,
): Promise<readonly SummaryRow[]> {
  const t = await getTranslations('offboarding.request');
  const person = isolate(wish.requester ?? t('somebody'));
  const row = (id: string, label: string, value: string | null): readonly SummaryRow[] =>
    value === null ? [] : [{ id: `wish-${id}`, label, value }];
  return [
    ...row('option', t('option'), wish.title),
    ...row('by', t('by'), wish.side === 'customer' ? t('customer', { name: person }) : person),
    ...row('at', t('at'), format.dateTime(wish.requestedAt)),
    ...row('reason', t('reason'), wish.reason),
    ...row('decided-by', t('decidedBy'), wish.decider === null ? null : isolate(wish.decider)),
    ...row('decided-at', t('decidedAt'), wish.decidedAt === null ? null : format.dateTime(wish.decidedAt)),
    ...row('note', t('note'), wish.note),
  ];
}

async function Decide({ view }: Readonly<{ view: OffboardingView }>) {
  const [t, staff, words] = await Promise.all([
    getTranslations('offboarding.decide'),
    getTranslations('staff'),
    formWords(),
  ]);
  const hidden = { flowId: view.flowId };
  const agreeing = { ...hidden, shown: view.waiting?.fingerprint ?? '' };
  const shared = { hidden, pending: staff('working'), texts: words };
  const note = { name: 'note', type: 'textarea', label: t('note'), hint: t('noteHint') } as const;
  return (
    <section className="staff-part" aria-labelledby="decide">
      <h2 id="decide">{t('title')}</h2>
      <p className="muted">{t(view.mayApprove ? 'hint' : 'own')}</p>
      <div className="staff-narrow stack">
        {view.mayApprove ? (
          <StaffForm
            id="approve"
            action={approve}
            fields={[note]}
            submit={t('approve')}
            variant="danger"
            {...shared}
            hidden={agreeing}
          />
        ) : null}
        {view.mayApprove ? (
          <StaffForm
            id="decline"
            action={decline}
            fields={[note]}
            submit={t('decline')}
            variant="secondary"
            {...shared}
          />
        ) : null}
        {view.mayCancel ? (
          <StaffForm id="cancel" action={cancel} submit={t('cancel')} variant="secondary" {...shared} />
        ) : null}
      </div>
    </section>
  );
}

/** What has been taken away so far, or in the end: looked for and not found. */
async function Took({ context, view, run, version }: Required<Omit<Props, 'run'>> & Readonly<{ run: RunView }>) {
  const [t, action, again, staff, words] = await Promise.all([
    getTranslations('offboarding'),
    getTranslations('provisioning.action'),
    getTranslations('provisioning.run'),
    getTranslations('staff'),
    formWords(),
  ]);
  const { flowId, mayResume, current } = view;
  const isDone = current?.status === 'done';
  const destroyed = current?.effects.some(({ kind, does }) => kind === 'credential' && does === 'goes') ?? false;
  const gone = run.actions.filter(({ status }) => status === 'undone').length;
  const total = run.actions.filter(({ status }) => status !== 'kept').length;
  const stateLabel = ({ status }: ActionView): string => {
    if (isDone && status === 'undone') return t('done.gone');
    if (status === 'kept') return t('done.kept');
    return action(`status.${status}`);
  };
  const items = run.actions.map((each): Resource => ({
    id: each.id,
    title: localizedText(each.title, context.locale),
    state: isDone && each.status === 'undone' ? 'done' : actionState[each.status],
    stateLabel: stateLabel(each),
    ...(each.error && { detail: <Failure error={each.error} /> }),
  }));
  const summary = t('progress.summary', { done: gone, total });
  return (
    <section className="staff-part" aria-labelledby="took">
      <h2 id="took">{t(isDone ? 'done.title' : 'progress.title')}</h2>
      {isDone ? <p className="muted">{t('done.text')}</p> : null}
      {current?.status === 'held' ? (
        <InsetNotice tone="error" title={t('held.title')}>
          <p>{t('held.text')}</p>
        </InsetNotice>
      ) : null}
      <ProvisionProgress
        label={t(isDone ? 'done.title' : 'progress.title')}
        items={items}
        underWay={run.underWay || current?.status === 'running'}
        summary={summary}
        said={summary}
        count={{ done: gone, of: total, label: t('progress.bar') }}
        live={{ stream: `/api/flows/${flowId}/progress`, version }}
        again={{ href: `/${context.locale}/portfolio/${flowId}/offboard`, label: again('checkAgain') }}
      />
      {isDone && destroyed ? <p>{t('done.credentials')}</p> : null}
      {mayResume ? (
        <StaffForm
          id="resume"
          action={resume}
          hidden={{ flowId }}
          submit={t('held.resume')}
          pending={staff('working')}
          texts={words}
        />
      ) : null}
    </section>
  );
}
