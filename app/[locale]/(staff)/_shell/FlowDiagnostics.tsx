import { getTranslations } from 'next-intl/server';
import { LookResults } from '@/components/checks/LookResults';
import { lookState } from '@/components/checks/look-state';
import { CopyButton } from '@/components/ui/CopyButton';
import { ResourceList } from '@/components/ui/ResourceList';
import { StatusTag } from '@/components/ui/StatusTag';
import { SummaryList } from '@/components/ui/SummaryList';
import type { CommandView, DiagnosticView, SupportView } from '@/lib/provisioning';
import { probe } from '../portfolio/[flowId]/support/actions';
import { formWords } from './form-words';
import type { StaffContext } from './staff-context';
import { StaffForm } from './StaffForm';

type Props = Readonly<{ context: StaffContext; flowId: string; support: SupportView }>;

const known = ['author', 'severity', 'source', 'reviewed', 'status', 'documentVersion', 'documentDate'] as const;

/** Guided diagnostics, those that fit what has failed first and open; commands; what else there is to read. */
export async function FlowDiagnostics({ context, flowId, support }: Props) {
  const [t, staff, texts] = await Promise.all([getTranslations('checks'), getTranslations('staff'), formWords()]);
  const { format, locale } = context;
  const { diagnostics, commands, related, metadata } = support;
  return (
    <>
      {diagnostics.length > 0 ? (
        <section className="staff-part" aria-labelledby="diagnostics">
          <h2 id="diagnostics">{t('support.diagnostics')}</h2>
          <p>{t('support.diagnosticsLead')}</p>
          {diagnostics.map((diagnostic) => (
            <Diagnostic key={diagnostic.id} diagnostic={diagnostic} />
          ))}
          <p>{t('support.escalate')}</p>
          <p>
            <a href={`/${locale}/portfolio/${flowId}/support/bundle`} download>
              {t('support.bundle')}
            </a>
          </p>
        </section>
      ) : null}
      {commands.length > 0 ? (
        <section className="staff-part" aria-labelledby="commands">
          <h2 id="commands">{t('support.commands')}</h2>
          <p>{t('support.commandsLead')}</p>
          {commands.map((command) => (
            <Command key={command.id} command={command} />
          ))}
        </section>
      ) : null}
      {related.length > 0 ? (
        <section className="staff-part" aria-labelledby="related">
          <h2 id="related">{t('support.related')}</h2>
          <ul>
            {related.map(({ title, href }) => (
              <li key={href}>
                <a href={href} rel="noreferrer">
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section className="staff-part" aria-labelledby="about">
        <h2 id="about">{t('support.about')}</h2>
        <SummaryList
          notProvided=""
          rows={known
            .filter((name) => metadata[name] !== undefined)
            .map((name) => ({
              id: name,
              label: t(`support.meta.${name}`),
              value: <bdi>{dated(metadata[name] ?? '')}</bdi>,
            }))}
        />
      </section>
    </>
  );

  /** A day is written as days are written here; every other entry stands as the template has it. */
  function dated(text: string): string {
    return /^\d{4}-\d{2}-\d{2}$/.test(text) ? format.date(text) : text;
  }

  function Diagnostic({ diagnostic }: Readonly<{ diagnostic: DiagnosticView }>) {
    const { id, title, suggested, looking, probes, remedies } = diagnostic;
    return (
      <details className="details staff-section" open={suggested || looking || undefined}>
        <summary>
          {title} {suggested ? <StatusTag tone="problem">{t('support.suggested')}</StatusTag> : null}
        </summary>
        <div className="stack">
          <ResourceList
            label={t('support.probes')}
            items={probes.map((each) => ({
              id: each.id,
              title: each.title,
              state: lookState[each.state],
              stateLabel: t(`state.${each.state}`),
              detail: (
                <>
                  {each.at ? <p className="muted small">{format.dateTime(each.at)}</p> : null}
                  <LookResults results={each.results} />
                </>
              ),
            }))}
          />
          {looking ? <p role="status">{t('looking')}</p> : null}
          <StaffForm
            id={`probe-${id}`}
            action={probe}
            hidden={{ flowId, diagnosticId: id }}
            submit={t('support.probe')}
            about={title}
            pending={staff('working')}
            variant="secondary"
            size="small"
            texts={texts}
          />
          <p>{t('support.try')}</p>
          <ol>
            {remedies.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ol>
        </div>
      </details>
    );
  }

  function Command({ command }: Readonly<{ command: CommandView }>) {
    return (
      <details className="details staff-section">
        <summary>{command.title}</summary>
        {command.variants.map((variant) => (
          <div key={variant.id} className="stack">
            <h3>
              {variant.label}{' '}
              {variant.fits && command.variants.length > 1 ? (
                <StatusTag tone="good">{t('support.fits')}</StatusTag>
              ) : null}
            </h3>
            <pre dir="ltr" tabIndex={0} className="command">
              <code>{variant.text}</code>
            </pre>
            <CopyButton
              value={variant.text}
              label={`${t('support.copy')}: ${command.title}, ${variant.label}`}
              copied={t('support.copied')}
              refused={t('support.refused')}
            />
          </div>
        ))}
      </details>
    );
  }
}
