import { getTranslations } from 'next-intl/server';
import { Icon } from '@/components/ui/Icon';
import type { AuditVerdict } from '@/lib/audit';
import type { FlowFile } from '@/lib/onboarding';
import type { StaffContext } from './staff-context';

type Props = Readonly<{ context: StaffContext; file: FlowFile; verdict: AuditVerdict | null }>;

/** A flow in five figures, and whether its audit holds. */
export async function FlowFacts({ context, file, verdict }: Props) {
  const t = await getTranslations('staff');
  const { format, now, locale } = context;
  const { header } = file;
  const { tasksCompleted, tasksTotal } = header.progress;
  const figures = [
    {
      id: 'progress',
      value: t('file.progressValue', { done: tasksCompleted, total: tasksTotal }),
      note: file.nextTaskTitle,
    },
    {
      id: 'activity',
      value: format.relative(header.lastActivityAt, now),
      note: format.dateTime(header.lastActivityAt),
    },
    { id: 'opened', value: format.date(file.createdAt), note: null },
    {
      id: 'sent',
      value: file.submittedAt ? format.date(file.submittedAt) : t('file.notYet'),
      note: file.provisionedAt ? t('file.provisioned', { time: format.dateTime(file.provisionedAt) }) : null,
    },
  ] as const;
  return (
    <>
      <p className="muted">
        {t('file.about', { title: header.title, version: file.templateVersion, partner: header.ownerName })}
      </p>
      <dl className="figures staff-figures">
        {figures.map(({ id, value, note }) => (
          <div key={id} className="figure">
            <dt>{t(`file.${id}`)}</dt>
            <dd>{value}</dd>
            {note ? <dd className="figure__note">{note}</dd> : null}
          </div>
        ))}
      </dl>
      {verdict ? (
        <p className="staff-verdict" data-intact={verdict.intact ? '' : undefined}>
          <Icon name={verdict.intact ? 'shield' : 'alert'} />
          <span>
            {verdict.intact
              ? t('audit.intact', { count: verdict.entries })
              : t('audit.broken', { seq: verdict.firstBadSeq, reason: t(`audit.fault.${verdict.reason}`) })}
          </span>
          <a href={`/${locale}/audit?tenant=${header.tenantId}`}>{t('file.audit')}</a>
        </p>
      ) : null}
    </>
  );
}
