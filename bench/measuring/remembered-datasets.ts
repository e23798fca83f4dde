import { DatasetConnector, datasetTables, tableNames, type DatasetTarget, type DryRun } from '@/lib/connectors';
import { WarehouseClient } from '@/lib/connectors/postgres-dataset/client';

type Dataset = { flowId: string; tables: boolean; keys: Set<string> };
const reported = datasetTables.map(({ name, columns }) => ({ name, columns }));

/**
 * A warehouse that only remembers, so that a set-up costs what Portico itself costs: plan, receipts, audit, events. It
 * answers as the real one does; the real one is measured beside it.
 */
export class RememberedDatasets extends DatasetConnector {
  readonly #datasets = new Map<string, Dataset>();

  constructor() {
    super(new WarehouseClient('postgresql://nobody@127.0.0.1:1/none'));
  }

  override create({ name, flowId }: DatasetTarget): Promise<{ created: boolean }> {
    this.#datasets.set(name, { flowId, tables: false, keys: new Set() });
    return Promise.resolve({ created: true });
  }

  override createTables({ name }: DatasetTarget): Promise<{ tables: readonly string[] }> {
    this.#of(name).tables = true;
    return Promise.resolve({ tables: tableNames });
  }

  override recordKey({ name }: DatasetTarget, { keyId }: { keyId: string }): Promise<void> {
    this.#of(name).keys.add(keyId);
    return Promise.resolve();
  }

  override hasKey({ name }: DatasetTarget, keyId: string): Promise<boolean> {
    return Promise.resolve(this.#of(name).keys.has(keyId));
  }

  override inspect({ name, flowId }: Omit<DatasetTarget, 'key'>) {
    const known = this.#datasets.get(name);
    return Promise.resolve({
      exists: known !== undefined,
      own: known?.flowId === flowId,
      tables: known?.tables ? reported : [],
    });
  }

  override list(): Promise<readonly string[]> {
    return Promise.resolve([...this.#datasets.keys()]);
  }

  override dryRun({ name }: DatasetTarget): Promise<DryRun> {
    return Promise.resolve({ status: 'SUCCESS', pipelineLoggingId: name, pipelineId: name, failedStep: null });
  }

  #of(name: string): Dataset {
    const known = this.#datasets.get(name);
    if (!known) throw new Error(`The dataset ${name} was never made`);
    return known;
  }
}
