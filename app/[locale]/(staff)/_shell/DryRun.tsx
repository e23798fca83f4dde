import { getTranslations } from 'next-intl/server';
import { ResourceList, type ResourceState } from '@/components/ui/ResourceList';
import { localizedText } from '@/lib/i18n';
import type { ActionView, RunView } from '@/lib/provisioning';
import { tryOut } from '../portfolio/[flowId]/run/actions';
import { Failure } from './Failure';
import { formWords } from './form-words';
import type { StaffContext } from './staff-context';
import { StaffForm } from './StaffForm';

type Result = NonNullable<ActionView['finding']>['result'];

const states: Readonly<Record<Result, ResourceState>> = {
  would_create: 'done',
  exists: 'done',
  would_wait: 'waiting',
  would_fail: 'failed',
};

type Props = Readonly<{ context: StaffContext; flowId: string; run: RunView | null; mayTry: boolean }>;

/** A trial run: what every system would say to the set-up, without anything being changed. */
export async function DryRun({ context, flowId, run, mayTry }: Props) {
  const [t, status, staff, words] = await Promise.all([
    getTranslations('provisioning.detail.dry'),
    getTranslations('provisioning.action.status'),
    getTranslations('staff'),
    formWords(),
  ]);
  return (
    <section className="staff-part" aria-labelledby="dry-run">
      <h2 id="dry-run">{t('title')}</h2>
      <p className="muted">{t('text')}</p>
      <p>{run ? t('at', { time: context.format.dateTime(run.createdAt) }) : t('none')}</p>
      {run ? (
        <ResourceList
          label={t('title')}
          items={run.actions.map(({ id, title, finding, error, status: now }) => ({
            id: `dry-${id}`,
            title: localizedText(title, context.locale),
            state: finding ? states[finding.result] : 'waiting',
            stateLabel: finding ? t(`finding.${finding.result}`) : status(now),
            ...(error && { detail: <Failure error={error} /> }),
          }))}
        />
      ) : null}
      {mayTry && !run?.underWay ? (
        <div className="no-print">
          <StaffForm
            id="dry-run-form"
            action={tryOut}
            hidden={{ flowId }}
            submit={t('button')}
            pending={staff('working')}
            variant="secondary"
            texts={words}
          />
        </div>
      ) : null}
    </section>
  );
}
