import { getTranslations } from 'next-intl/server';
import { LinkButton } from '@/components/ui/LinkButton';
import { Ltr } from '@/components/ui/Ltr';
import { StatusTag, type StatusTone } from '@/components/ui/StatusTag';
import type { InvitationRow, InvitationStatus } from '@/lib/members';
import { can } from '@/lib/tenancy';
import { resend, revoke } from '../portfolio/actions';
import { formWords } from './form-words';
import type { StaffContext } from './staff-context';
import { StaffForm } from './StaffForm';

const tones: Readonly<Record<InvitationStatus, StatusTone>> = {
  sending: 'waiting',
  sent: 'active',
  opened: 'new',
  accepted: 'done',
  expired: 'warning',
  revoked: 'plain',
  failed: 'problem',
};

type Props = Readonly<{
  context: StaffContext;
  flowId: string;
  invitations: readonly InvitationRow[];
  /** Whether this reader may see names and addresses. */
  isPersonal: boolean;
}>;

/** Who was invited, what became of it, and the two things one can do about an open invitation. */
export async function FlowPeople({ context, flowId, invitations, isPersonal }: Props) {
  const [t, words] = await Promise.all([getTranslations('staff'), formWords()]);
  const { actor, locale, format } = context;
  const mayInvite = can(actor, 'customer.invite');
  return (
    <section className="staff-part" aria-labelledby="people">
      <div className="staff-part__head">
        <h2 id="people">{t('people.title')}</h2>
        {mayInvite ? (
          <LinkButton href={`/${locale}/portfolio/${flowId}/invite`} variant="secondary" size="small" prefetch={false}>
            {t('people.invite')}
          </LinkButton>
        ) : null}
      </div>
      <ul className="staff-people">
        {invitations.map((row) => (
          <li key={row.invitationId}>
            <div className="staff-part__head">
              <span>
                <strong>
                  <bdi>{isPersonal ? row.name || row.email : t('file.hidden')}</bdi>
                </strong>{' '}
                <span className="muted">{t(`role.${row.role}`)}</span>
              </span>
              <StatusTag tone={tones[row.status]}>{t(`invitation.${row.status}`)}</StatusTag>
            </div>
            <p className="muted small">
              {isPersonal && row.name ? (
                <>
                  <Ltr wrap>{row.email}</Ltr>
                  {' · '}
                </>
              ) : null}
              {t('people.since', { time: format.dateTime(row.sentAt ?? row.createdAt) })}
            </p>
            {mayInvite && row.open ? (
              <div className="cluster">
                <StaffForm
                  id={`resend-${row.invitationId}`}
                  action={resend}
                  hidden={{ flowId, invitationId: row.invitationId }}
                  submit={t('people.resend')}
                  about={t('people.about', { name: row.name || row.email })}
                  pending={t('working')}
                  variant="quiet"
                  size="small"
                  texts={words}
                />
                <StaffForm
                  id={`revoke-${row.invitationId}`}
                  action={revoke}
                  hidden={{ flowId, invitationId: row.invitationId }}
                  submit={t('people.revoke')}
                  about={t('people.about', { name: row.name || row.email })}
                  pending={t('working')}
                  variant="quiet"
                  size="small"
                  texts={words}
                />
              </div>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
