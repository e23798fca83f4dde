import { createTranslator } from 'use-intl/core';
import { houseTheme } from '@/lib/branding';
import {
  formatLocale,
  formatters,
  isolate,
  isolateLtr,
  localizedText,
  toLocale,
  withoutIsolates,
  type Locale,
} from '@/lib/i18n';
import { loadMessages } from '@/lib/i18n/messages';
import { leavingMail, type LeavingMail } from './leaving-mails';
import { mailHtml } from './mail-html';
import { mailPlain } from './mail-plain';
import type { MailLook, MailText, RenderedMail } from './mail';

type Text = Readonly<Record<string, string>>;

/** What a mail with diagnostics states of them. */
export type DiagnosticsFacts = Readonly<{
  template: string;
  severity: string | null;
  run: string | null;
  failedStep: string | null;
  /** How many checks do not hold. */
  failed: number;
}>;

/** The mails that exist, and the facts that each is made of. */
export type MailContent =
  | Readonly<{ kind: 'sign_in'; url: string; code: string; minutes: number }>
  | Readonly<{ kind: 'password_notice'; url: string; name: string; change: 'set' | 'removed' }>
  | Readonly<{
      kind: 'invitation';
      url: string;
      inviterName: string | null;
      name: string;
      customerName: string;
      partnerName: string;
      title: Text | null;
      minutes: number | null;
      prerequisites: readonly Text[];
      expiresAt: Date;
      timeZone: string;
    }>
  | Readonly<{
      kind: 'flow_submitted' | 'run_done';
      url: string;
      name: string;
      customerName: string;
      partnerName: string;
    }>
  | Readonly<{
      kind: 'answer_requested';
      url: string;
      name: string;
      askerName: string | null;
      customerName: string;
      partnerName: string;
      title: Text | null;
    }>
  | Readonly<{ kind: 'run_undone' | 'run_held'; url: string; customerName: string }>
  | Readonly<{
      kind: 'credential_due_soon' | 'credential_due';
      url: string;
      customerName: string;
      partnerName: string;
      title: Text | null;
      date: Date;
      timeZone: string;
    }>
  | (DiagnosticsFacts & Readonly<{ kind: 'diagnostics'; url: string; customerName: string }>)
  | LeavingMail
  | Readonly<{ kind: 'version_ends'; url: string; name: string; version: string; endsOn: string }>;

type Translate = (key: string, values?: Record<string, string | number>) => string;

/**
 * Writes a mail in the reader's language and the partner's look. Names, addresses and codes are isolated, so that none
 * of them turns a sentence around; characters that could break a header or an isolate are taken out of names before.
 */
export async function composeMail(content: MailContent, locale: string, theme: MailLook | null): Promise<RenderedMail> {
  const language = toLocale(locale);
  const look: MailLook = theme ?? houseTheme;
  const messages = await loadMessages(language);
  const translate = createTranslator({
    // Figures in Arabic mails use Latin digits, as on pages; the type knows our languages only.
    locale: formatLocale(language) as Locale,
    messages: Object(messages) as Record<string, never>,
    namespace: 'email' as never,
    onError: (error) => {
      throw error;
    },
  }) as unknown as Translate;
  const text = textOf(content, translate, language, look);
  return {
    subject: text.subject.replace(/[\r\n]+/g, ' '),
    html: mailHtml(text, look, language),
    text: mailPlain(text, look),
  };
}

function textOf(content: MailContent, t: Translate, locale: string, look: MailLook): MailText {
  const partner = name(look.name);
  const footer = (reason: string): string[] => [
    t(reason, { partner }),
    ...(look.supportEmail ? [t('help', { email: isolateLtr(clean(look.supportEmail)) })] : []),
  ];
  switch (content.kind) {
    case 'sign_in':
      return {
        subject: t('signIn.subject', { partner }),
        preview: t('signIn.preview', { minutes: content.minutes }),
        heading: t('signIn.heading', { partner }),
        paragraphs: [t('signIn.body', { minutes: content.minutes })],
        action: { label: t('signIn.action'), url: content.url },
        actionNote: t('addressNote'),
        code: { label: t('signIn.code'), value: content.code },
        footer: footer('signIn.reason'),
      };
    case 'password_notice':
      return {
        subject: t('passwordNotice.subject'),
        preview: t('passwordNotice.preview'),
        heading: t('passwordNotice.heading'),
        paragraphs: [
          content.name ? t('greetingNamed', { name: name(content.name) }) : t('greeting'),
          t(`passwordNotice.${content.change}`),
          t('passwordNotice.next'),
        ],
        action: { label: t('passwordNotice.action'), url: content.url },
        actionNote: t('addressNote'),
        footer: footer('passwordNotice.reason'),
      };
    case 'invitation': {
      const values = { partner: name(content.partnerName), customer: name(content.customerName) };
      const until = formatters({ locale, timeZone: content.timeZone }).date(content.expiresAt);
      const title = content.title ? name(localizedText(content.title, locale)) : null;
      return {
        subject: t('invitation.subject', values),
        preview:
          content.minutes === null
            ? t('invitation.heading', values)
            : t('invitation.minutes', { minutes: content.minutes }),
        heading: t('invitation.heading', values),
        paragraphs: [
          content.name ? t('greetingNamed', { name: name(content.name) }) : t('greeting'),
          content.inviterName
            ? t('invitation.bodyInviter', { ...values, inviter: name(content.inviterName) })
            : t('invitation.body', values),
          ...(title ? [t('invitation.title', { title })] : []),
          ...(content.minutes === null ? [] : [t('invitation.minutes', { minutes: content.minutes })]),
        ],
        ...(content.prerequisites.length > 0
          ? {
              list: {
                label: t('invitation.prerequisites'),
                items: content.prerequisites.map((item) => localizedText(item, locale)),
              },
            }
          : {}),
        action: { label: t('invitation.action'), url: content.url },
        actionNote: t('addressNote'),
        footer: [t('invitation.expires', { date: until }), ...footer('invitation.reason')],
      };
    }
    case 'flow_submitted':
    case 'run_done': {
      const surface = content.kind === 'run_done' ? 'runDone' : 'flowSubmitted';
      const values = { partner: name(content.partnerName), customer: name(content.customerName) };
      return {
        subject: t(`${surface}.subject`, values),
        preview: t(`${surface}.preview`, values),
        heading: t(`${surface}.heading`, values),
        paragraphs: [
          content.name ? t('greetingNamed', { name: name(content.name) }) : t('greeting'),
          t(`${surface}.body`, values),
          t(`${surface}.next`, values),
        ],
        action: { label: t(`${surface}.action`), url: content.url },
        actionNote: t('addressNote'),
        footer: footer(`${surface}.reason`),
      };
    }
    case 'answer_requested': {
      const values = { customer: name(content.customerName), partner: name(content.partnerName) };
      const title = content.title ? name(localizedText(content.title, locale)) : null;
      return {
        subject: t('answerRequested.subject', values),
        preview: t('answerRequested.preview', values),
        heading: t('answerRequested.heading', values),
        paragraphs: [
          content.name ? t('greetingNamed', { name: name(content.name) }) : t('greeting'),
          content.askerName
            ? t('answerRequested.bodyAsker', { ...values, asker: name(content.askerName) })
            : t('answerRequested.body', values),
          ...(title ? [t('answerRequested.title', { title })] : []),
        ],
        action: { label: t('answerRequested.action'), url: content.url },
        actionNote: t('addressNote'),
        footer: footer('answerRequested.reason'),
      };
    }
    case 'credential_due_soon':
    case 'credential_due': {
      const isDue = content.kind === 'credential_due';
      const surface = isDue ? 'credentialDue' : 'credentialDueSoon';
      const values = {
        customer: name(content.customerName),
        partner: name(content.partnerName),
        title: content.title ? name(localizedText(content.title, locale)) : '',
        date: formatters({ locale, timeZone: content.timeZone }).date(content.date),
      };
      return {
        subject: t(`${surface}.subject`, values),
        preview: t(`${surface}.preview`, values),
        heading: t(`${surface}.heading`, values),
        paragraphs: [t(`${surface}.body`, values), t(`${surface}.next`, values)],
        action: { label: t(`${surface}.action`), url: content.url },
        actionNote: t('addressNote'),
        footer: footer(isDue ? 'staffReason' : 'credentialDueSoon.reason'),
      };
    }
    case 'version_ends': {
      const values = {
        system: name(content.name),
        version: isolateLtr(clean(content.version)),
        date: formatters({ locale, timeZone: 'UTC' }).date(content.endsOn),
      };
      return {
        subject: t('versionEnds.subject', values),
        preview: t('versionEnds.preview', values),
        heading: t('versionEnds.heading', values),
        paragraphs: [t('versionEnds.body', values), t('versionEnds.next', values)],
        action: { label: t('versionEnds.action'), url: content.url },
        actionNote: t('addressNote'),
        footer: footer('versionEnds.reason'),
      };
    }
    case 'diagnostics': {
      const { template, severity, run, failedStep, failed } = content;
      const values = { customer: name(content.customerName) };
      return {
        subject: t('diagnostics.subject', values),
        preview: t('diagnostics.preview'),
        heading: t('diagnostics.heading', values),
        paragraphs: [t('diagnostics.body', values), t('diagnostics.attached')],
        list: {
          label: t('diagnostics.found'),
          items: [
            t('diagnostics.template', { template: isolateLtr(clean(template)) }),
            ...(severity === null ? [] : [t('diagnostics.severity', { severity: name(severity) })]),
            t('diagnostics.run', { status: run ?? 'none' }),
            ...(failedStep === null ? [] : [t('diagnostics.failedStep', { step: isolateLtr(clean(failedStep)) })]),
            t('diagnostics.failed', { count: failed }),
          ],
        },
        action: { label: t('diagnostics.action'), url: content.url },
        actionNote: t('addressNote'),
        footer: footer('diagnostics.reason'),
      };
    }
    case 'offboarding_requested':
    case 'offboarding_approved':
    case 'offboarding_declined':
    case 'offboarding_held':
    case 'offboarding_stopped':
    case 'offboarding_done':
    case 'approval_asked':
      return leavingMail(content, { t, name, footer, locale });
    case 'run_undone':
    case 'run_held': {
      const surface = content.kind === 'run_held' ? 'runHeld' : 'runUndone';
      const values = { customer: name(content.customerName) };
      return {
        subject: t(`${surface}.subject`, values),
        preview: t(`${surface}.preview`, values),
        heading: t(`${surface}.heading`, values),
        paragraphs: [t(`${surface}.body`, values), t(`${surface}.next`, values)],
        action: { label: t(`${surface}.action`), url: content.url },
        actionNote: t('addressNote'),
        footer: footer('staffReason'),
      };
    }
  }
}

const name = (text: string): string => isolate(clean(text));

/** Control characters and bidi controls have no place in a name; an address that looks like a link stays plain text. */
const clean = (text: string): string =>
  withoutIsolates(text)
    .replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e]/g, ' ')
    .trim();
