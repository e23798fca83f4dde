import type { Check } from '../check';
import { ConnectorError } from '../connector';
import { failedReport } from '../failed-report';
import { prometheus, system } from './connector';

const asks = ['series.visible'] as const;

/**
 * Whether the customer's series can be seen: one of `metric` with `label` = `value`. A series that stands at 0 is one,
 * because a customer without traffic is set up all the same.
 */
export const seriesCheck: Check = {
  system: 'prometheus',
  asks,
  async run({ args, connection, wire }) {
    try {
      const owner = await connection('prometheus');
      if (!owner) throw new ConnectorError('not_connected', { system });
      const found = await prometheus(owner, wire).series(String(args.metric ?? ''), {
        label: String(args.label ?? ''),
        value: String(args.value ?? ''),
      });
      const value = found[0]?.value;
      if (value === undefined) return failedReport(asks, new ConnectorError('not_found', { system }));
      return {
        ok: true,
        results: [{ id: asks[0], ok: true }],
        facts: { series: String(found.length), value: String(value) },
      };
    } catch (error) {
      if (error instanceof ConnectorError) return failedReport(asks, error);
      throw error;
    }
  },
};
