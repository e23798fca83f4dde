import { getTranslations } from 'next-intl/server';
import { Ltr } from '@/components/ui/Ltr';
import { StatusTag } from '@/components/ui/StatusTag';
import { SummaryList } from '@/components/ui/SummaryList';
import type { FlowFile } from '@/lib/onboarding';
import type { Rotation } from '@/lib/vault';
import type { StaffContext } from './staff-context';

type Props = Readonly<{ context: StaffContext; rotations: readonly Rotation[]; file: FlowFile }>;

/** The customer's credentials that have to be replaced, the most urgent first; nothing while there is none. */
export async function FlowCredentials({ context, rotations, file }: Props) {
  const [t, common] = await Promise.all([getTranslations('credentials'), getTranslations('common')]);
  if (rotations.length === 0) return null;
  const titles = new Map(
    file.sections.flatMap(({ tasks }) =>
      tasks.flatMap(({ rows }) => rows.map(({ fieldId, label }) => [fieldId, label])),
    ),
  );
  return (
    <section className="staff-part" aria-labelledby="rotations">
      <h2 id="rotations">{t('rotations.title')}</h2>
      <p className="muted small">{t('rotations.lead')}</p>
      <SummaryList
        notProvided={common('notProvided')}
        rows={rotations.map(({ name, stepName, state, rotateAt, fingerprint }) => ({
          id: `rotation-${name}`,
          label: titles.get(stepName) ?? name,
          value: (
            <StatusTag tone={state === 'due' ? 'problem' : 'warning'}>
              {t(`rotations.${state}`, { date: context.format.date(rotateAt) })}
            </StatusTag>
          ),
          note: (
            <>
              {t('stored.fingerprint')} <Ltr code>{fingerprint}</Ltr>
            </>
          ),
        }))}
      />
    </section>
  );
}
