import { getTranslations } from 'next-intl/server';
import { formWords } from '@/app/[locale]/(staff)/_shell/form-words';
import type { StaffContext } from '@/app/[locale]/(staff)/_shell/staff-context';
import type { StaffField } from '@/app/[locale]/(staff)/_shell/staff-field';
import { StaffForm } from '@/app/[locale]/(staff)/_shell/StaffForm';
import { failureValues } from '@/components/provisioning/failure-values';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { Ltr } from '@/components/ui/Ltr';
import { ResourceList } from '@/components/ui/ResourceList';
import { StatusTag, type StatusTone } from '@/components/ui/StatusTag';
import { SummaryList, type SummaryRow } from '@/components/ui/SummaryList';
import type { ConnectionRow, SystemPart } from '@/lib/vault';
import { checkConnectionAction, removeConnectionAction, saveConnectionAction } from './actions';

type Props = Readonly<{ row: ConnectionRow; context: StaffContext }>;
type Connected = NonNullable<ConnectionRow['connection']>;

const tones: Readonly<Record<Connected['status'], StatusTone>> = {
  unchecked: 'waiting',
  checking: 'active',
  passed: 'good',
  failed: 'problem',
};
const noticeDays = 60;

/** How the connection to a system stands, in a word. */
export async function SystemStatus({ row: { connection } }: Pick<Props, 'row'>) {
  const t = await getTranslations('credentials.integrations.status');
  return connection ? (
    <StatusTag tone={tones[connection.status]}>{t(connection.status)}</StatusTag>
  ) : (
    <StatusTag tone="plain">{t('none')}</StatusTag>
  );
}

/** One system: how its connection stands, until when its interface answers, and the form that changes it. */
export async function SystemCard({ row, context }: Props) {
  const { connection, system, name } = row;
  return (
    <section id={system} className="staff-part staff-narrow stack" aria-labelledby={`${system}-title`}>
      <div className="cluster">
        <h2 id={`${system}-title`}>
          <bdi>{name}</bdi>
        </h2>
        <SystemStatus row={row} />
      </div>
      <VersionNotice row={row} context={context} />
      {connection ? <Standing row={row} connection={connection} context={context} /> : null}
      <ConnectForm row={row} />
      {connection ? <Disconnect row={row} /> : null}
    </section>
  );
}

async function VersionNotice({ row, context }: Props) {
  const t = await getTranslations('credentials.integrations');
  const { ends, name } = row;
  if (ends?.endsOn === undefined || ends.endsOn === null) return null;
  const days = Math.ceil((Date.parse(ends.endsOn) - context.now.getTime()) / 86_400_000);
  return (
    <InsetNotice tone={days <= noticeDays ? 'warning' : 'info'}>
      {t('ends', { system: name, version: ends.version, date: context.format.date(ends.endsOn) })}{' '}
      <a href={ends.source} rel="noreferrer">
        {t('source')}
      </a>
    </InsetNotice>
  );
}

type StandingProps = Props & Readonly<{ connection: Connected }>;

async function Standing({ row, connection, context }: StandingProps) {
  const [t, result, common, staff, words] = await Promise.all([
    getTranslations('credentials.integrations'),
    getTranslations('credentials.result'),
    getTranslations('common'),
    getTranslations('staff'),
    formWords(),
  ]);
  const { format, now } = context;
  const cause = await causes();
  const facts: readonly SummaryRow[] = [
    { id: `${row.system}-saved`, label: t('saved'), value: format.dateTime(connection.savedAt) },
    {
      id: `${row.system}-fingerprint`,
      label: t('fingerprint'),
      ...(connection.fingerprint !== null && { value: <Ltr code>{connection.fingerprint}</Ltr> }),
    },
    {
      id: `${row.system}-checked`,
      label: t('checked'),
      value: connection.checkedAt ? format.relative(connection.checkedAt, now) : t('never'),
    },
    {
      id: `${row.system}-used`,
      label: t('used'),
      value: connection.lastUsedAt ? format.relative(connection.lastUsedAt, now) : t('never'),
    },
  ];
  return (
    <>
      <SummaryList rows={facts} notProvided={common('notProvided')} />
      {connection.status === 'checking' ? (
        <p>
          {t('checking')} <a href={`?system=${row.system}#${row.system}`}>{t('checkAgain')}</a>
        </p>
      ) : null}
      {connection.results.length > 0 ? (
        <ResourceList
          label={t('results')}
          items={connection.results.map(({ id, ok, code, args }) => ({
            id,
            title: id === 'access' ? t('access') : <Ltr code>{id}</Ltr>,
            state: ok ? ('done' as const) : ('failed' as const),
            stateLabel: result(ok ? 'ok' : 'failed'),
            ...(code !== undefined && { detail: cause(code, args ?? {}) }),
          }))}
        />
      ) : null}
      {row.perCustomer ? <p>{t('perCustomer')}</p> : null}
      <StaffForm
        id={`check-${row.system}`}
        action={checkConnectionAction}
        hidden={{ system: row.system }}
        submit={t('check')}
        about={row.name}
        pending={staff('working')}
        variant="secondary"
        texts={words}
      />
    </>
  );
}

/** The way out of a connection, closed until asked for. */
async function Disconnect({ row }: Pick<Props, 'row'>) {
  const [t, staff, words] = await Promise.all([
    getTranslations('credentials.integrations'),
    getTranslations('staff'),
    formWords(),
  ]);
  return (
    <details className="details">
      <summary>{t('remove')}</summary>
      <div className="stack">
        <p>{t('removeText')}</p>
        <StaffForm
          id={`remove-${row.system}`}
          action={removeConnectionAction}
          hidden={{ system: row.system }}
          submit={t('remove')}
          about={row.name}
          pending={staff('working')}
          variant="danger"
          texts={words}
        />
      </div>
    </details>
  );
}

async function causes(): Promise<(code: string, args: Readonly<Record<string, string | number>>) => string> {
  const [failure, values] = await Promise.all([getTranslations('provisioning.failure'), failureValues()]);
  return (code, args) =>
    failure(failure.has(code as 'unexpected') ? (code as 'unexpected') : 'unexpected', values(args));
}

async function ConnectForm({ row }: Pick<Props, 'row'>) {
  const [t, staff, words] = await Promise.all([
    getTranslations('credentials.integrations'),
    getTranslations('staff'),
    formWords(),
  ]);
  const { connection, parts, system } = row;
  const label = (id: string) => t(`part.${id}` as 'part.token');
  const hint = (id: string): Readonly<{ hint?: string }> =>
    t.has(`hint.${id}` as 'hint.baseUrl') ? { hint: t(`hint.${id}` as 'hint.baseUrl') } : {};
  const keeps = connection !== null && connection.fingerprint !== null;
  const setting = ({ id, required }: SystemPart): StaffField => ({
    name: id,
    type: 'text',
    label: label(id),
    ...hint(id),
    required,
    dir: 'ltr',
    code: true,
    autoComplete: 'off',
    ...(connection?.settings[id] !== undefined && { defaultValue: connection.settings[id] }),
  });
  const secret = ({ id, required, multiline }: SystemPart): StaffField => ({
    name: id,
    type: multiline ? 'textarea' : 'secret',
    label: label(id),
    ...(keeps ? { hint: t('keeps') } : hint(id)),
    required: required && !keeps,
    dir: 'ltr',
    autoComplete: 'off',
  });
  return (
    <>
      {connection ? <h3>{t('changeTitle')}</h3> : null}
      <StaffForm
        id={`connect-${system}`}
        action={saveConnectionAction}
        hidden={{ system }}
        fields={[...parts.settings.map(setting), ...parts.secret.map(secret)]}
        submit={t(connection ? 'change' : 'connect')}
        pending={staff('working')}
        texts={words}
      />
    </>
  );
}
