import { sealValue, type Place, type TenantHasher } from '@/lib/crypto';
import { hashedText, type AnswerValue, type Answers, type FormStep, type ItemAnswer } from '@/lib/flow-definition';
import { withTenant, type Actor } from '@/lib/tenancy';
import { secretFieldsOf } from './step-fields';

/** What a save changes in one field; `base` is the hash of the value that the person saw. */
export type FieldPatch =
  | Readonly<{ value: AnswerValue | ItemAnswer['values']; hash: string; base: string | null }>
  | Readonly<{ sealed: string; hash: string; base: string | null }>
  | Readonly<{ erase: true; base: string }>;

type Given = Readonly<{
  actor: Actor;
  step: FormStep;
  place: Omit<Place, 'column'>;
  hash: TenantHasher;
  bases: Readonly<Record<string, string | null>>;
  values: Answers;
  erased: readonly string[];
}>;

/**
 * The fields that the person changed: what they left as it was shown is not sent, so that it cannot overwrite what
 * somebody else has put there meanwhile. Secrets are sealed here, for the row in which they will be stored.
 */
export async function stepPatch({
  actor,
  step,
  place,
  hash,
  bases,
  values,
  erased,
}: Given): Promise<Record<string, FieldPatch>> {
  const secrets = new Set(secretFieldsOf(step));
  const patch: Record<string, FieldPatch> = {};
  for (const [id, value] of Object.entries(values)) {
    const base = bases[id] ?? null;
    const text = hashedText(value);
    const hashed = hash(id, text);
    if (hashed === base) continue;
    if (!secrets.has(id)) patch[id] = { value, hash: hashed, base };
    else patch[id] = { sealed: await seal(actor, { ...place, column: `data.${id}` }, text), hash: hashed, base };
  }
  for (const id of erased) {
    const base = bases[id] ?? null;
    if (base !== null) patch[id] = { erase: true, base };
  }
  return patch;
}

/** Sealing may have to make the tenant's key, so it has a transaction; secrets are rare enough for that. */
const seal = (actor: Actor, place: Place, text: string): Promise<string> =>
  withTenant(actor, (tx) => sealValue(tx, place, text));
