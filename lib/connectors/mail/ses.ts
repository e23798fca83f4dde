import { AwsV4Signer } from 'aws4fetch';
import { z } from 'zod';
import type { CheckResult } from '../check';
import type { Connection } from '../connection';
import { ConnectorError, type ConnectorFailure } from '../connector';
import { rightResult } from '../right';
import { createWire, usualFailure, type WireMeans, type WireResponse } from '../wire';
import type { TestMail, TestMailMessage } from './port';
import { assertAddresses, referenceHeader, referenceOf } from './reference';

const system = 'Amazon SES';

/** The host carries the region. */
export const sesApi = {
  baseUrl: 'https://email.{region}.amazonaws.com',
  version: 'v2',
  endsOn: null,
  source: 'https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html',
} as const;

/** What a look asks about, by the names of SES; whether a key may send is said of a mail only. */
export const sesRights = ['ses:GetAccount', 'SendingEnabled', 'ProductionAccessEnabled'] as const;

/**
 * Amazon SES (setting `region`; secret `access_key_id`, `secret_access_key` with `ses:SendEmail`, and `ses:GetAccount`
 * to be looked at).
 */
export function sesMail({ settings, secret }: Connection, means: WireMeans): TestMail {
  const { region = '' } = settings;
  const { access_key_id: accessKeyId = '', secret_access_key: secretAccessKey = '' } = secret;
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region) || accessKeyId === '' || secretAccessKey === '') {
    throw new ConnectorError('not_connected', { system });
  }
  const baseUrl = settings.baseUrl || sesApi.baseUrl.replace('{region}', region);
  const wire = createWire({ system, baseUrl, limit: { perMinute: 10, burst: 5 } }, means);

  /** What is wrong stands in a header, so that refusals are read here; `permission` is what a key needs for this. */
  async function signed(
    method: 'GET' | 'POST',
    path: string,
    permission: string,
    body?: string,
  ): Promise<WireResponse> {
    const signer = new AwsV4Signer({
      method,
      url: new URL(path, baseUrl).href,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
      accessKeyId,
      secretAccessKey,
      service: 'ses',
      region,
    });
    const { headers } = await signer.sign();
    const accept = [400, 403, 404, 429];
    const sent = body === undefined ? {} : { body };
    const answer = await wire({ method, path, headers: Object.fromEntries(headers), accept, ...sent });
    if (answer.status >= 300) throw failureOf(answer, permission);
    return answer;
  }

  return {
    // https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html
    async look() {
      const permission = 'ses:GetAccount';
      try {
        const answer = await signed('GET', `/${sesApi.version}/email/account`, permission);
        return [rightResult(system, permission, true), ...standingOf(read(answer, accountSchema))];
      } catch (error) {
        const isMissing = error instanceof ConnectorError && error.args.permission === permission;
        if (isMissing) return [rightResult(system, permission, false)];
        throw error;
      }
    },
    async send(message) {
      assertAddresses(message, system);
      const path = `/${sesApi.version}/email/outbound-emails`;
      const answer = await signed('POST', path, 'ses:SendEmail', JSON.stringify(bodyOf(message)));
      return { reference: read(answer, z.object({ MessageId: z.string() })).MessageId };
    },
  };
}

const accountSchema = z.object({ SendingEnabled: z.boolean(), ProductionAccessEnabled: z.boolean().optional() });

/** In the sandbox mail goes to verified addresses only, and none of a customer's is. */
function standingOf(account: z.infer<typeof accountSchema>): readonly CheckResult[] {
  const standing = (id: keyof typeof account, code: ConnectorFailure): readonly CheckResult[] => {
    if (account[id] === undefined) return [];
    return [account[id] ? { id, ok: true } : { id, ok: false, code, args: { system } }];
  };
  return [...standing('SendingEnabled', 'sending_paused'), ...standing('ProductionAccessEnabled', 'sandbox_only')];
}

function read<T>(answer: WireResponse, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(answer.json());
  if (!parsed.success) throw new ConnectorError('answer_unreadable', { system });
  return parsed.data;
}

const bodyOf = ({ from, to, subject, text, key }: TestMailMessage) => ({
  FromEmailAddress: from,
  Destination: { ToAddresses: [to] },
  Content: {
    Simple: {
      Subject: { Data: subject, Charset: 'UTF-8' },
      Body: { Text: { Data: text, Charset: 'UTF-8' } },
      Headers: [{ Name: referenceHeader, Value: referenceOf(key) }],
    },
  },
});

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html */
function failureOf(answer: WireResponse, permission: string): ConnectorError {
  const { status, headers } = answer;
  const type = (headers['x-amzn-errortype'] ?? typeIn(answer)).split(/[:#]/)[0] ?? '';
  // The same word is used for content that is not allowed and for a sender, or a sandbox's recipient, that is unknown.
  const isUnverified = type === 'MessageRejected' && /not verified/i.test(answer.text);
  if (type === 'AccessDeniedException') return new ConnectorError('permission_denied', { system, status, permission });
  const code = isUnverified ? 'sender_unverified' : codes[type];
  return code === undefined ? usualFailure(status, system, headers) : new ConnectorError(code, { system, status });
}

function typeIn(answer: WireResponse): string {
  try {
    const said = z.object({ __type: z.string() }).safeParse(answer.json());
    return said.success ? said.data.__type : '';
  } catch {
    return '';
  }
}

const codes: Readonly<Record<string, ConnectorFailure>> = {
  MailFromDomainNotVerifiedException: 'sender_unverified',
  AccountSuspendedException: 'permission_denied',
  SendingPausedException: 'sending_paused',
  UnrecognizedClientException: 'credential_refused',
  ExpiredTokenException: 'credential_refused',
  IncompleteSignatureException: 'credential_refused',
  InvalidClientTokenId: 'credential_refused',
  InvalidSignatureException: 'credential_refused',
  SignatureDoesNotMatch: 'credential_refused',
  LimitExceededException: 'quota_exceeded',
};
