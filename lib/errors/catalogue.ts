/**
 * Every refusal a person or a program can meet: its HTTP status, and whether trying again without changing anything
 * can help. The texts live in `messages/<locale>/errors.json` under the same code: `title`, `cause`, `remedy`.
 */
export const catalogue = {
  conflict: { status: 409, retry: false },
  customer_exists: { status: 409, retry: false },
  database_unavailable: { status: 503, retry: true },
  flow_changed: { status: 409, retry: false },
  flow_incomplete: { status: 409, retry: false },
  flow_locked: { status: 409, retry: false },
  forbidden: { status: 403, retry: false },
  idempotency_key_missing: { status: 400, retry: false },
  idempotency_key_reused: { status: 422, retry: false },
  identifier_taken: { status: 409, retry: false },
  internal: { status: 500, retry: true },
  invalid_input: { status: 422, retry: false },
  invitation_expired: { status: 410, retry: false },
  invitation_revoked: { status: 410, retry: false },
  invitation_used: { status: 410, retry: false },
  last_owner: { status: 409, retry: false },
  method_not_allowed: { status: 405, retry: false },
  not_found: { status: 404, retry: false },
  payload_too_large: { status: 413, retry: false },
  questions_added: { status: 422, retry: false },
  rate_limited: { status: 429, retry: true },
  run_not_allowed: { status: 409, retry: false },
  secret_already_shown: { status: 410, retry: false },
  set_up_failed: { status: 502, retry: true },
  sign_in_code_locked: { status: 429, retry: false },
  sign_in_code_wrong: { status: 422, retry: false },
  sign_in_link_expired: { status: 410, retry: false },
  signed_out: { status: 401, retry: false },
  step_not_completed: { status: 409, retry: false },
  step_not_on_path: { status: 409, retry: false },
  task_already_done: { status: 409, retry: false },
  task_blocked: { status: 409, retry: false },
  task_not_done: { status: 409, retry: false },
  template_invalid: { status: 422, retry: false },
  unauthenticated: { status: 401, retry: false },
  unsupported_media_type: { status: 415, retry: false },
  wrong_account: { status: 409, retry: false },
} as const satisfies Record<string, { status: number; retry: boolean }>;

/** The stable name of a refusal; never renamed once published. */
export type ErrorCode = keyof typeof catalogue;
