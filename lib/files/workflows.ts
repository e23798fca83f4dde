import type { Workflow } from '@/lib/platform/jobs';
import { clearFile } from './clear-file';
import { scanFile, type FileEnvironment } from './scan-file';

/** The workflow `scan-file`: one look; a scanner that is away keeps no worker busy, the tending comes back to it. */
export const scanFileWorkflow =
  (environment: FileEnvironment): Workflow =>
  async (durable, { tenantId = '', flowId = '', fileId = '' }) => {
    await durable.step('scan', () => scanFile({ tenantId, flowId, fileId }, environment));
  };

/** The workflow `clear-file`: one attempt to remove a file's content from the store. */
export const clearFileWorkflow =
  ({ storage }: FileEnvironment): Workflow =>
  async (durable, { tenantId = '', flowId = '', fileId = '' }) => {
    await durable.step('clear', () => clearFile({ tenantId, flowId, fileId }, storage));
  };
