import type { ResourceState } from '@/components/ui/ResourceList';

/** How the state of a look is shown. */
export const lookState: Readonly<Record<'passed' | 'failed' | 'waiting', ResourceState>> = {
  passed: 'done',
  failed: 'failed',
  waiting: 'waiting',
};
