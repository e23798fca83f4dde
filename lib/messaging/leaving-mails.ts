import { localizedText } from '@/lib/i18n';
import type { MailText } from './mail';

type Text = Readonly<Record<string, string>>;

/** Mails about something that people agree to: a customer's leaving with what came of it, and a step of a set-up. */
export type LeavingMail =
  | Readonly<{
      kind:
        | 'offboarding_requested'
        | 'offboarding_approved'
        | 'offboarding_declined'
        | 'offboarding_held'
        | 'offboarding_stopped'
        | 'offboarding_done';
      url: string;
      customerName: string;
      partnerName: string;
      /** Who asked for it, and the way in which it is to end. */
      personName: string | null;
      title: Text | null;
    }>
  | Readonly<{ kind: 'approval_asked'; url: string; customerName: string; partnerName: string; title: Text | null }>;

type Means = Readonly<{
  t: (key: string, values?: Record<string, string | number>) => string;
  /** Isolates a name and takes out of it what could break a header. */
  name: (text: string) => string;
  footer: (reason: string) => string[];
  locale: string;
}>;

/** Writes such a mail in the reader's language. */
export const leavingMail = (content: LeavingMail, means: Means): MailText =>
  content.kind === 'approval_asked' ? approvalMail(content, means) : offboardingMail(content, means);

function offboardingMail(
  content: Exclude<LeavingMail, { kind: 'approval_asked' }>,
  { t, name, footer, locale }: Means,
): MailText {
  const surface = `offboarding.${content.kind.replace('offboarding_', '')}`;
  const values = {
    customer: name(content.customerName),
    partner: name(content.partnerName),
    person: content.personName ? name(content.personName) : t('offboarding.somebody'),
    title: content.title ? name(localizedText(content.title, locale)) : '',
  };
  const asks = content.kind === 'offboarding_requested' || content.kind === 'offboarding_held';
  return {
    subject: t(`${surface}.subject`, values),
    preview: t(`${surface}.preview`, values),
    heading: t(`${surface}.heading`, values),
    paragraphs: [
      t(`${surface}.body`, values),
      ...(values.title ? [t('offboarding.way', values)] : []),
      t(`${surface}.next`, values),
    ],
    action: { label: t(asks ? 'offboarding.decide' : 'offboarding.look'), url: content.url },
    actionNote: t('addressNote'),
    footer: footer(asks ? 'staffReason' : 'offboarding.reason'),
  };
}

function approvalMail(
  content: Extract<LeavingMail, { kind: 'approval_asked' }>,
  { t, name, footer, locale }: Means,
): MailText {
  const values = {
    customer: name(content.customerName),
    title: content.title ? name(localizedText(content.title, locale)) : '',
  };
  return {
    subject: t('approvalAsked.subject', values),
    preview: t('approvalAsked.preview', values),
    heading: t('approvalAsked.heading', values),
    paragraphs: [t(values.title ? 'approvalAsked.bodyTitle' : 'approvalAsked.body', values), t('approvalAsked.next')],
    action: { label: t('approvalAsked.action'), url: content.url },
    actionNote: t('addressNote'),
    footer: footer('approvalAsked.reason'),
  };
}
