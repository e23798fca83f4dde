import { getTranslations } from 'next-intl/server';
import { ProvisionProgress } from '@/components/onboarding/ProvisionProgress';
import { failureValues } from '@/components/provisioning/failure-values';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { Ltr } from '@/components/ui/Ltr';
import type { Resource, ResourceState } from '@/components/ui/ResourceList';
import { SummaryList } from '@/components/ui/SummaryList';
import { formatters, isolate } from '@/lib/i18n';
import type { LookResult, LookView } from '@/lib/onboarding';

type Props = Readonly<{ view: LookView; href: string; locale: string }>;

const tones = {
  checking: 'info',
  passed: 'success',
  failed: 'error',
  skipped: 'info',
  changed: 'warning',
  expired: 'warning',
} as const;

/** How a look stands: in a sentence, point by point with the cause of each that failed, and what to do about it. */
export async function LookState({ view, href, locale }: Props) {
  const [t, step] = await Promise.all([getTranslations('credentials'), getTranslations('credentials.step')]);
  const items = await resourcesOf(view);
  const underWay = view.state === 'checking';
  return (
    <>
      {view.state === 'open' ? null : <StateNotice view={view} locale={locale} />}
      {items.length > 0 && view.state !== 'skipped' ? (
        <section aria-labelledby="looks" className="stack">
          <h2 id="looks">{view.state === 'failed' ? t('found') : step('looksAt')}</h2>
          <ProvisionProgress
            label={step('looksAt')}
            items={items}
            underWay={underWay}
            summary={t('progress', { count: items.length })}
            again={{ href, label: step('checkAgain') }}
          />
        </section>
      ) : null}
      {view.state === 'failed' && view.remedies.length > 0 ? (
        <section aria-labelledby="remedies" className="stack">
          <h2 id="remedies">{t('remedies')}</h2>
          <ol>
            {view.remedies.map((remedy) => (
              <li key={remedy}>{remedy}</li>
            ))}
          </ol>
        </section>
      ) : null}
      {view.stored ? <Stored view={view} stored={view.stored} locale={locale} /> : null}
    </>
  );
}

async function StateNotice({ view, locale }: Omit<Props, 'href'>) {
  const t = await getTranslations('credentials.state');
  const { state } = view;
  if (state === 'open') return null;
  const format = formatters({ locale, timeZone: view.header.timeZone });
  const words = (): string => {
    if (state === 'passed') return t('passed.text', { time: view.checkedAt ? format.dateTime(view.checkedAt) : '' });
    if (state !== 'failed') return t(`${state}.text`);
    if (view.kind === 'connect') return t('failed.textLook');
    return t(view.stored ? 'failed.textKept' : 'failed.text');
  };
  return (
    <InsetNotice tone={tones[state]} title={t(`${state}.title`)} role="status">
      {words()}
    </InsetNotice>
  );
}

async function resourcesOf(view: LookView): Promise<readonly Resource[]> {
  const [t, failure, values] = await Promise.all([
    getTranslations('credentials.result'),
    getTranslations('provisioning.failure'),
    failureValues(),
  ]);
  const cause = ({ failure: found }: LookResult): string | null => {
    if (!found) return null;
    const code = failure.has(found.code as 'unexpected') ? (found.code as 'unexpected') : 'unexpected';
    return failure(code, values(found.args));
  };
  const waiting = view.state === 'checking';
  return view.results.map((result, index) => {
    // The same cause several times in a row is said at the first of them.
    const before = view.results[index - 1];
    const found = cause(result);
    const detail = before && found === cause(before) ? null : found;
    return {
      id: result.id,
      title: result.label ?? <Ltr code>{result.id}</Ltr>,
      state: waiting ? 'working' : looks[result.state],
      stateLabel: t(waiting ? 'working' : result.state),
      ...(detail !== null && { detail }),
    };
  });
}

const looks: Readonly<Record<LookResult['state'], ResourceState>> = {
  pending: 'waiting',
  ok: 'done',
  failed: 'failed',
};

type StoredProps = Omit<Props, 'href'> & Readonly<{ stored: NonNullable<LookView['stored']> }>;

async function Stored({ view, stored, locale }: StoredProps) {
  const [t, common] = await Promise.all([getTranslations('credentials.stored'), getTranslations('common')]);
  const format = formatters({ locale, timeZone: view.header.timeZone });
  const time = format.dateTime(stored.storedAt);
  return (
    <section aria-labelledby="stored" className="stack">
      <h2 id="stored">{t('title')}</h2>
      <SummaryList
        notProvided={common('notProvided')}
        rows={[
          {
            id: 'stored-fingerprint',
            label: t('fingerprint'),
            value: <Ltr code>{stored.fingerprint}</Ltr>,
            note: t('fingerprintNote'),
          },
          {
            id: 'stored-name',
            label: t('storeName'),
            value: (
              <Ltr code wrap>
                {stored.storeName}
              </Ltr>
            ),
          },
          {
            id: 'stored-at',
            label: t('storedAt'),
            value: stored.by === null ? time : t('by', { time, name: isolate(stored.by) }),
          },
          ...(stored.rotateAt === null
            ? []
            : [{ id: 'stored-rotate', label: t('rotateAt'), value: format.date(stored.rotateAt) }]),
        ]}
      />
    </section>
  );
}
