import { startTestCluster } from './cluster';
import { clusterVariable } from './database';

/** Started once per run of the database tests; every test file clones the template that this leaves behind. */
export default async function setup(): Promise<() => Promise<void>> {
  const { cluster, stop } = await startTestCluster();
  process.env[clusterVariable] = JSON.stringify(cluster);
  return stop;
}
