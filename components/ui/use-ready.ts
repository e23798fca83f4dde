'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => undefined;

/**
 * False on the server and until the page's script runs, true from then on. For what does nothing without a script:
 * such a control keeps its place, unseen (`.js-only`), so that nothing moves when it appears.
 */
export const useReady = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
