import type { PaceLimit } from '../wire';

/**
 * A version of somebody else's programming interface: where it is, where it is described, and the day after which it no
 * longer answers (null: the vendor has named none).
 */
export type VendorApi = Readonly<{ baseUrl: string; version: string; endsOn: string | null; source: string }>;

/** How fast one kind of call may go. Over any minute no more than `perMinute + burst` calls are let through. */
export type CallLimits = Readonly<Record<string, PaceLimit>>;

export const bigQueryApi: VendorApi = {
  baseUrl: 'https://bigquery.googleapis.com/bigquery/v2',
  version: 'v2',
  endsOn: null,
  source: 'https://cloud.google.com/bigquery/docs/reference/rest',
};
export const secretManagerApi: VendorApi = {
  baseUrl: 'https://secretmanager.googleapis.com/v1',
  version: 'v1',
  endsOn: null,
  source: 'https://cloud.google.com/secret-manager/docs/reference/rest',
};
export const resourceManagerApi: VendorApi = {
  baseUrl: 'https://cloudresourcemanager.googleapis.com/v3',
  version: 'v3',
  endsOn: null,
  source: 'https://cloud.google.com/resource-manager/reference/rest',
};

/**
 * Per project. Creations: the 50 a minute of the reference. Queries: never more than 100 begin together, the concurrent
 * queries of a project. Other calls: below the 100 a second for each method that
 * https://cloud.google.com/bigquery/quotas#api_request_quotas names.
 */
export const bigQueryLimits = {
  datasetCreations: { perMinute: 45, burst: 5 },
  queries: { perMinute: 1200, burst: 100 },
  requests: { perMinute: 3000, burst: 50 },
} as const satisfies CallLimits;

/**
 * Per project. The reference names 1,800 requests a minute in all; Google's own quota is stricter for reads and writes,
 * 600 each (https://cloud.google.com/secret-manager/quotas). The three together stay below 1,800.
 */
export const secretManagerLimits = {
  reads: { perMinute: 540, burst: 60 },
  writes: { perMinute: 540, burst: 60 },
  accesses: { perMinute: 540, burst: 60 },
} as const satisfies CallLimits;

export const resourceManagerLimits = { requests: { perMinute: 300, burst: 20 } } as const satisfies CallLimits;

/** The least that each service can be used with (https://developers.google.com/identity/protocols/oauth2/scopes). */
export const googleScopes = {
  bigQuery: ['https://www.googleapis.com/auth/bigquery'],
  // Secret Manager and the look at permissions know no narrower scope.
  secretManager: ['https://www.googleapis.com/auth/cloud-platform'],
  resourceManager: ['https://www.googleapis.com/auth/cloud-platform.read-only'],
} as const;
