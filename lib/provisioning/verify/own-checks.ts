import { ConnectorError, type Check, type CheckContext, type CheckReport, type CheckResult } from '@/lib/connectors';
import { flowLabels } from '../actions/google';
import { secretStoreNamed } from '../actions/secret-stores';
import type { RunRecord } from '../run-record';
import type { Looker } from './looker';

/** A look at what is the product's own, or the owner's in its warehouse: it may ask the database. */
export type OwnCheck = Readonly<{
  system: string;
  asks: readonly string[];
  run: (context: CheckContext & Readonly<{ looker: Looker; run: RunRecord | null }>) => Promise<CheckReport>;
}>;

/**
 * `tenant.entry { id, status?, name?, …columns }`: the row in the owner's registry is there, this flow's, and holds what
 * it should, the status among it.
 */
const tenantEntry: OwnCheck = {
  system: 'PostgreSQL',
  asks: ['row', 'own', 'values'],
  async run({ args, looker }) {
    const id = text(args.id);
    const row = await looker.datasets.tenants.read(looker.ownerTenantId, id);
    if (row === null) return report([missing('row', id), missing('own', id), missing('values', id)]);
    const wanted: readonly (readonly [string, unknown, string | undefined])[] = [
      ['status', args.status, row.status],
      ['name', args.name, row.name],
      [text(args.urlColumn), args.url, row.values[text(args.urlColumn)]],
      [text(args.secretColumn), args.secretName, row.values[text(args.secretColumn)]],
    ];
    const differing = wanted.find(([, expected, found]) => expected !== undefined && expected !== found);
    return report(
      [
        { id: 'row', ok: true },
        row.flowId === looker.flowId
          ? { id: 'own', ok: true }
          : { id: 'own', ok: false, code: 'already_exists', args: { system: 'PostgreSQL', name: id } },
        differing === undefined
          ? { id: 'values', ok: true }
          : { id: 'values', ok: false, code: 'check_failed', args: { system: 'PostgreSQL', check: differing[0] } },
      ],
      { status: row.status, name: row.name },
    );
  },
};

/** `webhook.delivered { action }`: a delivery with a good signature has come through the hook of this action. */
const webhookDelivered: OwnCheck = {
  system: 'Portico',
  asks: ['hook', 'delivery'],
  async run({ args, looker }) {
    const [hook] = await looker.inTenant(
      (tx) => tx.$queryRaw<{ first: Date | null; latest: Date | null; refused: number }[]>`
        select h.first_delivery_at as first, h.last_delivery_at as latest,
          (select coalesce(sum(r.times), 0)::int from inbound_refusals r
            where r.tenant_id = h.tenant_id and r.hook_id = h.id) as refused
        from inbound_hooks h
        where h.tenant_id = ${looker.tenantId}::uuid and h.flow_id = ${looker.flowId}::uuid
          and h.action_id = ${text(args.action)} and h.status = 'active'`,
    );
    if (hook === undefined) return report([missing('hook', text(args.action)), missing('delivery', text(args.action))]);
    const facts: Record<string, string> = { refused: String(hook.refused) };
    if (hook.latest) facts['latest'] = hook.latest.toISOString();
    const delivery: CheckResult =
      hook.first === null
        ? { id: 'delivery', ok: false, code: 'waited_too_long', args: { system: 'Portico' } }
        : { id: 'delivery', ok: true };
    return report([{ id: 'hook', ok: true }, delivery], facts);
  },
};

/**
 * `tenant.context {}`: the wall between tenants in our own database. The customer's row exists, the context of a
 * transaction is set to it, every table of a flow filters on `tenant_id`, and with another context nothing is seen.
 */
const tenantContext: OwnCheck = {
  system: 'Portico',
  asks: ['row', 'context', 'policy', 'wall'],
  async run({ looker }) {
    const [found] = await looker.inTenant(
      (tx) => tx.$queryRaw<{ row: boolean; context: boolean; policy: boolean; wall: boolean }[]>`
        select
          exists (select from tenants t where t.id = ${looker.tenantId}::uuid) as row,
          ${looker.tenantId}::uuid = any (app.visible_tenants()) as context,
          not exists (
            select from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'flow_id'
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and (not c.relrowsecurity or not exists (
              select from pg_policy p where p.polrelid = c.oid and pg_get_expr(p.polqual, p.polrelid) like '%tenant_id%'))
          ) as policy,
          not exists (select from onboarding_flows f where f.tenant_id <> all (app.visible_tenants())) as wall`,
    );
    const checks = [
      ['row', found?.row],
      ['context', found?.context],
      ['policy', found?.policy],
      ['wall', found?.wall],
    ] as const;
    return report(
      checks.map(([id, ok]): CheckResult =>
        ok === true ? { id, ok } : { id, ok: false, code: 'check_failed', args: { system: 'Portico', check: id } },
      ),
    );
  },
};

/** `work.queue {}`: how much work waits, and whether somebody takes it. More than a minute of waiting is too long. */
const workQueue: OwnCheck = {
  system: 'Portico',
  asks: ['waiting'],
  async run({ looker }) {
    const [queue] = await looker.inTenant(
      (tx) => tx.$queryRaw<{ open: number; oldest: number | null }[]>`
        select count(*)::int as open, extract(epoch from clock_timestamp() - min(created_at))::int as oldest
        from provisioning_runs where tenant_id = ${looker.tenantId}::uuid and status = 'planned'`,
    );
    const waits = (queue?.oldest ?? 0) > 60;
    const facts = { open: String(queue?.open ?? 0), seconds: String(queue?.oldest ?? 0) };
    return report(
      [
        waits
          ? { id: 'waiting', ok: false, code: 'waited_too_long', args: { system: 'Portico' } }
          : { id: 'waiting', ok: true },
      ],
      facts,
    );
  },
};

/** `action.done { action }`: an action of the newest run has come about, and how long it took. */
const actionDone: OwnCheck = {
  system: 'Portico',
  asks: ['receipt'],
  run({ args, run }) {
    const action = run?.actions.find(({ planned }) => planned.id === args.action);
    if (action?.status === 'verified') {
      const took = action.startedAt && action.endedAt ? action.endedAt.getTime() - action.startedAt.getTime() : 0;
      return Promise.resolve(report([{ id: 'receipt', ok: true }], { seconds: String(Math.round(took / 1000)) }));
    }
    const { code, args: with_ } = action?.error ?? new ConnectorError('not_found', { name: text(args.action) });
    return Promise.resolve(report([{ id: 'receipt', ok: false, code, args: { system: 'Portico', ...with_ } }]));
  },
};

/** `secret.stored { name, store, namespace? }`: the secret is there and this flow's. Its value is not looked at. */
const secretStored: OwnCheck = {
  system: 'secrets',
  asks: ['secret'],
  async run({ args, looker }) {
    const store = await secretStoreNamed(
      {
        ...looker,
        args,
        runId: 'check',
        actionId: text(args.name),
        connection: async (system) => {
          const found = await looker.connection(system);
          if (found === null) throw new ConnectorError('not_connected', { system });
          return found;
        },
      },
      text(args.store),
    );
    const { own } = await store.has(text(args.name), flowLabels(looker));
    return report([own ? { id: 'secret', ok: true } : missing('secret', text(args.name))]);
  },
};

/** The looks that need the product's own database or the owner's warehouse, by the names of `checkKinds`. */
export const ownChecks: Readonly<Record<string, OwnCheck>> = {
  'tenant.entry': tenantEntry,
  'tenant.context': tenantContext,
  'webhook.delivered': webhookDelivered,
  'secret.stored': secretStored,
  'work.queue': workQueue,
  'action.done': actionDone,
};

/** As `Check`, for whoever only wants to know what a look asks. */
export type KnownCheck = Pick<Check, 'system' | 'asks'>;

const report = (results: readonly CheckResult[], facts: Readonly<Record<string, string>> = {}): CheckReport => ({
  ok: results.every(({ ok }) => ok),
  results,
  facts,
});
const missing = (id: string, name: string): CheckResult => ({
  id,
  ok: false,
  code: 'not_found',
  args: { system: 'Portico', name },
});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
