/**
 * What can go wrong with another system, as data: the texts are in `messages/<locale>/provisioning.json` under
 * `failure`. `retryable` says whether trying again later can help.
 */
export const connectorFailures = {
  /** The other system does not answer. */
  unreachable: { retryable: true },
  timed_out: { retryable: true },
  /** It answered, and said no to our credential. */
  permission_denied: { retryable: false },
  /** The thing to make is there already, and somebody else's. */
  dataset_exists: { retryable: false },
  /** The thing to work on is not there. */
  dataset_missing: { retryable: false },
  /** What is there has another shape than it should. */
  shape_differs: { retryable: false },
  /** This action has been undone meanwhile, so a late attempt must not bring its effect back. */
  undone_meanwhile: { retryable: false },
  dry_run_failed: { retryable: true },
  template_missing: { retryable: false },
  template_invalid: { retryable: false },
  /** Anything else that the other system reports. */
  refused: { retryable: true },
} as const satisfies Record<string, { retryable: boolean }>;

export type ConnectorFailure = keyof typeof connectorFailures;

/** A failure of another system. Carries a code and harmless values, never the other system's own words. */
export class ConnectorError extends Error {
  readonly code: ConnectorFailure;
  readonly args: Readonly<Record<string, string | number>>;

  constructor(code: ConnectorFailure, args: Readonly<Record<string, string | number>> = {}, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause });
    this.name = 'ConnectorError';
    this.code = code;
    this.args = args;
  }

  get retryable(): boolean {
    return connectorFailures[this.code].retryable;
  }
}
