import { getTranslations } from 'next-intl/server';
import { formTexts } from '@/components/forms/form-texts';
import { ActionForm } from '@/components/onboarding/ActionForm';
import { LinkButton } from '@/components/ui/LinkButton';
import { Ltr } from '@/components/ui/Ltr';
import { StatusTag, type StatusTone } from '@/components/ui/StatusTag';
import { VisuallyHidden } from '@/components/ui/VisuallyHidden';
import { formatters, isolate, type Locale } from '@/lib/i18n';
import type { PeopleView, PersonPart, PersonRow, WaitingRow } from '@/lib/members';
import { resendAction, revokeInvitationAction } from './actions';

type Place = Readonly<{ view: PeopleView; flowId: string; home: string; locale: Locale }>;

const tones: Readonly<Record<WaitingRow['status'], StatusTone>> = {
  sending: 'waiting',
  sent: 'active',
  opened: 'new',
  accepted: 'done',
  expired: 'warning',
  revoked: 'plain',
  failed: 'problem',
};

/** The people of a set-up, each with what was given to them, and those who were invited and have not come yet. */
export async function PeopleList({ view, flowId, home, locale }: Place) {
  const t = await getTranslations('people');
  return (
    <>
      <section className="task-section" aria-labelledby="people-here">
        <h2 id="people-here">{t('here')}</h2>
        <ul className="task-list">
          {view.people.map((person) => (
            <Person key={person.memberId} person={person} view={view} flowId={flowId} home={home} locale={locale} />
          ))}
        </ul>
      </section>
      {view.waiting.length > 0 ? (
        <section className="task-section" aria-labelledby="people-waiting">
          <h2 id="people-waiting">{t('waiting')}</h2>
          <ul className="task-list">
            {view.waiting.map((row) => (
              <Waiting key={row.invitationId} row={row} view={view} flowId={flowId} home={home} locale={locale} />
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}

async function Person({ person, view, home, locale }: Place & Readonly<{ person: PersonRow }>) {
  const t = await getTranslations('people');
  return (
    <li className="task-row">
      <div>
        <span className="task-row__name task-row__name--person">
          <bdi>{person.name}</bdi> {person.mine ? t('you') : null}
        </span>
        <p className="task-row__hint">
          <Ltr wrap>{person.email}</Ltr>
        </p>
        <Parts parts={person.parts} view={view} locale={locale} />
        {view.mayManage || view.mayAssign ? (
          <LinkButton href={`${home}/people/${person.memberId}`} variant="secondary" size="small" prefetch={false}>
            {t('change')}
            <VisuallyHidden> {t('about', { name: isolate(person.name) })}</VisuallyHidden>
          </LinkButton>
        ) : null}
      </div>
      <div className="task-row__status">
        <StatusTag tone="plain">{t(`role.${person.role}`)}</StatusTag>
      </div>
    </li>
  );
}

async function Waiting({ row, view, flowId, locale }: Place & Readonly<{ row: WaitingRow }>) {
  const [t, form] = await Promise.all([getTranslations('people'), getTranslations('form')]);
  const texts = formTexts((key) => form.raw(key) as string);
  const hidden = { flowId, invitationId: row.invitationId };
  return (
    <li className="task-row">
      <div>
        <span className="task-row__name task-row__name--person">
          <bdi>{row.name || row.email}</bdi>
        </span>
        <p className="task-row__hint">
          <Ltr wrap>{row.email}</Ltr> · {t(`role.${row.role}`)}
        </p>
        <Parts parts={row.parts} view={view} locale={locale} />
        {view.mayInvite ? (
          <div className="button-row">
            <ActionForm
              action={resendAction}
              hidden={hidden}
              button={{ label: t('resend'), pending: t('working'), variant: 'secondary' }}
              texts={texts}
            />
            <ActionForm
              action={revokeInvitationAction}
              hidden={hidden}
              button={{ label: t('takeBackInvitation'), pending: t('working'), variant: 'secondary' }}
              texts={texts}
            />
          </div>
        ) : null}
      </div>
      <div className="task-row__status">
        <StatusTag tone={tones[row.status]}>{t(`status.${row.status}`)}</StatusTag>
      </div>
    </li>
  );
}

async function Parts({
  parts,
  view,
  locale,
}: Pick<Place, 'view' | 'locale'> & Readonly<{ parts: readonly PersonPart[] }>) {
  const shown = parts.filter(({ state }) => state !== 'revoked');
  if (shown.length === 0) return null;
  const words = await partWords(view, locale);
  return (
    <ul className="task-row__notes">
      {shown.map((part) => (
        <li key={part.assignmentId}>{words(part)}</li>
      ))}
    </ul>
  );
}

/** One sentence for a part that somebody has or had. */
export async function partWords(
  view: Pick<PeopleView, 'timeZone'>,
  locale: Locale,
): Promise<(part: PersonPart) => string> {
  const t = await getTranslations('people.part');
  const format = formatters({ locale, timeZone: view.timeZone });
  return ({ title, state, expiresAt }) => {
    const task = isolate(title);
    if (expiresAt === null) return t(state === 'revoked' ? 'revoked' : 'live', { task });
    const date = format.date(expiresAt);
    return t(state === 'live' ? 'liveUntil' : state, { task, date });
  };
}

/** Who can invite, for somebody who cannot. */
export async function NoPermission({ view, locale }: Pick<Place, 'view' | 'locale'>) {
  const t = await getTranslations('people');
  const names = view.deciders.map(({ name }) => isolate(name));
  const { list } = formatters({ locale, timeZone: view.timeZone });
  return (
    <p className="muted">{names.length > 0 ? t('noPermission', { names: list(names) }) : t('noPermissionNobody')}</p>
  );
}
