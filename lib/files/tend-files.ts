import { oneByOne } from '@/lib/platform/jobs';
import { asCustomer, asPlatform, type TenantTx } from '@/lib/tenancy';
import { clearFile } from './clear-file';
import { receivingHoursMax } from './limits';
import { scanFile, type FileEnvironment, type FileRef } from './scan-file';

const perTurn = 50;

/**
 * Looks after the files that their own job could not settle: gives up uploads that nobody continued for a day, scans what
 * waits since the scanner or the store was away, and removes content that should be gone. The worker calls it again and
 * again. Answers how many it settled; throws what nobody foresaw about one file once all the others had their turn.
 */
export async function tendFiles(environment: FileEnvironment): Promise<number> {
  const scan = async (ref: FileRef) => ((await scanFile(ref, environment)) === 'waits' ? 0 : 1);
  const clear = async (ref: FileRef) => ((await clearFile(ref, environment.storage)) ? 1 : 0);
  const sweeps: readonly (() => Promise<number>)[] = [
    async () => oneByOne(await found(abandoned), giveUp),
    async () => oneByOne(await found(waiting), scan),
    async () => oneByOne(await found(uncleared), clear),
  ];
  return oneByOne(sweeps, (sweep) => sweep());
}

type Find = (tx: TenantTx) => Promise<FileRef[]>;

const found = (find: Find): Promise<FileRef[]> => asPlatform('look for files to tend', find);

const abandoned: Find = (tx) => tx.$queryRaw`
  select tenant_id as "tenantId", flow_id as "flowId", id as "fileId" from files
  where state = 'receiving' and created_at < now() - make_interval(hours => ${receivingHoursMax})
    and (lease_until is null or lease_until < now()) order by created_at limit ${perTurn}`;

/** The job of a file has its own turn first; what is older than that was left waiting. */
const waiting: Find = (tx) => tx.$queryRaw`
  select tenant_id as "tenantId", flow_id as "flowId", id as "fileId" from files
  where state = 'quarantined' and received_at < now() - interval '20 seconds' order by received_at limit ${perTurn}`;

const uncleared: Find = (tx) => tx.$queryRaw`
  select tenant_id as "tenantId", flow_id as "flowId", id as "fileId" from files
  where state in ('infected', 'rejected', 'removed') and cleared_at is null
    and removed_at < now() - interval '20 seconds' order by removed_at limit ${perTurn}`;

const giveUp = (ref: FileRef): Promise<number> =>
  asCustomer(
    ref.tenantId,
    `give up file ${ref.fileId}`,
    (tx) => tx.$executeRaw`
      update files set state = 'removed', reason = 'abandoned', removed_at = now()
      where tenant_id = ${ref.tenantId}::uuid and id = ${ref.fileId}::uuid and state = 'receiving'`,
  );
