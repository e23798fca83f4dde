import { getTranslations } from 'next-intl/server';
import { guardedPage } from '@/app/_server/guarded-page';
import { DataTable } from '@/components/ui/DataTable';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { Ltr } from '@/components/ui/Ltr';
import { StatusTag } from '@/components/ui/StatusTag';
import { formWords } from '@/app/[locale]/(staff)/_shell/form-words';
import { Refused } from '@/app/[locale]/(staff)/_shell/Refused';
import { one, type SearchParams } from '@/app/[locale]/(staff)/_shell/search-params';
import { staffContext, type StaffContext } from '@/app/[locale]/(staff)/_shell/staff-context';
import { StaffForm } from '@/app/[locale]/(staff)/_shell/StaffForm';
import { StaffPage } from '@/app/[locale]/(staff)/_shell/StaffPage';
import { withTenant } from '@/lib/tenancy';
import {
  listEndpoints,
  listOutboundDeliveries,
  outboundChoices,
  type EndpointRow,
  type OutboundChoice,
  type OutboundDeliveryRow,
} from '@/lib/webhooks';
import { shownOnceTexts } from '../shown-once';
import { NewKeyForm } from '../api-keys/NewKeyForm';
import {
  endEndpoint,
  makeEndpoint,
  redeliverAgain,
  renewEndpointSecret,
  resumeEndpoint,
  testEndpoint,
} from './actions';

type Props = Readonly<{ searchParams: SearchParams }>;

/** How the state of an endpoint is drawn. */
const endpointTones = { active: 'good', failing: 'problem', disabled: 'plain' } as const;

const told = ['removed', 'enabled', 'tested', 'again'] as const;

/** Where one's own systems are told of what happens, and what became of each delivery. */
async function WebhooksPage({ searchParams }: Props) {
  const [t, staff, common, context, words, query] = await Promise.all([
    getTranslations('webhooks.out'),
    getTranslations('staff'),
    getTranslations('common'),
    staffContext(),
    formWords(),
    searchParams,
  ]);
  const { actor, theme } = context;
  const title = t('title');
  const [endpoints, deliveries] = await withTenant(actor, async (tx) => [
    await listEndpoints(tx, actor),
    await listOutboundDeliveries(tx, actor),
  ]);
  if (!endpoints.ok) return <Refused context={context} place="webhooks" title={title} refusal={endpoints.refusal} />;
  if (!deliveries.ok) return <Refused context={context} place="webhooks" title={title} refusal={deliveries.refusal} />;
  const done = told.find((name) => name === one(query.done));
  return (
    <StaffPage context={context} place="webhooks" title={title} titleInForm>
      {done ? (
        <InsetNotice tone="success" role="status">
          {t(`done.${done}`)}
        </InsetNotice>
      ) : null}
      <p className="muted staff-narrow">{t('lead')}</p>
      <Endpoints context={context} rows={endpoints.value} />
      <section className="staff-part staff-narrow" aria-labelledby="new-endpoint">
        <h2 id="new-endpoint">{t('new')}</h2>
        <NewKeyForm
          action={makeEndpoint}
          fields={[
            { name: 'url', type: 'text', label: t('url'), hint: t('urlHint'), required: true, dir: 'ltr', code: true },
            {
              name: 'choice',
              type: 'radios',
              label: t('choice'),
              required: true,
              options: (Object.keys(outboundChoices) as OutboundChoice[]).map((value) => ({
                value,
                label: t(`choices.${value}`),
                hint: t(`choiceHint.${value}`),
              })),
            },
          ]}
          submit={t('create')}
          pending={staff('working')}
          words={words}
          titles={{
            plain: staff('titled', { title, name: theme.name }),
            error: staff('titledError', { title, name: theme.name }),
          }}
          texts={shownOnceTexts(t, common)}
        />
      </section>
      <Deliveries context={context} rows={deliveries.value} />
    </StaffPage>
  );
}

async function Endpoints({ context, rows }: Readonly<{ context: StaffContext; rows: readonly EndpointRow[] }>) {
  const [t, staff, common, words] = await Promise.all([
    getTranslations('webhooks.out'),
    getTranslations('staff'),
    getTranslations('common'),
    formWords(),
  ]);
  const { format, now, theme } = context;
  if (rows.length === 0) return <p>{t('empty')}</p>;
  const stateOf = ({ status, failingSince }: EndpointRow) =>
    status === 'disabled' ? 'disabled' : failingSince ? 'failing' : 'active';
  const button = { pending: staff('working'), variant: 'quiet' as const, size: 'small' as const, texts: words };
  const title = t('title');
  return (
    <DataTable
      caption={t('caption')}
      captionHidden
      columns={[
        { id: 'url', label: t('url') },
        { id: 'events', label: t('events') },
        { id: 'state', label: t('state') },
        { id: 'success', label: t('lastSuccess') },
        { id: 'acts', label: t('acts') },
      ]}
      rows={rows.map((row) => {
        const hidden = { endpointId: row.id };
        return {
          id: row.id,
          cells: {
            url: (
              <Ltr code wrap>
                {row.url}
              </Ltr>
            ),
            events: t('eventsCount', { count: row.events.length }),
            state: <StatusTag tone={endpointTones[stateOf(row)]}>{t(`states.${stateOf(row)}`)}</StatusTag>,
            success: row.lastSuccessAt ? format.relative(row.lastSuccessAt, now) : t('never'),
            acts: (
              <div className="cluster">
                {row.status === 'disabled' ? (
                  <StaffForm
                    id={`on-${row.id}`}
                    action={resumeEndpoint}
                    hidden={hidden}
                    submit={t('enable')}
                    about={row.url}
                    {...button}
                  />
                ) : (
                  <StaffForm
                    id={`test-${row.id}`}
                    action={testEndpoint}
                    hidden={hidden}
                    submit={t('test')}
                    about={row.url}
                    {...button}
                  />
                )}
                <details className="details">
                  <summary>{t('rotate')}</summary>
                  <p className="small">{t('rotateText')}</p>
                  <NewKeyForm
                    id={`secret-${row.id}`}
                    action={renewEndpointSecret}
                    fields={[]}
                    hidden={hidden}
                    submit={t('rotate')}
                    pending={staff('working')}
                    words={words}
                    titles={{
                      plain: staff('titled', { title, name: theme.name }),
                      error: staff('titledError', { title, name: theme.name }),
                    }}
                    texts={shownOnceTexts(t, common)}
                  />
                </details>
                <StaffForm
                  id={`end-${row.id}`}
                  action={endEndpoint}
                  hidden={hidden}
                  submit={t('remove')}
                  about={row.url}
                  {...button}
                />
              </div>
            ),
          },
        };
      })}
    />
  );
}

async function Deliveries({
  context,
  rows,
}: Readonly<{ context: StaffContext; rows: readonly OutboundDeliveryRow[] }>) {
  const [t, staff, words] = await Promise.all([getTranslations('webhooks.out'), getTranslations('staff'), formWords()]);
  const { format } = context;
  const tones = { delivered: 'done', pending: 'plain', dead: 'problem' } as const;
  return (
    <section className="staff-part" aria-labelledby="deliveries">
      <h2 id="deliveries">{t('log')}</h2>
      {rows.length === 0 ? (
        <p>{t('logEmpty')}</p>
      ) : (
        <DataTable
          caption={t('log')}
          captionHidden
          columns={[
            { id: 'event', label: t('event') },
            { id: 'at', label: t('at') },
            { id: 'url', label: t('url') },
            { id: 'status', label: t('state') },
            { id: 'answer', label: t('answer') },
            { id: 'again', label: t('again') },
          ]}
          rows={rows.map((row) => ({
            id: row.id,
            cells: {
              event: <Ltr code>{row.event}</Ltr>,
              at: format.dateTime(row.eventAt),
              url: (
                <Ltr code wrap>
                  {row.url}
                </Ltr>
              ),
              status: (
                <>
                  <StatusTag tone={tones[row.status]}>{t(`delivery.${row.status}`)}</StatusTag>
                  <br />
                  <span className="small muted">{t('attempts', { count: row.attempts })}</span>
                </>
              ),
              answer: row.lastStatus ?? (row.lastFailure ? <Ltr code>{row.lastFailure}</Ltr> : '–'),
              again: (
                <StaffForm
                  id={`again-${row.id}`}
                  action={redeliverAgain}
                  hidden={{ deliveryId: row.id }}
                  submit={t('redeliver')}
                  about={row.event}
                  pending={staff('working')}
                  variant="quiet"
                  size="small"
                  texts={words}
                />
              ),
            },
          }))}
        />
      )}
    </section>
  );
}

export default guardedPage(WebhooksPage);
