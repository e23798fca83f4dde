import type { Check, CheckResult } from '../check';
import { ConnectorError } from '../connector';
import { rightResult } from '../right';
import { listArg, soleSecret } from '../sole-secret';
import { meta, metaScopes, openMeta } from './client';

const asks = ['/me', ...metaScopes];

/**
 * Whether an access token is taken by Meta, has the scopes that reading needs, and opens each of the ad accounts named in
 * `accountIds`. Facts: whose it is, its scopes, and `endsAt` when it ends and our app may know.
 */
export const metaCheck: Check = {
  system: meta,
  asks,
  run: async ({ args, secret, connection, wire }) => {
    const wanted = [...new Set(listArg(args.accountIds))];
    const results: CheckResult[] = [];
    try {
      const token = soleSecret(secret, 'access_token', meta);
      const graph = openMeta(await connection('meta'), token, wire);
      const account = await graph.me();
      const known = await asApp(() => graph.debugToken());
      const isValid = known === null || known.isValid;
      results.push(
        isValid
          ? { id: '/me', ok: true }
          : { id: '/me', ok: false, code: 'credential_refused', args: { system: meta } },
      );
      const scopes = known?.scopes ?? (await graph.permissions());
      for (const scope of metaScopes)
        results.push(
          rightResult(
            meta,
            scope,
            [scope, ...wider[scope]].some((each) => scopes.includes(each)),
          ),
        );
      for (const id of wanted) results.push(rightResult(meta, id, /^act_\d+$/.test(id) && (await graph.canRead(id))));
      const facts = {
        account,
        scopes: [...scopes].sort().join(' '),
        apiVersion: graph.version,
        ...(known?.endsAt ? { endsAt: known.endsAt.toISOString() } : {}),
      };
      return { ok: results.every(({ ok }) => ok), results, facts };
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      const answered = new Set(results.map(({ id }) => id));
      const id = [...asks, ...wanted].find((each) => !answered.has(each)) ?? '/me';
      results.push({ id, ok: false, code: error.code, args: { system: meta, ...error.args } });
      return { ok: false, results, facts: {} };
    }
  },
};

/** What is asked in the name of our app; a refusal of the app is ours and says nothing about the customer's token. */
async function asApp<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const isOurs = error instanceof ConnectorError && error.code === 'credential_refused';
    throw isOurs ? new ConnectorError('not_connected', error.args) : error;
  }
}

/** What a token may carry instead: whoever may manage may read. We never ask for it. */
const wider: Readonly<Record<(typeof metaScopes)[number], readonly string[]>> = { ads_read: ['ads_management'] };
