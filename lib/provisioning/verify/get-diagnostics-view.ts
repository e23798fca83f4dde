import type { CheckResult } from '@/lib/connectors';
import { ok, type Outcome } from '@/lib/errors';
import { conditionHolds, resolveReference, walk, type Scope } from '@/lib/flow-definition';
import { localizedText } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { outputsOf } from '../run-record';
import type { LookedAt } from './look';
import { openLookedAt } from './open-verified';
import { readFindings } from './results';
import { supportAddress } from './send-diagnostics';

export type DiagnosticProbe = Readonly<{
  id: string;
  title: string;
  state: 'passed' | 'failed' | 'waiting';
  at: Date | null;
  results: readonly CheckResult[];
  facts: Readonly<Record<string, string>>;
}>;
export type DiagnosticView = Readonly<{
  id: string;
  title: string;
  /** True where what has failed in this flow leads here. */
  suggested: boolean;
  looking: boolean;
  probes: readonly DiagnosticProbe[];
  /** What to try, the likeliest first. */
  remedies: readonly string[];
}>;
export type CommandView = Readonly<{
  id: string;
  title: string;
  variants: readonly Readonly<{ id: string; label: string; text: string; fits: boolean }>[];
}>;
export type SupportView = Readonly<{
  diagnostics: readonly DiagnosticView[];
  commands: readonly CommandView[];
  related: readonly Readonly<{ title: string; href: string }>[];
  metadata: Readonly<Record<string, string>>;
  /** Where the diagnostics can be sent; null where no look names an address for help. */
  sendTo: string | null;
}>;

/**
 * What helps whoever looks after a flow: its guided diagnostics with what was last found, those that its failures lead
 * to first; the commands of its template, filled in, the variant that fits its answers marked; and related documents.
 * Refuses `forbidden` and `not_found`. Records nothing.
 */
export async function getSupportView(
  tx: TenantTx,
  actor: Actor,
  { flowId, locale }: Readonly<{ flowId: string; locale: string }>,
  means: Means = systemMeans,
): Promise<Outcome<SupportView>> {
  const allowed = authorise(actor, 'task.complete');
  if (!allowed.ok) return allowed;
  const opened = await openLookedAt(tx, flowId, means);
  if (!opened.ok) return opened;
  const at = opened.value;
  const { definition } = at.flow.template.compiled;
  const codes = await failureCodes(tx, at);
  const diagnostics: DiagnosticView[] = [];
  for (const { id, on, title, probes, remedies } of definition.diagnostics ?? []) {
    const findings = await readFindings(tx, { tenantId: at.flow.tenantId, flowId, scope: 'diagnostic', place: id });
    diagnostics.push({
      id,
      title: localizedText(title, locale),
      suggested: on.some((code) => codes.has(code)),
      looking: [...findings.values()].some(({ askedAt }) => askedAt !== null),
      probes: probes.map((probe) => {
        const found = findings.get(probe.id);
        return {
          id: probe.id,
          title: localizedText(probe.title, locale),
          state: found?.status ?? 'waiting',
          at: found && found.status !== 'waiting' ? found.at : null,
          results: found?.results ?? [],
          facts: found?.facts ?? {},
        };
      }),
      remedies: remedies.map((text) => localizedText(text, locale)),
    });
  }
  return ok({
    diagnostics: [
      ...diagnostics.filter(({ suggested }) => suggested),
      ...diagnostics.filter(({ suggested }) => !suggested),
    ],
    commands: commandsOf(at, locale),
    related: (definition.related ?? []).map(({ title, href }) => ({ title: localizedText(title, locale), href })),
    metadata: definition.metadata,
    sendTo: await supportAddress(tx, at.flow.tenantId),
  });
}

/** The codes of everything that has failed in this flow and still does. */
async function failureCodes(tx: TenantTx, { flow, run }: LookedAt): Promise<ReadonlySet<string>> {
  const found = await tx.$queryRaw<{ code: string }[]>`
    select distinct r.value ->> 'code' as code
    from check_results c cross join lateral jsonb_array_elements(c.results) r(value)
    where c.tenant_id = ${flow.tenantId}::uuid and c.flow_id = ${flow.flowId}::uuid and c.status = 'failed'
      and r.value ->> 'code' is not null`;
  const errors = (run?.actions ?? []).flatMap(({ error }) => (error === null ? [] : [error.code]));
  return new Set([...errors, ...found.map(({ code }) => code)]);
}

/** The commands with what they refer to filled in; one with something that is not known is left out. */
function commandsOf({ flow, run }: LookedAt, locale: string): readonly CommandView[] {
  const { compiled } = flow.template;
  const { key, version, commands = [] } = compiled.definition;
  const scope: Scope = {
    answers: walk(compiled, flow.answers, flow.facts).counting,
    customer: flow.facts.customer,
    flow: { ...flow.facts.flow, key, version: String(version) },
    today: flow.facts.today,
    ...(run && { actions: outputsOf(run) }),
  };
  return commands.flatMap(({ id, title, variants }) => {
    const shown = variants.flatMap(({ id: variant, label, when, text }) => {
      const filled = resolveReference(compiled, text, scope);
      if (!filled.ok || typeof filled.value === 'object') return [];
      const fits = when === undefined || conditionHolds(compiled, when, scope);
      return [{ id: variant, label: localizedText(label, locale), text: String(filled.value), fits }];
    });
    return shown.length === 0 ? [] : [{ id, title: localizedText(title, locale), variants: shown }];
  });
}
