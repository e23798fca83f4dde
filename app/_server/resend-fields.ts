import type { FormValues } from './form';

/** The inputs that repeat a posted page of questions, without its secrets; empty when it was none. */
export function resendFields(posted: FormValues): readonly (readonly [name: string, value: string])[] {
  if (typeof posted['flowId'] !== 'string' || typeof posted['stepId'] !== 'string') return [];
  const secrets = new Set([posted['_secret'] ?? []].flat().flatMap((names) => names.split(',')));
  return Object.entries(posted)
    .filter(([name]) => !secrets.has(name))
    .flatMap(([name, value]) => [value].flat().map((text) => [name, text] as const));
}
