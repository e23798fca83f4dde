import type { StatusTone } from '@/components/ui/StatusTag';
import type { ResourceState } from '@/components/ui/ResourceList';
import type { FlowStatus } from '@/lib/onboarding';
import type { ActionStatus } from '@/lib/provisioning';

/** What kind of news the status of a flow is. */
export const flowTone: Readonly<Record<FlowStatus, StatusTone>> = {
  invited: 'new',
  in_progress: 'active',
  submitted: 'warning',
  in_review: 'active',
  changes_requested: 'warning',
  approved: 'active',
  provisioning: 'active',
  done: 'good',
  held: 'problem',
  cancelled: 'plain',
};

/** Every status of a flow, in the order of its life. */
export const flowStatuses = Object.keys(flowTone) as readonly FlowStatus[];

/** How an action of a run is drawn. */
export const actionState: Readonly<Record<ActionStatus, ResourceState>> = {
  waiting: 'waiting',
  working: 'working',
  applied: 'working',
  verified: 'done',
  failed: 'failed',
  skipped: 'waiting',
  undoing: 'working',
  undone: 'undone',
  kept: 'done',
  undo_failed: 'failed',
};
