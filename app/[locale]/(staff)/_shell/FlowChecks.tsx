import { getTranslations } from 'next-intl/server';
import { LookResults } from '@/components/checks/LookResults';
import { lookState } from '@/components/checks/look-state';
import { ResourceList } from '@/components/ui/ResourceList';
import { StatusTag } from '@/components/ui/StatusTag';
import { isolate } from '@/lib/i18n';
import type { VerificationItem, VerificationView } from '@/lib/provisioning';
import { checkAgain, confirm, withdraw } from '../portfolio/[flowId]/support/actions';
import { formWords } from './form-words';
import type { StaffContext } from './staff-context';
import { StaffForm } from './StaffForm';

type Props = Readonly<{ context: StaffContext; flowId: string; views: readonly VerificationView[] }>;

/** The lists of things that have to hold: each with how it was found, by whom, when, and what helps where it does not. */
export async function FlowChecks({ context, flowId, views }: Props) {
  const [t, staff, texts] = await Promise.all([getTranslations('checks'), getTranslations('staff'), formWords()]);
  const { format } = context;
  return views.map((view) => (
    <section key={view.stepId} className="staff-part" aria-labelledby={`checks-${view.stepId}`}>
      <div className="staff-part__head">
        <h2 id={`checks-${view.stepId}`}>{view.title}</h2>
        <StatusTag tone={view.validated ? 'good' : 'waiting'}>{t(view.validated ? 'validated' : 'open')}</StatusTag>
      </div>
      <p className="muted small">{t('passed', { passed: view.passed, total: view.items.length })}</p>
      {view.help ? <p>{view.help}</p> : null}
      {view.looking ? <p role="status">{t('looking')}</p> : null}
      <ResourceList
        label={view.title}
        items={view.items.map((item) => ({
          id: item.id,
          title: item.title,
          state: lookState[item.state],
          stateLabel: t(`state.${item.state}`),
          detail: <Detail item={item} view={view} />,
        }))}
      />
      {view.mayCheck && view.items.some(({ by }) => by === 'check') ? (
        <StaffForm
          id={`again-${view.stepId}`}
          action={checkAgain}
          hidden={{ flowId, stepId: view.stepId }}
          submit={t('again')}
          about={view.title}
          pending={staff('working')}
          variant="secondary"
          texts={texts}
        />
      ) : null}
    </section>
  ));

  function how({ by, at, person, state }: VerificationItem): string | null {
    if (at === null || state === 'waiting') return null;
    const time = format.dateTime(at);
    if (by !== 'person') return t('lookedAt', { how: t(`by.${by}`), time });
    return person?.name ? t('saidBy', { name: isolate(person.name), time }) : t('saidBySomebody', { time });
  }

  function Detail({ item, view }: Readonly<{ item: VerificationItem; view: VerificationView }>) {
    const found = how(item);
    return (
      <>
        {item.help ? <p>{item.help}</p> : null}
        {found ? <p className="muted small">{found}</p> : null}
        {item.person?.note ? (
          <blockquote className="returned__note" dir="auto">
            {item.person.note}
          </blockquote>
        ) : null}
        <LookResults results={item.results} />
        {item.remedies.length > 0 ? (
          <>
            <p>{t('remedies')}</p>
            <ul>
              {item.remedies.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </>
        ) : null}
        {item.by === 'person' && view.mayCheck ? <Say item={item} stepId={view.stepId} /> : null}
      </>
    );
  }

  function Say({ item, stepId }: Readonly<{ item: VerificationItem; stepId: string }>) {
    const isSaid = item.state === 'passed';
    return (
      <StaffForm
        id={`say-${stepId}-${item.id}`}
        action={isSaid ? withdraw : confirm}
        hidden={{ flowId, stepId, itemId: item.id }}
        about={item.title}
        fields={[
          {
            name: 'note',
            type: 'textarea',
            label: isSaid ? t('reason') : (item.proof ?? t('note')),
            hint: t('noteHint'),
            required: isSaid || item.proof !== null,
          },
        ]}
        submit={t(isSaid ? 'withdraw' : 'confirm')}
        pending={staff('working')}
        variant={isSaid ? 'secondary' : 'primary'}
        size="small"
        texts={texts}
      />
    );
  }
}
