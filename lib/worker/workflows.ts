import { foldEvents, foldStepTimes } from '@/lib/analytics';
import { purgeSignIn } from '@/lib/auth';
import { purgeDrafts } from '@/lib/drafts';
import { clearFileWorkflow, scanFileWorkflow, tendFiles } from '@/lib/files';
import { onboardLists, tendTasks } from '@/lib/onboarding';
import { deliverMessageWith, queueMessages, signInMailWorkflow, signInNoticeWorkflow } from '@/lib/messaging';
import { clearQueries, queryDatasetWorkflow } from '@/lib/mcp';
import { offboardFlow } from '@/lib/offboarding';
import type { Periodic, Workflow } from '@/lib/platform/jobs';
import { forgetBuckets } from '@/lib/platform/rate-limit';
import { readDatasetWorkflow, runPipelineWorkflow } from '@/lib/pipelines';
import {
  encloseDiagnostics,
  checkCredentialWorkflow,
  offboardWorkflow,
  provisionFlow,
  renewCredential,
  runChecks,
  tendRuns,
  undoRunWorkflow,
  type Environment,
} from '@/lib/provisioning';
import { checkConnectionWorkflow, tendCredentials } from '@/lib/vault';
import { deliverOutbound, queueOutbound } from '@/lib/webhooks';
import { fileEnvironment, outboundMeans } from './environment';

/** Which enqueued work runs which use case. The names are stored with waiting work, so they never change. */
export const workflows = (environment: Environment): Readonly<Record<string, Workflow>> => ({
  'provision-flow': provisionFlow(environment),
  'undo-run': undoRunWorkflow(environment),
  'offboard-run': offboardFlow(offboardWorkflow(environment)),
  'run-checks': runChecks(environment),
  'renew-credential': renewCredential(environment),
  'check-credential': checkCredentialWorkflow(environment),
  'check-connection': checkConnectionWorkflow(environment),
  'run-pipeline': runPipelineWorkflow(environment),
  'query-dataset': queryDatasetWorkflow(environment),
  'read-dataset': readDatasetWorkflow(environment),
  'deliver-message': deliverMessageWith({ diagnostics: encloseDiagnostics }),
  'sign-in-mail': signInMailWorkflow,
  'sign-in-notice': signInNoticeWorkflow,
  'scan-file': scanFileWorkflow(fileEnvironment()),
  'clear-file': clearFileWorkflow(fileEnvironment()),
});

/** What is done again and again, in one worker at a time. */
export const periodicWork: readonly Periodic[] = [
  { name: 'fold-events', everyMs: 1000, work: foldEvents },
  { name: 'fold-step-times', everyMs: 5000, work: foldStepTimes },
  { name: 'queue-messages', everyMs: 1000, work: queueMessages },
  { name: 'purge-sign-in', everyMs: 3_600_000, work: purgeSignIn },
  { name: 'tend-runs', everyMs: 10_000, work: () => tendRuns() },
  { name: 'tend-files', everyMs: 10_000, work: () => tendFiles(fileEnvironment()) },
  { name: 'tend-credentials', everyMs: 60_000, work: () => tendCredentials() },
  { name: 'onboard-lists', everyMs: 1000, work: () => onboardLists() },
  { name: 'tend-tasks', everyMs: 600_000, work: () => tendTasks() },
  { name: 'purge-drafts', everyMs: 3_600_000, work: purgeDrafts },
  { name: 'queue-outbound', everyMs: 1000, work: queueOutbound },
  { name: 'deliver-outbound', everyMs: 1000, work: () => deliverOutbound(outboundMeans()) },
  { name: 'forget-buckets', everyMs: 600_000, work: forgetBuckets },
  { name: 'clear-queries', everyMs: 60_000, work: () => clearQueries() },
];
