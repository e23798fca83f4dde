import { suggestIdentifier, type IdentifierRule } from '@/lib/flow-definition';
import type { TenantTx } from '@/lib/tenancy';

type Rule = Pick<IdentifierRule, 'system' | 'pattern' | 'minLength' | 'maxLength'>;
type Wanted = Readonly<{ ownerTenantId: string; rule: Rule; wanted: string }>;

const proposalsMax = 3;

/** Identifiers like the wanted one that meet the rule and that no customer of the owner holds; at most three. */
export async function identifierProposals(tx: TenantTx, { ownerTenantId, rule, wanted }: Wanted) {
  const likely = variants(rule, wanted);
  const taken = await tx.$queryRaw<{ value: string }[]>`
    select value from customer_identifiers
    where owner_tenant_id = ${ownerTenantId}::uuid and system = ${rule.system} and value = any (${likely}::text[])`;
  const held = new Set(taken.map(({ value }) => value));
  return likely.filter((value) => !held.has(value)).slice(0, proposalsMax);
}

/**
 * The same for a customer, who does not see the registry of whoever onboards them: the database says which of a few
 * values are free, and nothing about the others.
 */
export async function freeIdentifiers(
  tx: TenantTx,
  { customerTenantId, rule, wanted }: Readonly<{ customerTenantId: string; rule: Rule; wanted: string }>,
): Promise<readonly string[]> {
  const [row] = await tx.$queryRaw<{ free: readonly string[] }[]>`
    select app.free_identifiers(${customerTenantId}::uuid, ${rule.system}, ${JSON.stringify(variants(rule, wanted))}::jsonb) as free`;
  return (row?.free ?? []).slice(0, proposalsMax);
}

const variants = (rule: Rule, wanted: string): readonly string[] => [
  ...new Set(
    ['2', '3', '4', '5', '6', '7', '8', '9'].flatMap((suffix) => {
      const proposal = suggestIdentifier(rule, wanted, suffix);
      return proposal === null ? [] : [proposal];
    }),
  ),
];
