/**
 * Something that exists in another system or among our own keys and doors. `kind` and `name` are those of the inventory,
 * or null for what no inventory names, such as a note; two of the same `identity` are one too many. What stands `within`
 * something that the inventory names goes with it, as tables go with their dataset.
 */
export type Thing = Readonly<{ identity: string; item: Named | null; within?: Named }>;
type Named = Readonly<{ kind: string; name: string }>;

export type InventoryItem = Readonly<{ kind: string; name: string; status: string }>;

/** What a run says of itself when it has ended. */
export type Told = Readonly<{ status: string; inventory: readonly InventoryItem[] }>;

/**
 * Compares what exists before and after a run with what the run says of it, and names everything that is not accounted
 * for: orphans, doubles, things of others that are gone, and things that the inventory only claims.
 */
export function accountFor(before: readonly Thing[], after: readonly Thing[], told: Told): readonly string[] {
  const known = counted(before);
  const now = counted(after);
  const problems: string[] = [];
  for (const identity of known.keys()) {
    if ((now.get(identity) ?? 0) < (known.get(identity) ?? 0)) problems.push(`${identity} of somebody else is gone`);
  }
  const made = after.filter(({ identity }) => (now.get(identity) ?? 0) > (known.get(identity) ?? 0));
  for (const [identity, count] of counted(made)) {
    if (count - (known.get(identity) ?? 0) > 1) problems.push(`${identity} exists ${count} times`);
  }
  const standing = told.inventory.filter(({ status }) => status !== 'removed');
  const isNamed = (item: Named): boolean => standing.some(({ kind, name }) => kind === item.kind && name === item.name);
  const isListed = ({ item, within }: Thing): boolean =>
    item === null || isNamed(item) || (told.status === 'held' && within !== undefined && isNamed(within));
  for (const thing of made) {
    if (told.status === 'undone' && thing.item !== null) problems.push(`${thing.identity} was left behind`);
    else if (!isListed(thing)) problems.push(`${thing.identity} is in no inventory`);
  }
  const exists = new Set(after.flatMap(({ item }) => (item === null ? [] : [`${item.kind} ${item.name}`])));
  for (const { kind, name, status } of standing) {
    const isClaimed = status === 'present' || status === 'kept';
    if (isClaimed && seen.has(kind) && !exists.has(`${kind} ${name}`)) problems.push(`${kind} ${name} is not there`);
  }
  return problems;
}

/** The kinds that can be looked for outside. */
const seen: ReadonlySet<string> = new Set([
  ...['dataset', 'table', 'key_record', 'api_key', 'tenant', 'webhook', 'ticket', 'dashboard', 'secret'],
  ...['bigquery_dataset', 'bigquery_table', 'registry_entry', 'registry_activation'],
]);

function counted(things: readonly Thing[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { identity } of things) counts.set(identity, (counts.get(identity) ?? 0) + 1);
  return counts;
}
