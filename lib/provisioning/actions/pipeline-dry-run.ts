import { ConnectorError } from '@/lib/connectors';
import { datasetArg, textArg, type ActionKind } from './action';

/**
 * `pipeline.dry-run { dataset, template }`: a pipeline without data, logged in the dataset like any other. Produces
 * `status`. A run that fails is a failure of this action, which templates declare non-blocking.
 */
export const pipelineDryRun: ActionKind = {
  probe: () => Promise.resolve(null),
  async apply(context) {
    const template = textArg(context, 'template');
    const [provider = 'gcp', domain = 'example'] = template.split('/');
    const run = await context.datasets.dryRun(datasetArg(context, 'dataset'), {
      template,
      provider,
      domain,
      at: context.means.clock.now(),
    });
    if (run.status === 'FAILED') throw new ConnectorError('dry_run_failed', { step: run.failedStep ?? '' });
    return { outputs: { status: run.status, pipelineId: run.pipelineId }, items: [] };
  },
  verify: () => Promise.resolve(),
  compensate: (context) => context.datasets.removeDryRun(datasetArg(context, 'dataset')),
};
