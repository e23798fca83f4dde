import { getTranslations } from 'next-intl/server';
import { DataTable } from '@/components/ui/DataTable';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { Ltr } from '@/components/ui/Ltr';
import { isolate, localizedText } from '@/lib/i18n';
import type { RunView } from '@/lib/provisioning';
import { Failure } from './Failure';
import { loose } from './loose-texts';

type Props = Readonly<{ locale: string; run: RunView }>;

/** Why a run did not end well: where it stopped, the errors, what had been done, and what was made. */
export async function RunReport({ locale, run }: Props) {
  const { failure } = run;
  if (failure === null) return null;
  const t = await getTranslations('provisioning.detail.report');
  const titles = new Map(run.actions.map(({ id, title }) => [id, localizedText(title, locale)]));
  const named = (id: string): string => titles.get(id) ?? id;
  return (
    <section className="staff-part" aria-labelledby="report">
      <h2 id="report">{t('title')}</h2>
      {failure.failed_step ? (
        <p>
          {t('failedAt')} <strong>{named(failure.failed_step)}</strong>
        </p>
      ) : null}
      {failure.errors.map((error) => (
        <InsetNotice key={`${error.action}-${error.code}`} tone="error" title={named(error.action) || t('errors')}>
          <Failure error={error} />
        </InsetNotice>
      ))}
      {failure.completed_steps.length > 0 ? (
        <p>
          {`${t('completed')}: `}
          {failure.completed_steps.map((id) => isolate(named(id))).join(', ')}
        </p>
      ) : null}
      {failure.created_resources.length > 0 ? (
        <Inventory caption={t('created')} items={failure.created_resources} />
      ) : (
        <p className="muted">{t('noneMade')}</p>
      )}
    </section>
  );
}

/** Things with their kind and state, as a table. */
export async function Inventory({
  caption,
  items,
}: Readonly<{ caption: string; items: readonly Readonly<{ kind: string; name: string; status: string }>[] }>) {
  const [t, staff] = await Promise.all([getTranslations('provisioning.inventory'), getTranslations('staff')]);
  const word = loose(t);
  return (
    <DataTable
      caption={caption}
      columns={[
        { id: 'name', label: staff('run.name') },
        { id: 'kind', label: staff('run.kind') },
        { id: 'status', label: staff('portfolio.status') },
      ]}
      rows={items.map(({ kind, name, status }) => ({
        id: `${kind}-${name}`,
        cells: {
          name: (
            <Ltr code wrap>
              {name}
            </Ltr>
          ),
          kind: word(`kind.${kind}`) ?? kind,
          status: word(`status.${status}`) ?? status,
        },
      }))}
    />
  );
}
