import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { guardedPage } from '@/app/_server/guarded-page';
import { currentSession } from '@/app/_server/page-actor';
import { pageRequest } from '@/app/_server/request';
import { setDocumentStatus } from '@/app/_server/response-status';
import { InsetNotice } from '@/components/ui/InsetNotice';
import { LinkButton } from '@/components/ui/LinkButton';
import { Ltr } from '@/components/ui/Ltr';
import { findInvitation, maskEmail, type InvitationView } from '@/lib/auth';
import { isolate, localizedText } from '@/lib/i18n';
import { brandOf, hostBrand } from '../../../(auth)/auth-brand';
import { AuthPage } from '../../../(auth)/AuthPage';
import { OneButtonForm } from '../../../(auth)/OneButtonForm';
import { accept, sendAgain, signOutAndAccept } from './actions';

type Props = Readonly<{
  params: Promise<{ token: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}>;

/** Who asks, for what, and how long it takes. Opening it uses nothing up; only Continue does. */
async function InvitationPage({ params, searchParams }: Props) {
  const [{ token }, { sent }] = await Promise.all([params, searchParams]);
  // Not limited: nobody guesses 256 bits, and a whole office may look at its invitations from one address.
  const invitation = await findInvitation(token);
  if (!invitation) return <Unknown />;
  const brand = brandOf(invitation.theme, invitation.partnerName);
  return (
    <AuthPage brand={brand}>
      {invitation.status === 'valid' ? (
        <Valid invitation={invitation} partner={brand.name} token={token} wasSent={sent === '1'} />
      ) : (
        <Over invitation={invitation} partner={brand.name} token={token} />
      )}
    </AuthPage>
  );
}

export default guardedPage(InvitationPage);

const ltr = (value: ReactNode): ReactNode => <Ltr>{value}</Ltr>;

type Shown = Readonly<{ invitation: InvitationView; partner: string; token: string }>;

async function Valid({ invitation, partner, token, wasSent }: Shown & Readonly<{ wasSent: boolean }>) {
  const [t, { locale }, session] = await Promise.all([
    getTranslations('auth.invitation'),
    pageRequest(),
    currentSession(),
  ]);
  const email = maskEmail(invitation.email);
  if (wasSent) return <Message title={t('resentTitle')}>{t.rich('resent', { email, ltr })}</Message>;
  const { customerName = '', inviterName, role, template } = invitation;
  const title = t('title', { partner: isolate(partner), customer: isolate(customerName) });
  const from = inviterName
    ? t('from', { name: isolate(inviterName), partner: isolate(partner) })
    : t('fromPartner', { partner: isolate(partner) });
  const isOther = session !== null && session.email !== invitation.email;
  return (
    <>
      <title>{title}</title>
      <h1>{title}</h1>
      <p className="lead">{template ? localizedText(template.summary, locale) : from}</p>
      {template ? (
        <p>
          {from} {t('minutes', { minutes: template.estimatedMinutes })}
        </p>
      ) : null}
      {template && template.prerequisites.length > 0 ? (
        <section className="stack">
          <h2>{t('needTitle')}</h2>
          <ul>
            {template.prerequisites.map((item, index) => (
              <li key={index}>{localizedText(item, locale)}</li>
            ))}
          </ul>
        </section>
      ) : null}
      {role ? (
        <section className="stack">
          <h2>{t('roleTitle')}</h2>
          <p>{t(`role.${role}`)}</p>
        </section>
      ) : null}
      {isOther ? (
        <InsetNotice tone="warning" title={t('wrongTitle')}>
          <p>{t.rich('wrong', { current: session.email, email, ltr })}</p>
        </InsetNotice>
      ) : null}
      <OneButtonForm
        action={isOther ? signOutAndAccept : accept}
        hidden={{ token }}
        submit={isOther ? t('signOut') : t('submit')}
        pending={t('pending')}
      />
      <p className="muted">{t.rich('for', { email, ltr })}</p>
      <p className="muted">{t('privacy', { partner: isolate(partner) })}</p>
    </>
  );
}

async function Over({ invitation, partner, token }: Shown) {
  const [t, { locale }] = await Promise.all([getTranslations('auth.invitation'), pageRequest()]);
  setDocumentStatus(410);
  switch (invitation.status) {
    case 'used':
      return (
        <Message
          title={t('usedTitle')}
          end={
            <LinkButton href={`/${locale}/sign-in`} prefetch={false}>
              {t('signIn')}
            </LinkButton>
          }
        >
          {t('used')}
        </Message>
      );
    case 'revoked':
      return <Message title={t('revokedTitle')}>{t('revoked', { partner: isolate(partner) })}</Message>;
    default:
      return (
        <Message
          title={t('expiredTitle')}
          end={<OneButtonForm action={sendAgain} hidden={{ token }} submit={t('resend')} pending={t('pending')} />}
        >
          {t.rich('expired', { email: maskEmail(invitation.email), ltr })}
        </Message>
      );
  }
}

async function Unknown() {
  const [brand, t] = await Promise.all([hostBrand(), getTranslations('auth.invitation')]);
  setDocumentStatus(404);
  return (
    <AuthPage brand={brand}>
      <Message title={t('unknownTitle')}>{t('unknown')}</Message>
    </AuthPage>
  );
}

const Message = ({ title, children, end }: Readonly<{ title: string; children: ReactNode; end?: ReactNode }>) => (
  <>
    <title>{title}</title>
    <h1>{title}</h1>
    <p>{children}</p>
    {end}
  </>
);
