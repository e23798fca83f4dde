import { ConnectorError, dashboardUid, grafana, selectorOf, type DashboardSpec } from '@/lib/connectors';
import { optionalText, stillGoingForward } from './google';
import { textArg, type ActionContext, type ActionKind, type Receipt } from './action';

/**
 * `dashboard.create { title, tag, label, value, metric, successMetric?, latencyMetric? }`: the customer's dashboard in the
 * owner's Grafana, with its figures picked out by one label; read back. Produces `uid`.
 */
export const dashboardCreate: ActionKind = {
  async probe(context) {
    const known = await (await openGrafana(context)).getDashboard(specOf(context).owner);
    return known?.title === textArg(context, 'title') ? receiptOf(context) : null;
  },
  async apply(context) {
    await stillGoingForward(context);
    await (await openGrafana(context)).putDashboard(specOf(context));
    return receiptOf(context);
  },
  async verify(context) {
    const spec = specOf(context);
    const known = await (await openGrafana(context)).getDashboard(spec.owner);
    if (!known || !spec.panels.every(({ query }) => known.queries.includes(query))) {
      throw new ConnectorError('check_failed', { system: 'Grafana', check: 'dashboard' });
    }
  },
  traces: (context) => receiptOf(context).items,
  async compensate(context) {
    return { removed: await (await openGrafana(context)).removeDashboard(specOf(context).owner) };
  },
  async gone(context) {
    return (await (await openGrafana(context)).getDashboard(specOf(context).owner)) === null;
  },
};

const openGrafana = async (context: ActionContext) => grafana(await context.connection('grafana'), context.wire);

function specOf(context: ActionContext): DashboardSpec {
  const label = { label: textArg(context, 'label'), value: textArg(context, 'value') };
  const metric = (name: string): string | null => {
    const text = optionalText(context, name);
    return text === '' ? null : selectorOf(text, label);
  };
  const requests = metric('metric');
  if (requests === null) throw new ConnectorError('refused', { system: 'Grafana', reason: 'metric' });
  const successes = metric('successMetric');
  const name = optionalText(context, 'latencyMetric');
  const [sum, count] = [selectorOf(`${name}_sum`, label), selectorOf(`${name}_count`, label)];
  return {
    owner: { flowId: context.flowId, tag: textArg(context, 'tag') },
    title: textArg(context, 'title'),
    panels: [
      { title: 'Requests', query: `sum(increase(${requests}[1h]))` },
      ...(successes === null
        ? []
        : [{ title: 'Success rate', query: `sum(${successes}) / sum(${requests})`, unit: 'percentunit' }]),
      ...(name === '' || sum === null || count === null
        ? []
        : [{ title: 'Latency', query: `sum(rate(${sum}[5m])) / sum(rate(${count}[5m]))`, unit: 's' }]),
    ],
  };
}

function receiptOf(context: ActionContext): Receipt {
  const uid = dashboardUid(specOf(context).owner);
  return { outputs: { uid }, items: [{ kind: 'dashboard', name: uid }] };
}
