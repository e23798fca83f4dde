import type { StatusTone } from '@/components/ui/StatusTag';
import type { FlowStatus } from '@/lib/onboarding';

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
