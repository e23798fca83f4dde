import { ConnectorError, type Check, type CheckResult, type Connection, type WireMeans } from '@/lib/connectors';
import { probes } from '@/lib/connectors';
import { recordEvent } from '@/lib/platform/events';
import type { GivenUp, Workflow } from '@/lib/platform/jobs';
import { systemMeans, type Means } from '@/lib/platform/means';
import { asCustomer } from '@/lib/tenancy';

/** What the worker lends to looks at connections. */
export type ConnectionCheckEnvironment = Readonly<{
  wire: WireMeans;
  connection: (ownerTenantId: string, system: string, purpose: string) => Promise<Connection | null>;
  means: Means;
  onUnexpected: (error: unknown, about: Readonly<Record<string, string>>) => void;
}>;

/**
 * Looks whether an owner's connection lets us in, right by right where the system says so. Changes nothing there. What
 * was found is kept with the connection, unless that was saved again meanwhile. Records the event `connection.checked`.
 */
export const checkConnectionWorkflow =
  (environment: ConnectionCheckEnvironment): Workflow =>
  async (durable, { tenantId = '', connectionId = '' }) => {
    await durable.step('look', async () => {
      const purpose = `connection-check:${connectionId}`;
      const asked = await asCustomer(tenantId, purpose, async (tx) => {
        const [row] = await tx.$queryRaw<{ system: string; savedAt: Date }[]>`
          select system, saved_at as "savedAt" from connections
          where tenant_id = ${tenantId}::uuid and id = ${connectionId}::uuid and status = 'checking' and removed_at is null`;
        return row ?? null;
      });
      if (asked === null) return;
      const results = await looked(environment, tenantId, asked.system, purpose);
      const passed = results.every(({ ok }) => ok);
      await asCustomer(tenantId, purpose, async (tx) => {
        const kept = await tx.$executeRaw`
          update connections set status = ${passed ? 'passed' : 'failed'}, results = ${JSON.stringify(results)}::jsonb,
            checked_at = ${environment.means.clock.now()}
          where tenant_id = ${tenantId}::uuid and id = ${connectionId}::uuid and status = 'checking'
            and saved_at = ${asked.savedAt} and removed_at is null`;
        if (kept === 0) return;
        await recordEvent(tx, tenantId, { name: 'connection.checked', details: { system: asked.system, passed } });
      });
    });
  };

/** A look that was given up has found that: nobody is to wait for it any longer. Records `connection.checked`. */
export const giveUpConnectionCheck: GivenUp = ({ tenantId = '', connectionId = '' }) =>
  asCustomer(tenantId, `connection-check:${connectionId}`, async (tx) => {
    const [ended] = await tx.$queryRaw<{ system: string }[]>`
      update connections set status = 'failed', checked_at = ${systemMeans.clock.now()},
        results = jsonb_build_array(
          jsonb_build_object('id', 'access', 'ok', false, 'code', 'unexpected', 'args', jsonb_build_object('system', system)))
      where tenant_id = ${tenantId}::uuid and id = ${connectionId}::uuid and status = 'checking' and removed_at is null
      returning system`;
    if (!ended) return;
    await recordEvent(tx, tenantId, { name: 'connection.checked', details: { system: ended.system, passed: false } });
  });

async function looked(
  environment: ConnectionCheckEnvironment,
  tenantId: string,
  system: string,
  purpose: string,
): Promise<readonly CheckResult[]> {
  const checks = Object.hasOwn(probes, system) ? (probes[system] ?? []) : [];
  const results: CheckResult[] = [];
  for (const check of checks) results.push(...(await one(environment, tenantId, check, purpose)));
  return results;
}

async function one(
  { wire, connection, onUnexpected }: ConnectionCheckEnvironment,
  tenantId: string,
  check: Check,
  purpose: string,
): Promise<readonly CheckResult[]> {
  const failed = (code: string, args: CheckResult['args'] = { system: check.system }) =>
    check.asks.map((id) => ({ id, ok: false, code, args }));
  try {
    const report = await check.run({
      args: {},
      secret: {},
      connection: (name) => connection(tenantId, name, purpose),
      wire,
    });
    return report.results;
  } catch (error) {
    if (error instanceof ConnectorError) return failed(error.code, error.args);
    onUnexpected(error, { check: check.system });
    return failed('unexpected');
  }
}
