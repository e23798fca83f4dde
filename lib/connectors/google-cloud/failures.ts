import { z } from 'zod';
import { ConnectorError, type ConnectorFailure } from '../connector';

/** Google's body of an error (https://cloud.google.com/apis/design/errors), with the older list of reasons. */
const errorShape = z.object({
  error: z.object({
    message: z.string().optional(),
    status: z.string().optional(),
    errors: z.array(z.object({ reason: z.string().optional() })).optional(),
    details: z.array(z.object({ reason: z.string().optional() }).loose()).optional(),
  }),
});

/** By Google's own word for it (https://cloud.google.com/bigquery/docs/error-messages); null stands for the status. */
const byReason: Readonly<Record<string, ConnectorFailure>> = {
  quotaExceeded: 'quota_exceeded',
  billingTierLimitExceeded: 'quota_exceeded',
  billingNotEnabled: 'quota_exceeded',
  rateLimitExceeded: 'rate_limited',
  userRateLimitExceeded: 'rate_limited',
  jobRateLimitExceeded: 'rate_limited',
  RATE_LIMIT_EXCEEDED: 'rate_limited',
  accessDenied: 'permission_denied',
  accessNotConfigured: 'permission_denied',
  SERVICE_DISABLED: 'permission_denied',
  backendError: 'unavailable',
  jobBackendError: 'unavailable',
  internalError: 'unavailable',
  jobInternalError: 'unavailable',
  duplicate: 'already_exists',
  notFound: 'not_found',
};

/**
 * What a refusal of a Google service means. Its words are read for one thing only, the name of a permission, and only a
 * text of exactly that form is carried on. null where the status says enough, so that a wait it asks for is kept.
 */
export function googleFailure(system: string) {
  return (status: number, body: unknown): ConnectorError | null => {
    const parsed = errorShape.safeParse(body);
    if (!parsed.success) return null;
    const { error } = parsed.data;
    const reasons = [...(error.errors ?? []), ...(error.details ?? [])].flatMap(({ reason }) => reason ?? []);
    const code = reasons.map((reason) => byReason[reason]).find((found) => found !== undefined);
    const isDenied = code === 'permission_denied' || (code === undefined && status === 403);
    if (isDenied) return new ConnectorError('permission_denied', { system, status, ...permissionIn(error.message) });
    if (code === 'rate_limited') return new ConnectorError(code, { system, status }, undefined, 2000);
    if (code !== undefined) return new ConnectorError(code, { system, status });
    const reason = reasons.find((each) => /^[A-Za-z_]{1,60}$/.test(each)) ?? error.status;
    const isPlain = status < 400 || (status < 500 && ![401, 404, 409, 429].includes(status));
    return isPlain ? new ConnectorError('refused', { system, status, ...(reason ? { reason } : {}) }) : null;
  };
}

function permissionIn(message: string | undefined): { permission?: string } {
  const permission = /\b(?:bigquery|secretmanager|cloudkms|resourcemanager)\.[A-Za-z]{1,40}\.[A-Za-z]{1,40}\b/.exec(
    message ?? '',
  )?.[0];
  return permission === undefined ? {} : { permission };
}
