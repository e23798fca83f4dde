import type { FieldRefusal } from '@/lib/errors';

/** The fields of a look that are wrong, each with the code of its sentence. */
export const lookProblems = (
  issues: readonly Readonly<{ path: readonly PropertyKey[] }>[],
): Readonly<Record<string, readonly FieldRefusal[]>> =>
  Object.fromEntries(
    issues.map(({ path }) => [String(path[0]), [{ code: `partner.problem.${String(path[0])}`, args: {} }]]),
  );
