import { z } from 'zod';
import type { Connection } from '../connection';
import { ConnectorError } from '../connector';
import { rightResult } from '../right';
import { createWire, type WireMeans } from '../wire';
import type { TestMail } from './port';
import { assertAddresses, referenceHeader, referenceOf } from './reference';

const system = 'SendGrid';

/** One host for the whole world, another for accounts of the European region, by the setting `baseUrl`. */
export const sendGridApi = {
  baseUrl: 'https://api.sendgrid.com',
  version: 'v3',
  endsOn: null,
  source: 'https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send',
} as const;

/** What a key has to be allowed, by SendGrid's own names. */
export const sendGridRights = ['mail.send'] as const;

/** SendGrid (secret `api_key`, with the right to send mail). */
export function sendGridMail({ settings, secret }: Connection, means: WireMeans): TestMail {
  const { api_key: key = '' } = secret;
  if (key === '') throw new ConnectorError('not_connected', { system });
  const wire = createWire(
    {
      system,
      baseUrl: settings.baseUrl || sendGridApi.baseUrl,
      limit: { perMinute: 10, burst: 5 },
      authorise: () => Promise.resolve({ authorization: `Bearer ${key}` }),
      failureOf,
    },
    means,
  );
  return {
    // https://www.twilio.com/docs/sendgrid/api-reference/api-key-permissions/retrieve-a-list-of-scopes-for-which-this-user-has-access
    async look() {
      const answer = await wire({ method: 'GET', path: `/${sendGridApi.version}/scopes` });
      const said = z.object({ scopes: z.array(z.string()) }).safeParse(answer.json());
      if (!said.success) throw new ConnectorError('answer_unreadable', { system });
      return sendGridRights.map((each) => rightResult(system, each, said.data.scopes.includes(each)));
    },
    async send(message) {
      assertAddresses(message, system);
      const answer = await wire({
        method: 'POST',
        path: `/${sendGridApi.version}/mail/send`,
        body: {
          personalizations: [{ to: [{ email: message.to }] }],
          from: { email: message.from },
          subject: message.subject,
          content: [{ type: 'text/plain', value: message.text }],
          headers: { [referenceHeader]: referenceOf(message.key) },
        },
      });
      // 202 is the only yes that is documented; a page that answers 200 is none.
      if (answer.status !== 202) throw new ConnectorError('answer_unreadable', { system, status: answer.status });
      return { reference: answer.headers['x-message-id'] ?? '' };
    },
  };
}

/**
 * 403 about the field `from` is a sender that is not verified; 401 is said of an unknown key, and also of a known one
 * that may not send (https://www.twilio.com/docs/api/errors/60222, https://www.twilio.com/docs/api/errors/60604).
 */
function failureOf(status: number, body: unknown): ConnectorError | null {
  const said = errorsSchema.safeParse(body);
  const errors = said.success ? said.data.errors : [];
  const isAbout = (pattern: RegExp): boolean => errors.some(({ message }) => pattern.test(message));
  if (status === 403 && (errors.some(({ field }) => field === 'from') || isAbout(/verified sender/i))) {
    return new ConnectorError('sender_unverified', { system, status });
  }
  if (status === 401 && isAbout(/not authorized to send/i)) {
    return new ConnectorError('permission_denied', { system, status, permission: 'mail.send' });
  }
  return null;
}

const errorsSchema = z.object({ errors: z.array(z.object({ message: z.string(), field: z.string().nullish() })) });
