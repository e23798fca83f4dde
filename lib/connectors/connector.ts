/**
 * What can go wrong with another system, as data: the texts are in `messages/<locale>/provisioning.json` under
 * `failure`. `retryable` says whether trying again later can help.
 */
export const connectorFailures = {
  /** The other system does not answer. */
  unreachable: { retryable: true },
  timed_out: { retryable: true },
  /** Its name leads nowhere. */
  address_unknown: { retryable: true },
  /** The address is one that may not be reached from here. */
  address_refused: { retryable: false },
  certificate_refused: { retryable: false },
  /** It answered, and does not know our credential. */
  credential_refused: { retryable: false },
  /** It answered, and said no to what our credential may do. `permission` names what is missing, where it is known. */
  permission_denied: { retryable: false },
  /** It asks us to be slower. */
  rate_limited: { retryable: true },
  /** A limit that does not go away by waiting a moment. */
  quota_exceeded: { retryable: false },
  /** It is there and cannot do it now. */
  unavailable: { retryable: true },
  /** Too many failures in a row: it is left alone for a while. */
  resting: { retryable: true },
  /** What it said could not be understood. */
  answer_unreadable: { retryable: true },
  /** The owner has not connected this system, or has not said all that is needed. */
  not_connected: { retryable: false },
  /** The credential that this needs has not been given, or has been withdrawn. */
  credential_missing: { retryable: false },
  /** Rights that a set-up needs are missing; `permissions` names them. */
  permissions_missing: { retryable: false },
  /** The owner's register of customers, `table`, is not there, or does not let us read or write. */
  registry_missing: { retryable: false },
  registry_refused: { retryable: false },
  /** The thing to make is there already, and somebody else's. */
  already_exists: { retryable: false },
  dataset_exists: { retryable: false },
  /** The thing to work on is not there. */
  not_found: { retryable: false },
  dataset_missing: { retryable: false },
  /** What is there has another shape than it should. */
  shape_differs: { retryable: false },
  /** A check found something other than what was promised. `check` names it. */
  check_failed: { retryable: false },
  /** What was waited for has not come in time. */
  waited_too_long: { retryable: false },
  /** A person has said no. */
  declined: { retryable: false },
  /** This action has been undone meanwhile, so a late attempt must not bring its effect back. */
  undone_meanwhile: { retryable: false },
  dry_run_failed: { retryable: true },
  template_missing: { retryable: false },
  template_invalid: { retryable: false },
  /** The four causes for which a customer's service desk does not let us in, each with a thing to do about it. */
  key_wrong: { retryable: false },
  url_wrong: { retryable: false },
  api_disabled: { retryable: false },
  firewall: { retryable: true },
  /** A mail service knows us and not the sender's address. */
  sender_unverified: { retryable: false },
  /** A mail server does not pass on mail for others. */
  relay_refused: { retryable: false },
  /** A mail service has stopped sending for the whole account, or sends to verified addresses only. */
  sending_paused: { retryable: false },
  sandbox_only: { retryable: false },
  /** Anything else that the other system reports. */
  refused: { retryable: true },
} as const satisfies Record<string, { retryable: boolean }>;

export type ConnectorFailure = keyof typeof connectorFailures;

/** A failure of another system. Carries a code and harmless values, never the other system's own words. */
export class ConnectorError extends Error {
  readonly code: ConnectorFailure;
  readonly args: Readonly<Record<string, string | number>>;
  /** How long the other system, or our own pace, asks to wait before the next attempt. */
  readonly retryAfterMs: number | null;

  constructor(
    code: ConnectorFailure,
    args: Readonly<Record<string, string | number>> = {},
    cause?: unknown,
    retryAfterMs: number | null = null,
  ) {
    super(code, cause === undefined ? undefined : { cause });
    this.name = 'ConnectorError';
    this.code = code;
    this.args = args;
    this.retryAfterMs = retryAfterMs;
  }

  get retryable(): boolean {
    return connectorFailures[this.code].retryable;
  }
}
