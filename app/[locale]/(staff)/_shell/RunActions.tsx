import { getTranslations } from 'next-intl/server';
import { actionState } from '@/components/provisioning/action-state';
import { LinkButton } from '@/components/ui/LinkButton';
import { Ltr } from '@/components/ui/Ltr';
import { ResourceList } from '@/components/ui/ResourceList';
import { VisuallyHidden } from '@/components/ui/VisuallyHidden';
import { isolate, localizedText } from '@/lib/i18n';
import type { ActionView, RunView } from '@/lib/provisioning';
import { can } from '@/lib/tenancy';
import { decide } from '../portfolio/[flowId]/run/actions';
import { Failure } from './Failure';
import { formWords } from './form-words';
import { loose } from './loose-texts';
import type { StaffContext } from './staff-context';
import { StaffForm } from './StaffForm';

type Props = Readonly<{ context: StaffContext; flowId: string; run: RunView }>;

const takenBack: ReadonlySet<string> = new Set(['undoing', 'undone', 'undo_failed']);
const undoable: ReadonlySet<string> = new Set(['verified', 'applied', 'kept', 'undo_failed']);

/** Every action of a run: its state, how long it took, each attempt with its time, and what can be done about it. */
export async function RunActions({ context, flowId, run }: Props) {
  const t = await getTranslations('provisioning');
  const titles = new Map(run.actions.map(({ id, title }) => [id, localizedText(title, context.locale)]));
  return (
    <ResourceList
      label={t('detail.title')}
      items={run.actions.map((action) => ({
        id: action.id,
        title: titles.get(action.id) ?? action.id,
        state: actionState[action.status],
        stateLabel: t(`action.status.${action.status}`),
        detail: <Detail context={context} flowId={flowId} run={run} action={action} titles={titles} />,
      }))}
    />
  );
}

type DetailProps = Props & Readonly<{ action: ActionView; titles: ReadonlyMap<string, string> }>;

async function Detail({ context, flowId, run, action, titles }: DetailProps) {
  const t = await getTranslations('provisioning.detail');
  const { format, locale } = context;
  const times = [
    action.startedAt ? format.dateTime(action.startedAt) : null,
    tookOf(action, t),
    action.nextAttemptAt ? t('next', { time: format.dateTime(action.nextAttemptAt) }) : null,
  ].filter((text) => text !== null);
  // What was answered may be in them, and not every role reads answers about people.
  const seesArgs = can(context.actor, 'run.retry');
  const mayUndoThis = run.mayUndo && undoable.has(action.status);
  return (
    <>
      {times.length > 0 ? <p className="muted small">{times.join(' · ')}</p> : null}
      {action.error ? <Failure error={action.error} /> : null}
      <Tries context={context} title={t('tries')} tries={action.tries} />
      <Tries context={context} title={t('undoTries')} tries={action.undoTries} />
      {seesArgs && action.args.length > 0 ? (
        <details className="details">
          <summary>{t('args')}</summary>
          <dl className="run-args">
            {action.args.map((arg) => (
              <div key={arg.name}>
                <dt>
                  <Ltr code>{arg.name}</Ltr>
                </dt>
                <dd>
                  {arg.kind === 'sealed' ? t('sealed') : null}
                  {arg.kind === 'later'
                    ? t('later', { action: isolate(titles.get(arg.actionId) ?? arg.actionId) })
                    : null}
                  {arg.kind === 'value' ? (
                    <Ltr code wrap>
                      {[arg.value].flat().map(String).join(', ')}
                    </Ltr>
                  ) : null}
                </dd>
              </div>
            ))}
          </dl>
          {action.needs.length > 0 ? (
            <p>{t('needs', { actions: action.needs.map((id) => isolate(titles.get(id) ?? id)).join(', ') })}</p>
          ) : null}
        </details>
      ) : null}
      <Approval context={context} flowId={flowId} run={run} action={action} />
      {mayUndoThis ? (
        <p className="no-print">
          <LinkButton
            href={`/${locale}/portfolio/${flowId}/run?undo=${encodeURIComponent(action.id)}`}
            variant="quiet"
            size="small"
            prefetch={false}
          >
            {t('buttons.undoThis')}
            <VisuallyHidden>{`: ${titles.get(action.id) ?? action.id}`}</VisuallyHidden>
          </LinkButton>
        </p>
      ) : null}
    </>
  );
}

/** How long an action took; nothing once it was taken back, when its end is the end of that. */
function tookOf(
  { startedAt, endedAt, status }: ActionView,
  t: Awaited<ReturnType<typeof getTranslations<'provisioning.detail'>>>,
): string | null {
  if (startedAt === null || endedAt === null || takenBack.has(status)) return null;
  const seconds = Math.max(0, Math.round((endedAt.getTime() - startedAt.getTime()) / 1000));
  return seconds < 120 ? t('duration', { seconds }) : t('durationLong', { minutes: Math.round(seconds / 60) });
}

/** What attempts came to: when, how often in a row, and why. */
async function Tries({
  context,
  title,
  tries,
}: Readonly<{ context: StaffContext; title: string; tries: ActionView['tries'] }>) {
  if (tries.length === 0) return null;
  const t = await getTranslations('provisioning');
  const failure = loose(t);
  return (
    <details className="details">
      <summary>{title}</summary>
      <ol className="run-tries">
        {tries.map(({ at, last, code, times }) => (
          <li key={`${at}-${code}`}>
            {context.format.dateTime(at)}
            {last === at ? '' : ` – ${context.format.dateTime(last)}`}
            {` · ${t('detail.times', { times })} · `}
            <Ltr code>{code}</Ltr>
            {failure(`failure.${code}`) === null ? ` ${t('failure.unexpected')}` : ''}
          </li>
        ))}
      </ol>
    </details>
  );
}

/** Who has agreed to an action that waits for people, and the way to say so. */
async function Approval({ context, flowId, run, action }: Omit<DetailProps, 'titles'>) {
  const [t, staff, words] = await Promise.all([
    getTranslations('provisioning.detail'),
    getTranslations('staff'),
    formWords(),
  ]);
  const given = run.approvals.filter(({ actionId }) => actionId === action.id);
  const waits = run.waiting?.for === 'approval' && action.status === 'paused';
  const note = {
    name: 'note',
    type: 'textarea',
    label: t('buttons.note'),
    hint: t('buttons.noteHint'),
  } as const;
  const form = (decision: 'approve' | 'decline') => (
    <StaffForm
      id={`${decision}-${action.id}`}
      action={decide}
      hidden={{ flowId, actionId: action.id, decision }}
      fields={[note]}
      submit={t(`buttons.${decision}`)}
      pending={staff('working')}
      variant={decision === 'approve' ? 'primary' : 'secondary'}
      texts={words}
    />
  );
  return (
    <>
      {given.map(({ person, decision, note: said, at }) => (
        <p key={`${person}-${at.toISOString()}`}>
          {t(`approval.${decision}`, { person: isolate(person), time: context.format.dateTime(at) })}
          {said === '' ? null : <q>{said}</q>}
        </p>
      ))}
      {waits ? (
        <div className="staff-narrow stack no-print">
          <h3>{t('approval.title')}</h3>
          {form('approve')}
          {form('decline')}
        </div>
      ) : null}
    </>
  );
}
