import type { ActionKind } from './action';
import { customerKeyIssue } from './customer-key-issue';
import { customerKeyRecord } from './customer-key-record';
import { datasetCreate } from './dataset-create';
import { datasetTables } from './dataset-tables';
import { datasetVerify } from './dataset-verify';
import { pipelineDryRun } from './pipeline-dry-run';

/** The kinds that can be carried out, by the name that templates use; `check` refuses a template with any other. */
export const actionRegistry: Readonly<Record<string, ActionKind>> = {
  'dataset.create': datasetCreate,
  'dataset.tables': datasetTables,
  'customer-key.issue': customerKeyIssue,
  'customer-key.record': customerKeyRecord,
  'pipeline.dry-run': pipelineDryRun,
  'dataset.verify': datasetVerify,
};

/** The kind of this name. Throws for an unknown one, which no published template has. */
export function actionKind(uses: string): ActionKind {
  const kind = Object.hasOwn(actionRegistry, uses) ? actionRegistry[uses] : undefined;
  if (kind === undefined) throw new Error(`There is no action kind ${uses}`);
  return kind;
}
