import { loadMessages } from '@/lib/i18n/messages';
import type { Check, CheckContext } from '../check';
import { ConnectorError } from '../connector';
import { failedReport } from '../failed-report';
import type { TestMail } from './port';
import { sendGridMail } from './sendgrid';
import { sesMail } from './ses';
import { smtpMail } from './smtp';
import { usualSmtp, type SmtpMeans } from './smtp-target';

const locales = ['en', 'ar'] as const;
const asks = ['mail.accepted'] as const;
const names: Readonly<Record<string, string>> = { smtp: 'SMTP', sendgrid: 'SendGrid', ses: 'Amazon SES' };

/**
 * Sends one real mail from `from` to `to` by the owner's `provider` (`smtp`, `sendgrid` or `ses`); `ok` means that the
 * service has taken it, not that it has arrived. Its text is in both languages, because nobody knows who reads it.
 */
export const createMailCheck = (smtp: SmtpMeans = usualSmtp): Check => ({
  system: 'mail',
  asks,
  async run(context) {
    const { args, wire } = context;
    const provider = String(args.provider ?? '');
    try {
      const mail = await mailOf(provider, context, smtp);
      const words = await Promise.all(
        locales.map(async (locale) => (await loadMessages(locale)).provisioning.testMail),
      );
      const { reference } = await mail.send({
        from: String(args.from ?? ''),
        to: String(args.to ?? ''),
        subject: words.map(({ subject }) => subject).join(' · '),
        text: `${words.map(({ text }) => text).join('\n\n')}\n`,
        key: `${provider} ${wire.now().toISOString()}`,
      });
      return { ok: true, results: [{ id: asks[0], ok: true }], facts: { reference } };
    } catch (error) {
      if (error instanceof ConnectorError) return failedReport(asks, error);
      throw error;
    }
  },
});

export const mailCheck = createMailCheck();

async function mailOf(provider: string, { connection, wire }: CheckContext, smtp: SmtpMeans): Promise<TestMail> {
  const system = Object.hasOwn(names, provider) ? names[provider] : undefined;
  if (system === undefined) throw new ConnectorError('refused', { system: provider, reason: 'provider' });
  const owner = await connection(provider);
  if (!owner) throw new ConnectorError('not_connected', { system });
  if (provider === 'smtp') return smtpMail(owner, wire, smtp);
  return provider === 'ses' ? sesMail(owner, wire) : sendGridMail(owner, wire);
}
