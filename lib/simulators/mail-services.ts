import { randomBytes, randomUUID } from 'node:crypto';
import { signatureProblem, type AwsKey } from './aws-signature';
import {
  startHttpSimulator,
  type HttpSimulator,
  type SimulatedRequest,
  type SimulatedResponse,
} from './http-simulator';

/** A mail that a service has taken; it is delivered to nobody. */
export type TakenMail = Readonly<{ from: string; to: string; subject: string; text: string; reference: string }>;

type Common = Readonly<{
  mails: () => readonly TakenMail[];
  /** From now on mails from this address, or from anybody at this domain, are taken. */
  verify: (sender: string) => void;
}>;
export type SendGridSimulator = HttpSimulator & Common & Readonly<{ addKey: (key: string, maySend?: boolean) => void }>;
export type SesSimulator = HttpSimulator &
  Common &
  Readonly<{
    /** A key that may send, and may look at the account unless told otherwise. */
    addKey: (key: AwsKey, mayLook?: boolean) => void;
    pause: (paused: boolean) => void;
    /** Whether mail goes to verified addresses only. */
    confine: (isConfined: boolean) => void;
  }>;

type Options = Readonly<{ port: number; holdMs?: number }>;

/** SendGrid's sending of mail: https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send */
export async function startSendGrid(options: Options): Promise<SendGridSimulator> {
  const keys = new Map<string, boolean>();
  const senders = senderList();
  const mails: TakenMail[] = [];

  function send({ json }: SimulatedRequest, effect: (what: string) => void): SimulatedResponse {
    const body = (json ?? {}) as {
      from?: { email?: string };
      subject?: string;
      personalizations?: readonly { to?: readonly { email: string }[]; subject?: string }[];
      content?: readonly { type: string; value: string }[];
    };
    const from = body.from?.email ?? '';
    const [first] = body.personalizations ?? [];
    const to = first?.to?.[0]?.email ?? '';
    const text = body.content?.[0]?.value ?? '';
    if (to === '')
      return sendGridError(
        400,
        'The personalizations field is required and must have at least one personalization.',
        'personalizations',
      );
    if (text === '')
      return sendGridError(
        400,
        'Unless a valid template_id is provided, the content parameter is required.',
        'content',
      );
    if (!senders.knows(from)) {
      return sendGridError(
        403,
        'The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.',
        'from',
      );
    }
    const reference = randomBytes(11).toString('base64url');
    mails.push({ from, to, subject: first?.subject ?? body.subject ?? '', text, reference });
    effect(`mail.taken ${to}`);
    return { status: 202, headers: { 'x-message-id': reference } };
  }

  const simulator = await startHttpSimulator({
    ...options,
    errorBody: (status) => ({ errors: [{ message: status === 401 ? unknownKey : 'failed', field: null, help: null }] }),
    handle: (request, effect) => {
      const maySend = keys.get(/^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
      if (maySend === undefined) return sendGridError(401, unknownKey);
      if (request.method === 'GET' && request.path === '/v3/scopes') {
        return { status: 200, body: { scopes: ['sender_verification_eligible', ...(maySend ? ['mail.send'] : [])] } };
      }
      if (!maySend) return sendGridError(401, 'Authenticated user is not authorized to send mail');
      if (request.method !== 'POST' || request.path !== '/v3/mail/send') return sendGridError(404, 'Not Found');
      return send(request, effect);
    },
  });
  return {
    ...simulator,
    mails: () => mails,
    verify: senders.add,
    addKey: (key, maySend = true) => void keys.set(key, maySend),
  };
}

const unknownKey = 'The provided authorization grant is invalid, expired, or revoked';

const sendGridError = (status: number, message: string, field: string | null = null): SimulatedResponse => ({
  status,
  body: { errors: [{ message, field, help: null }] },
});

/** Amazon SES' sending of mail: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
export async function startSes(options: Options): Promise<SesSimulator> {
  const keys: AwsKey[] = [];
  const blind: string[] = [];
  const senders = senderList();
  const mails: TakenMail[] = [];
  let isPaused = false;
  let isConfined = false;

  function send({ json }: SimulatedRequest, effect: (what: string) => void): SimulatedResponse {
    const body = (json ?? {}) as {
      FromEmailAddress?: string;
      Destination?: { ToAddresses?: readonly string[] };
      Content?: { Simple?: { Subject?: { Data?: string }; Body?: { Text?: { Data?: string } } } };
    };
    const from = body.FromEmailAddress ?? '';
    const to = body.Destination?.ToAddresses?.[0] ?? '';
    const { Subject, Body } = body.Content?.Simple ?? {};
    if (to === '' || Subject?.Data === undefined) return sesError(400, 'BadRequestException', 'Missing required field');
    if (isPaused) return sesError(400, 'SendingPausedException', 'Email sending is paused for this account.');
    if (!senders.knows(from)) {
      return sesError(
        400,
        'MessageRejected',
        `Email address is not verified. The following identities failed the check: ${from}`,
      );
    }
    const reference = `0100${randomUUID()}-000000`;
    mails.push({ from, to, subject: Subject.Data, text: Body?.Text?.Data ?? '', reference });
    effect(`mail.taken ${to}`);
    return { status: 200, body: { MessageId: reference } };
  }

  const simulator = await startHttpSimulator({
    ...options,
    errorBody: (status) => ({ message: `failed ${status}` }),
    handle: (request, effect) => {
      const problem = signatureProblem(request, { keys, service: 'ses' });
      if (problem) return sesError(403, problem, 'The security token included in the request is invalid.');
      if (request.method === 'GET' && request.path === '/v2/email/account') {
        if (blind.some((id) => request.headers.authorization?.includes(`Credential=${id}/`))) {
          return sesError(403, 'AccessDeniedException', 'User is not authorized to perform: ses:GetAccount');
        }
        const standing = { SendingEnabled: !isPaused, ProductionAccessEnabled: !isConfined };
        return { status: 200, body: { ...standing, EnforcementStatus: 'HEALTHY' } };
      }
      if (request.method !== 'POST' || request.path !== '/v2/email/outbound-emails') {
        return sesError(404, 'NotFoundException', 'There is no such operation.');
      }
      return send(request, effect);
    },
  });
  return {
    ...simulator,
    mails: () => mails,
    verify: senders.add,
    addKey: (key, mayLook = true) => {
      keys.push(key);
      if (!mayLook) blind.push(key.keyId);
    },
    pause: (paused) => {
      isPaused = paused;
    },
    confine: (confined) => {
      isConfined = confined;
    },
  };
}

const sesError = (status: number, type: string, message: string): SimulatedResponse => ({
  status,
  headers: { 'x-amzn-errortype': type },
  body: { message },
});

/** Senders are verified one by one, or all of a domain. */
function senderList() {
  const known = new Set<string>();
  return {
    add: (sender: string) => void known.add(sender.toLowerCase()),
    knows: (sender: string) => known.has(sender.toLowerCase()) || known.has(sender.toLowerCase().split('@')[1] ?? ''),
  };
}
