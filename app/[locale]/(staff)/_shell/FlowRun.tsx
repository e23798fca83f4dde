import { getTranslations } from 'next-intl/server';
import { DataTable } from '@/components/ui/DataTable';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { Ltr } from '@/components/ui/Ltr';
import { ResourceList } from '@/components/ui/ResourceList';
import { StatusTag, type StatusTone } from '@/components/ui/StatusTag';
import { localizedText } from '@/lib/i18n';
import type { FlowFile } from '@/lib/onboarding';
import type { ActionView, RunStatus, RunView } from '@/lib/provisioning';
import { can } from '@/lib/tenancy';
import { reopen, retry } from '../portfolio/actions';
import { actionState } from '@/components/provisioning/action-state';
import { Failure } from './Failure';
import { formWords } from './form-words';
import { loose } from './loose-texts';
import type { StaffContext } from './staff-context';
import { StaffForm } from './StaffForm';

/** How the state of a run is drawn. */
export const runTones: Readonly<Record<RunStatus, StatusTone>> = {
  planned: 'waiting',
  running: 'active',
  waiting: 'waiting',
  done: 'good',
  undoing: 'warning',
  undone: 'warning',
  held: 'problem',
};

/** The newest set-up run: each action, what went wrong, what exists because of it, and what can be done about it. */
export async function FlowRun({
  context,
  file,
  run,
}: Readonly<{ context: StaffContext; file: FlowFile; run: RunView | null }>) {
  const [t, staff, words] = await Promise.all([getTranslations('provisioning'), getTranslations('staff'), formWords()]);
  const { actor, locale, format } = context;
  const { flowId, status, revision } = file.header;
  if (!run) {
    return (
      <section className="staff-part" aria-labelledby="run">
        <h2 id="run">{t('run.title')}</h2>
        <p className="muted">{t('run.none')}</p>
      </section>
    );
  }
  const failed = run.actions.find(({ id }) => id === run.failedActionId);
  const mayReopen = status === 'submitted' && run.status === 'undone' && can(actor, 'flow.reopen');
  return (
    <section className="staff-part" aria-labelledby="run">
      <div className="staff-part__head">
        <h2 id="run">{t('run.title')}</h2>
        <StatusTag tone={runTones[run.status]}>{t(`run.status.${run.status}`)}</StatusTag>
      </div>
      <p className="muted small">
        {t('run.number', { number: run.number })}
        {run.startedAt ? ` · ${t('run.startedAt', { time: format.dateTime(run.startedAt) })}` : ''}
        {run.endedAt ? ` · ${t('run.endedAt', { time: format.dateTime(run.endedAt) })}` : ''}
      </p>
      {failed?.error && (run.status === 'undone' || run.status === 'held') ? (
        <InsetNotice tone="error" title={staff('run.failedAt', { action: localizedText(failed.title, locale) })}>
          <Failure error={failed.error} />
          <p>{staff(`run.outcome.${run.status}`)}</p>
        </InsetNotice>
      ) : null}
      <ResourceList
        label={t('run.title')}
        items={run.actions.map((action) => ({
          id: action.id,
          title: localizedText(action.title, locale),
          state: actionState[action.status],
          stateLabel: t(`action.status.${action.status}`),
          detail: <ActionDetail action={action} isShown={action.id !== failed?.id} />,
        }))}
      />
      {run.inventory.length > 0 ? (
        <DataTable
          caption={t(
            run.inventory.every((item) => item.status === 'removed') ? 'detail.report.created' : 'inventory.title',
          )}
          columns={[
            { id: 'name', label: staff('run.name') },
            { id: 'kind', label: staff('run.kind') },
            { id: 'status', label: staff('portfolio.status') },
          ]}
          rows={run.inventory.map(({ kind, name, status: present }) => ({
            id: `${kind}-${name}`,
            cells: {
              name: (
                <Ltr code wrap>
                  {name}
                </Ltr>
              ),
              kind: loose(t)(`inventory.kind.${kind}`) ?? kind,
              status: loose(t)(`inventory.status.${present}`) ?? present,
            },
          }))}
        />
      ) : null}
      <div className="staff-buttons">
        {run.mayRetry ? (
          <StaffForm
            id="retry"
            action={retry}
            hidden={{ flowId }}
            submit={t('run.retry')}
            pending={staff('working')}
            texts={words}
          />
        ) : null}
        {mayReopen ? (
          <StaffForm
            id="reopen"
            action={reopen}
            hidden={{ flowId, revision: String(revision) }}
            submit={staff('run.reopen')}
            pending={staff('working')}
            variant="secondary"
            texts={words}
          />
        ) : null}
        {run.mayUndo ? (
          <LinkButton href={`/${locale}/portfolio/${flowId}/undo`} variant="secondary" prefetch={false}>
            {t('run.undo')}
          </LinkButton>
        ) : null}
        <LinkButton href={`/${locale}/portfolio/${flowId}/run`} variant="quiet" prefetch={false}>
          {t('detail.link')}
        </LinkButton>
        {run.underWay ? <a href={`/${locale}/portfolio/${flowId}`}>{t('run.checkAgain')}</a> : null}
      </div>
    </section>
  );
}

async function ActionDetail({ action, isShown }: Readonly<{ action: ActionView; isShown: boolean }>) {
  const t = await getTranslations('provisioning');
  return (
    <>
      {action.attempts > 1 ? <span>{t('action.attempts', { count: action.attempts })}</span> : null}
      {action.error && isShown ? <Failure error={action.error} /> : null}
      {action.nonBlocking && action.status === 'failed' ? <p>{t('action.nonBlocking')}</p> : null}
    </>
  );
}
