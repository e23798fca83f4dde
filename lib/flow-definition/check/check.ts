import { actionKinds, type ActionCatalogue } from '../action-kinds';
import { checkKinds as knownLooks } from '../check-kinds';
import { compileDefinition } from '../compile-definition';
import type { Finding, FlowDefinition } from '../types';
import { checkActions } from './actions';
import { checkConditions } from './conditions';
import { checkCycles } from './cycles';
import { checkDirect } from './direct';
import { checkEffort } from './effort';
import { checkFields } from './fields';
import { checkIds } from './ids';
import { checkKinds } from './kinds';
import { checkLooks } from './looks';
import { checkReachability } from './reachability';
import { checkTexts } from './texts';

export type { ActionCatalogue };
export type CheckOptions = Readonly<{ actions?: ActionCatalogue; looks?: ActionCatalogue }>;

/**
 * Reads a definition for everything that would trap, confuse or betray somebody later: ids that are not unique,
 * conditions that do not type-check, look at something asked later or at something that may be absent, cycles, steps
 * that nobody can ever reach, required questions without a possible answer, pages without what makes their kind, secrets
 * that flow where they could be read, texts that are missing in one of its languages, and more questions than people put
 * up with. Each finding has its place in the document; one about behaviour
 * carries the answers that show it. A definition without an `error` may be published.
 */
export function check(definition: FlowDefinition, options: CheckOptions = {}): readonly Finding[] {
  const compiled = compileDefinition(definition);
  const structural = [
    ...checkIds(definition),
    ...checkFields(definition),
    ...checkKinds(definition),
    ...checkConditions(compiled),
    ...checkActions(compiled, options.actions ?? actionKinds),
    ...checkLooks(definition, options.looks ?? knownLooks),
    ...checkCycles(compiled),
    ...checkDirect(definition),
    ...checkTexts(definition),
  ];
  // Searching for behaviour makes sense only where every condition means something.
  const isSound = structural.every(({ severity }) => severity !== 'error');
  return isSound ? [...structural, ...checkEffort(compiled), ...checkReachability(compiled)] : structural;
}
