import type { ActionKind } from './action';
import { passes } from './service-desk-connect';

/**
 * `metrics.visible { metric, label, value }`: the customer's figures can be seen in the owner's Prometheus; one that
 * stands at 0 is enough. Changes nothing.
 */
export const metricsVisible: ActionKind = {
  probe: () => Promise.resolve(null),
  async apply(context) {
    const facts = await passes('prometheus.series', context);
    return { outputs: { series: facts.series ?? '' }, items: [] };
  },
  verify: () => Promise.resolve(),
  compensate: () => Promise.resolve({ removed: false }),
  gone: () => Promise.resolve(true),
};
