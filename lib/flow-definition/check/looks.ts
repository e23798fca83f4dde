import type { ActionCatalogue } from '../action-kinds';
import { actionsOf, stepsOf } from '../nodes';
import { referencesIn, wholeReference } from '../references';
import type { Arguments, CredentialStep, Finding, FlowDefinition, VerifyItem } from '../types';
import { error } from './finding';

/**
 * Steps, lists and diagnostics that look at other systems name checks that exist, with the arguments of those, and
 * credentials and actions of this template; ids are unique where they stand side by side; no answer that is a secret
 * becomes an argument.
 */
export function checkLooks(definition: FlowDefinition, checks: ActionCatalogue): readonly Finding[] {
  const placed = stepsOf(definition);
  const credentials = placed.flatMap(({ step }) => (step.kind === 'credential' ? [step] : []));
  const actions = new Set(actionsOf(definition).map(({ action }) => action.id));
  const secrets = secretFields(definition);

  const look = (check: string, given: Arguments, path: string): readonly Finding[] => {
    const kind = Object.hasOwn(checks, check) ? checks[check] : undefined;
    if (kind === undefined) return [error('look_unknown', `${path}.check`, { kind: check })];
    const missing = Object.entries(kind.arguments)
      .filter(([name, { required }]) => required && !Object.hasOwn(given, name))
      .map(([name]) => error('argument_missing', `${path}.with`, { name, kind: check }));
    const unknown = Object.keys(given)
      .filter((name) => !Object.hasOwn(kind.arguments, name))
      .map((name) => error('argument_unknown', `${path}.with.${name}`, { name, kind: check }));
    const leaks = Object.entries(given).flatMap(([name, value]) =>
      secretsIn(value, secrets).map((secret) =>
        error('secret_leak', `${path}.with.${name}`, { name: secret, argument: name }),
      ),
    );
    return [...missing, ...unknown, ...leaks];
  };
  const credential = (name: string | undefined, path: string): readonly Finding[] =>
    name === undefined || credentials.some((step) => step.credential === name)
      ? []
      : [error('credential_unknown', `${path}.credential`, { id: name })];
  const action = (id: string, path: string): readonly Finding[] =>
    actions.has(id) ? [] : [error('need_unknown', `${path}.action`, { id })];
  const item = (each: VerifyItem, path: string): readonly Finding[] => {
    if (each.by === 'action') return action(each.action, path);
    return each.by === 'check' ? [...look(each.check, each.with, path), ...credential(each.credential, path)] : [];
  };

  return [
    ...placed.flatMap(({ step, path }) => {
      switch (step.kind) {
        case 'credential':
          return [...look(step.check, step.with, path), ...twice(step.parts, `${path}.parts`)];
        case 'connect':
          return [...look(step.check, step.with, path), ...credential(step.credential, path)];
        case 'webhook':
          return action(step.action, path);
        case 'verify':
          return [
            ...step.checks.flatMap((each, index) => item(each, `${path}.checks[${index}]`)),
            ...twice(step.checks, `${path}.checks`),
          ];
        default:
          return [];
      }
    }),
    ...credentialNames(definition, credentials),
    ...(definition.diagnostics ?? []).flatMap(({ probes }, d) => [
      ...probes.flatMap((probe, index) => {
        const path = `diagnostics[${d}].probes[${index}]`;
        return [...look(probe.check, probe.with, path), ...credential(probe.credential, path)];
      }),
      ...twice(probes, `diagnostics[${d}].probes`),
    ]),
    ...twice(definition.diagnostics ?? [], 'diagnostics'),
    ...twice(definition.commands ?? [], 'commands'),
    ...twice(definition.offboarding ?? [], 'offboarding'),
    ...offboardingEnds(definition),
  ];
}

/** Two steps may ask for the same credential only when at most one of them can be on the path; names are otherwise one each. */
function credentialNames(definition: FlowDefinition, credentials: readonly CredentialStep[]): readonly Finding[] {
  return stepsOf(definition).flatMap(({ step, path }) =>
    step.kind === 'credential' &&
    credentials.find(({ credential }) => credential === step.credential) !== step &&
    step.when === undefined
      ? [error('id_duplicate', `${path}.credential`, { id: step.credential, first: step.credential })]
      : [],
  );
}

/** Where an offboarding leads is a status that the lifecycle knows. */
function offboardingEnds({ offboarding = [], lifecycle }: FlowDefinition): readonly Finding[] {
  return offboarding.flatMap(({ ends }, index) =>
    lifecycle.some(({ to }) => to === ends)
      ? []
      : [error('status_unknown', `offboarding[${index}].ends`, { id: ends })],
  );
}

function twice(items: readonly Readonly<{ id: string }>[], path: string): readonly Finding[] {
  return items.flatMap(({ id }, index) => {
    const first = items.findIndex((other) => other.id === id);
    return first === index
      ? []
      : [error('id_duplicate', `${path}[${index}].id`, { id, first: `${path}[${first}].id` })];
  });
}

function secretFields(definition: FlowDefinition): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { step } of stepsOf(definition)) {
    if (!('fields' in step)) continue;
    for (const { id, class: kind } of step.fields) if (kind === 'secret') found.add(`answers.${id}`);
  }
  return found;
}

function secretsIn(value: string | number | boolean, secrets: ReadonlySet<string>): readonly string[] {
  if (typeof value !== 'string') return [];
  const sources = [wholeReference(value) ?? [], ...referencesIn(value)].flat();
  return [...new Set(sources.filter((source) => secrets.has(source)))];
}
