import { recordAudit } from '@/lib/audit';
import { giveUpQuery } from '@/lib/mcp';
import { giveUpMessage } from '@/lib/messaging';
import { giveUpOffboarding } from '@/lib/offboarding';
import { giveUpDatasetReport, giveUpPipeline } from '@/lib/pipelines';
import type { GivenUp, JobArgs } from '@/lib/platform/jobs';
import { giveUpCredentialCheck, giveUpRenewal } from '@/lib/provisioning';
import { asCustomer } from '@/lib/tenancy';
import { giveUpConnectionCheck } from '@/lib/vault';

/**
 * What becomes of what a workflow worked for, when the workflow was given up: somebody else finds it again (the periodic
 * job of that name), it is said with what is waited for, or nothing is kept that could wait.
 */
export type Ending = Readonly<{ foundAgainBy: string } | { said: GivenUp } | { nothingWaits: true }>;

/** One entry for each workflow; a test sees to that. */
export const endings: Readonly<Record<string, Ending>> = {
  'provision-flow': { foundAgainBy: 'tend-runs' },
  // Nothing was turned round: the run stands as it stood, and may be asked for again.
  'undo-run': { foundAgainBy: 'tend-runs' },
  'offboard-run': { said: giveUpOffboarding },
  // Nobody waits for a finding for more than five minutes after it was asked for.
  'run-checks': { nothingWaits: true },
  'renew-credential': { said: giveUpRenewal },
  'check-credential': { said: giveUpCredentialCheck },
  'check-connection': { said: giveUpConnectionCheck },
  'run-pipeline': { said: giveUpPipeline },
  'query-dataset': { said: giveUpQuery },
  'read-dataset': { said: giveUpDatasetReport },
  'deliver-message': { said: giveUpMessage },
  // A sign-in that nobody could write to is over after fifteen minutes, and asked for anew by whoever waits.
  'sign-in-mail': { nothingWaits: true },
  'sign-in-notice': { nothingWaits: true },
  'scan-file': { foundAgainBy: 'tend-files' },
  'clear-file': { foundAgainBy: 'tend-files' },
};

/** Brings what a given-up workflow worked for to its end, and records audit `work.given_up` with the workflow's name. */
export async function endGivenUp(workflow: string, args: JobArgs): Promise<void> {
  const ending = Object.hasOwn(endings, workflow) ? endings[workflow] : undefined;
  if (ending && 'said' in ending) await ending.said(args);
  const { tenantId } = args;
  if (tenantId === undefined) return;
  await asCustomer(tenantId, `given-up:${workflow}`, (tx) =>
    recordAudit(tx, tenantId, { action: 'work.given_up', entityType: 'job', details: { workflow } }),
  );
}
