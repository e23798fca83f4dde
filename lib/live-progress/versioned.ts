import { ok, type Outcome } from '@/lib/errors';
import type { Actor, TenantTx } from '@/lib/tenancy';
import { runVersion } from './run-version';

/**
 * What a page shows of a flow's runs, with the version that it tells its stream. The version is read before the rest:
 * what changes in between makes the page look once more, whereas a version read afterwards would call old contents new,
 * and the page would keep them for ever. Refuses what `runVersion` and the reader refuse.
 */
export async function versioned<Shown extends object>(
  tx: TenantTx,
  actor: Actor,
  ref: Readonly<{ flowId: string }>,
  read: () => Promise<Outcome<Shown>>,
): Promise<Outcome<Shown & Readonly<{ version: string }>>> {
  const version = await runVersion(tx, actor, ref);
  if (!version.ok) return version;
  const shown = await read();
  return shown.ok ? ok({ ...shown.value, version: version.value }) : shown;
}
