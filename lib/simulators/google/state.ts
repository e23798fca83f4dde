import type { SimulatedRequest, SimulatedResponse } from '../http-simulator';
import type { SqlTable } from './sql';

export type SimulatedDataset = {
  projectId: string;
  datasetId: string;
  location: string;
  labels: Record<string, string>;
  description: string | undefined;
  createdAt: Date;
  tables: Map<string, SqlTable>;
};

export type SimulatedSecret = {
  projectId: string;
  name: string;
  labels: Record<string, string>;
  createdAt: Date;
  /** The values, the oldest first. */
  versions: Buffer[];
};

/** What the simulated Google knows, and what it has been told to refuse. */
export type GoogleState = {
  /** By `project.dataset`. */
  datasets: Map<string, SimulatedDataset>;
  /** By `project.secret`. */
  secrets: Map<string, SimulatedSecret>;
  /** Permissions that nobody has. */
  withheld: Set<string>;
  /** Projects that exist; every name does while this is null. */
  projects: Set<string> | null;
  /** The reason with which the next creations of datasets are refused. */
  quota: { reason: 'quotaExceeded' | 'rateLimitExceeded'; times: number } | null;
  /** How many times a statement is said to be still running before its result is given. */
  slowQueries: number;
  now: () => Date;
};

export type GoogleHandler = (
  request: SimulatedRequest,
  effect: (what: string) => void,
) => SimulatedResponse | Promise<SimulatedResponse> | null;

/** Google's body of an error (https://cloud.google.com/apis/design/errors), with BigQuery's list of reasons. */
export function googleError(status: number, message: string, reason?: string): SimulatedResponse {
  const spelled = statuses[status] ?? 'UNKNOWN';
  return {
    status,
    body: {
      error: {
        code: status,
        message,
        status: spelled,
        ...(reason === undefined ? {} : { errors: [{ message, domain: 'global', reason }] }),
      },
    },
  };
}

const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};
