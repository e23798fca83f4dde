import type { Check, CheckResult } from '../check';
import { ConnectorError } from '../connector';
import { rightResult } from '../right';
import { listArg, soleSecret } from '../sole-secret';
import { googleAds, openGoogleAds, type GoogleAds } from './client';

const listing = 'customers:listAccessibleCustomers';
/** More managers than this are not gone through for one account. */
const managersMax = 20;

/**
 * Whether a refresh token opens Google Ads, and with it each of the accounts named in `customerIds`, directly or below a
 * manager's account. The first result is the token itself; one follows for each account.
 */
export const googleAdsCheck: Check = {
  system: googleAds,
  asks: [listing],
  run: async ({ args, secret, connection, wire }) => {
    const wanted = [...new Set(listArg(args.customerIds).map((id) => id.replaceAll('-', '')))];
    try {
      const refreshToken = soleSecret(secret, 'refresh_token', googleAds);
      const ads = await openGoogleAds(await connection('google-ads'), refreshToken, wire);
      const accessible = await ads.listAccessibleCustomers();
      const results: CheckResult[] = [{ id: listing, ok: true }];
      for (const id of wanted) results.push(await lookAt(ads, accessible, id));
      const facts = { accounts: String(accessible.length), scopes: [...ads.scopes].sort().join(' ') };
      return { ok: results.every(({ ok }) => ok), results, facts };
    } catch (error) {
      return { ok: false, results: [failed(listing, error)], facts: {} };
    }
  },
};

/** `listAccessibleCustomers` names only what was given directly; what is below a manager has to be asked for. */
async function lookAt(ads: GoogleAds, accessible: readonly string[], customer: string): Promise<CheckResult> {
  const id = `customers/${customer}`;
  if (!/^\d{1,20}$/.test(customer)) return { id, ok: false, code: 'not_found', args: { system: googleAds } };
  if (accessible.includes(customer)) return { id, ok: true };
  for (const manager of accessible.slice(0, managersMax)) {
    try {
      if (await ads.isBelow(manager, customer)) return { id, ok: true };
    } catch (error) {
      // An account that is closed, or no manager's, refuses the question; the next may answer it.
      if (!(error instanceof ConnectorError) || error.code !== 'permission_denied') return failed(id, error);
    }
  }
  return rightResult(googleAds, id, false);
}

function failed(id: string, error: unknown): CheckResult {
  if (!(error instanceof ConnectorError)) throw error;
  return { id, ok: false, code: error.code, args: { system: googleAds, ...error.args } };
}
