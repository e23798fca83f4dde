import { recordAudit } from '@/lib/audit';
import { SealBroken } from '@/lib/crypto';
import { recordEvent } from '@/lib/platform/events';
import { asCustomer, type TenantTx } from '@/lib/tenancy';
import { takeOutOfAnswer } from './answers';
import { queueClearing } from './complete-file';
import { readParts } from './file-content';
import { openFileKey } from './file-key';
import { readFile, type FileRecord } from './file-record';
import { inspectContent } from './inspect';
import { contentProblemCode } from './problems';
import type { Scanner, ScanResult } from './scanner/scanner';
import { StorageUnavailable, type Storage } from './storage/storage';
import { findFieldTypes } from './upload-field';

export type FileRef = Readonly<{ tenantId: string; flowId: string; fileId: string }>;

/** What the worker lends to the scan of files. */
export type FileEnvironment = Readonly<{ storage: Storage; scanner: Scanner | null }>;

/** `waits`: the scanner or the store is away, so the file stays in quarantine and is asked about again. */
export type ScanOutcome = 'clean' | 'unchecked' | 'infected' | 'rejected' | 'waits' | 'nothing_to_do';

/**
 * Decides about one file in quarantine: reads all of it once more from the store, holds it against its name and its
 * field, and asks the scanner. What is found harmful or not what it said leaves the answer that named it, and its content
 * is removed. Without a scanner a file is marked as not checked. Bears being done twice. Records audit and event
 * `file.scanned`.
 */
export async function scanFile(ref: FileRef, { storage, scanner }: FileEnvironment): Promise<ScanOutcome> {
  const inTenant = <T>(run: (tx: TenantTx) => Promise<T>): Promise<T> =>
    asCustomer(ref.tenantId, `scan file ${ref.fileId}`, run);
  const waiting = await inTenant(async (tx) => {
    const file = await readFile(tx, ref);
    if (file?.state !== 'quarantined') return null;
    return { file, key: await openFileKey(tx, file, 'scan'), mediaTypes: await findFieldTypes(tx, file) };
  });
  if (!waiting) return 'nothing_to_do';
  const { file, key, mediaTypes } = waiting;
  try {
    const inspected = await inspectContent(file.name, mediaTypes, readParts(storage, key, file));
    if (!inspected.ok)
      return await inTenant((tx) =>
        decide(tx, file, { state: 'rejected', reason: contentProblemCode(inspected.problem) }),
      );
    const scanned = scanner ? await scanner(readParts(storage, key, file)) : null;
    const verdict = verdictOf(scanned);
    if (!verdict) return 'waits';
    return await inTenant((tx) => decide(tx, file, { ...verdict, ...inspected }));
  } catch (problem) {
    if (problem instanceof StorageUnavailable) return 'waits';
    if (problem instanceof SealBroken)
      return inTenant((tx) => decide(tx, file, { state: 'rejected', reason: 'file_damaged' }));
    throw problem;
  }
}

type Verdict = Readonly<{ state: 'clean' | 'unchecked' | 'infected' | 'rejected'; reason: string | null }>;
type Decision = Verdict & Partial<Readonly<{ mediaType: string; sha256: Buffer }>>;

function verdictOf(result: ScanResult | null): Verdict | null {
  if (result === null) return { state: 'unchecked', reason: null };
  switch (result.verdict) {
    case 'clean':
      return { state: 'clean', reason: null };
    case 'infected':
      return { state: 'infected', reason: 'file_infected' };
    case 'too_large':
      return { state: 'rejected', reason: 'file_too_large_to_scan' };
    case 'unavailable':
      return null;
  }
}

async function decide(tx: TenantTx, file: FileRecord, decision: Decision): Promise<ScanOutcome> {
  await tx.$queryRaw`select 1 from onboarding_flows where tenant_id = ${file.tenantId}::uuid and id = ${file.flowId}::uuid for update`;
  const isKept = decision.state === 'clean' || decision.state === 'unchecked';
  const twin = isKept && decision.sha256 ? await hasTwin(tx, file, decision.sha256) : false;
  const state = twin ? 'rejected' : decision.state;
  const reason = twin ? 'file_twice' : decision.reason;
  const { mediaType = null, sha256 = null } = decision;
  const changed = await tx.$executeRaw`
    update files set state = ${state}, reason = ${reason}, scanned_at = now(), media_type = coalesce(${mediaType}, media_type),
      sha256 = case when ${twin} then sha256 else coalesce(${sha256}, sha256) end,
      removed_at = case when ${isKept && !twin} then removed_at else now() end
    where tenant_id = ${file.tenantId}::uuid and id = ${file.id}::uuid and state = 'quarantined'`;
  if (changed === 0) return 'nothing_to_do';
  if (!isKept || twin) {
    await takeOutOfAnswer(tx, file);
    await queueClearing(tx, file);
  }
  const details = { flow: file.flowId, state, reason };
  await recordAudit(tx, file.tenantId, { action: 'file.scanned', entityType: 'file', entityId: file.id, details });
  await recordEvent(tx, file.tenantId, {
    name: 'file.scanned',
    flowId: file.flowId,
    details: { fileId: file.id, state, reason },
  });
  return state;
}

/** A resumable upload is known by its content only now: one that is there already under this question stays alone. */
async function hasTwin(tx: TenantTx, file: FileRecord, sha256: Buffer): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 from files where tenant_id = ${file.tenantId}::uuid and flow_id = ${file.flowId}::uuid
      and step_name = ${file.stepId} and field_id = ${file.fieldId} and item_id = ${file.itemId}
      and sha256 = ${sha256} and id <> ${file.id}::uuid and state in ('quarantined', 'clean', 'unchecked')`;
  return rows.length > 0;
}
