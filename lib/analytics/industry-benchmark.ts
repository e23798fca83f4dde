/** One flow that may be counted: whose it is, in which industry, and how long it took, if it has come to its end. */
export type IndustryMember = Readonly<{ customer: string; industry: string; seconds: number | null }>;
export type IndustryAverage = Readonly<{ industry: string; customers: number; medianSeconds: number | null }>;

/** A figure of fewer customers than this could be told to be somebody's. */
export const benchmarkFrom = 5;

/**
 * The figures of each industry with at least `benchmarkFrom` different customers, the largest first; of the others not
 * even the name. A median needs as many customers who have come to the end. A customer counts once, with its quickest
 * flow. Pure.
 */
export function benchmarkOf(members: readonly IndustryMember[]): readonly IndustryAverage[] {
  const industries = new Map<string, Map<string, number | null>>();
  for (const { customer, industry, seconds } of members) {
    const customers = industries.get(industry) ?? new Map<string, number | null>();
    const known = customers.get(customer) ?? null;
    customers.set(customer, seconds === null ? known : known === null ? seconds : Math.min(known, seconds));
    industries.set(industry, customers);
  }
  return [...industries.entries()]
    .filter(([, customers]) => customers.size >= benchmarkFrom)
    .map(([industry, customers]) => {
      const times = [...customers.values()].filter((seconds) => seconds !== null).sort((one, other) => one - other);
      return { industry, customers: customers.size, medianSeconds: medianOf(times) };
    })
    .sort((one, other) => other.customers - one.customers || (one.industry < other.industry ? -1 : 1));
}

function medianOf(sorted: readonly number[]): number | null {
  if (sorted.length < benchmarkFrom) return null;
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}
