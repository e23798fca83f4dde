import type { ResourceState } from '@/components/ui/ResourceList';
import type { ActionStatus } from '@/lib/provisioning';

/** How an action of a run is drawn. */
export const actionState: Readonly<Record<ActionStatus, ResourceState>> = {
  waiting: 'waiting',
  working: 'working',
  paused: 'working',
  applied: 'working',
  verified: 'done',
  failed: 'failed',
  skipped: 'waiting',
  undoing: 'working',
  undone: 'undone',
  kept: 'done',
  undo_failed: 'failed',
};
