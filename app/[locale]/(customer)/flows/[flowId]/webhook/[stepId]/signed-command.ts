import type { HookFacts } from '@/lib/webhooks';

/**
 * A command that sends a signed test from anywhere; the secret is a variable of the shell and stands in no page. Only
 * for a bare HMAC: one line of shell writes no Standard Webhooks.
 */
export function signedCommand({ profile, header, url }: Pick<HookFacts, 'profile' | 'header' | 'url'>): string | null {
  if (profile !== 'hmac-header') return null;
  return [
    `BODY='{"type":"portico.test","id":"by-hand"}'`,
    `SIGNATURE=$(printf '%s' "$BODY" | openssl dgst -sha256 -hmac "$WEBHOOK_SECRET" -hex | sed 's/^.* //')`,
    `curl -i -X POST '${url}' -H 'Content-Type: application/json' -H "${header}: $SIGNATURE" -d "$BODY"`,
  ].join('\n');
}
