import { randomUUID } from 'node:crypto';
import type { TestDatabase } from './database';

type Sql = Pick<TestDatabase, 'sql'>;

type Kind = 'platform' | 'partner' | 'customer';
type Role =
  | 'admin'
  | 'success_manager'
  | 'reviewer'
  | 'author'
  | 'analyst'
  | 'auditor'
  | 'owner'
  | 'contributor'
  | 'viewer'
  | 'delegate';

/** A signed-in person of the test world, in the form that use cases take. */
export type TestActor = {
  kind: 'member';
  tenantId: string;
  tenantKind: Kind;
  userId: string;
  memberId: string;
  role: Role;
  displayName: string;
  locale: string;
  requestId: string;
  flowId?: string;
};

export type TestTenant = {
  id: string;
  kind: Kind;
  slug: string;
  /** Makes a member of this tenant; the same role twice makes two people. */
  member: (role: Role) => Promise<TestActor>;
};

export type TestWorld = {
  platform: TestTenant;
  /** `northwind` with customers `acme` and `borealis`. */
  northwind: TestTenant;
  acme: TestTenant;
  borealis: TestTenant;
  /** `alufuq`, a partner beside it, with the customer `safa`: the strangers. */
  alufuq: TestTenant;
  safa: TestTenant;
  /** Ready-made people. */
  platformAdmin: TestActor;
  northwindManager: TestActor;
  northwindAdmin: TestActor;
  acmeOwner: TestActor;
  acmeContributor: TestActor;
  borealisOwner: TestActor;
  alufuqManager: TestActor;
  safaOwner: TestActor;
  /** One more customer below `parent`. */
  customer: (parent: TestTenant, slug: string) => Promise<TestTenant>;
};

/**
 * Two partners that must never see each other, three customers and a person for every seat that tests need, written by
 * the superuser so that it does not depend on the use cases under test.
 */
export async function withTestWorld(database: Sql): Promise<TestWorld> {
  const tenant = async (kind: Kind, slug: string, parent?: TestTenant): Promise<TestTenant> => {
    const id = randomUUID();
    const locale = slug === 'alufuq' || slug === 'safa' ? 'ar' : 'en';
    await database.sql(
      'insert into tenants (id, kind, parent_id, slug, name, locale) values ($1, $2, $3, $4, $5, $6)',
      [...[id, kind, parent?.id ?? null], ...[slug, slug, locale]],
    );
    if (kind === 'customer' && parent) {
      await database.sql('insert into customers (tenant_id, owner_tenant_id, name) values ($1, $2, $3)', [
        id,
        parent.id,
        slug,
      ]);
    }
    return { id, kind, slug, member: (role) => member(database, { id, kind, slug, locale }, role) };
  };
  const platform = await tenant('platform', 'platform');
  const northwind = await tenant('partner', 'northwind', platform);
  const alufuq = await tenant('partner', 'alufuq', platform);
  const acme = await tenant('customer', 'acme', northwind);
  const borealis = await tenant('customer', 'borealis', northwind);
  const safa = await tenant('customer', 'safa', alufuq);
  return {
    platform,
    northwind,
    acme,
    borealis,
    alufuq,
    safa,
    platformAdmin: await platform.member('admin'),
    northwindManager: await northwind.member('success_manager'),
    northwindAdmin: await northwind.member('admin'),
    acmeOwner: await acme.member('owner'),
    acmeContributor: await acme.member('contributor'),
    borealisOwner: await borealis.member('owner'),
    alufuqManager: await alufuq.member('success_manager'),
    safaOwner: await safa.member('owner'),
    customer: (parent, slug) => tenant('customer', slug, parent),
  };
}

type Home = { id: string; kind: Kind; slug: string; locale: string };

const member = async (database: Sql, home: Home, role: Role): Promise<TestActor> => {
  const [userId, memberId] = [randomUUID(), randomUUID()];
  const email = `${role}.${userId.slice(0, 8)}@${home.slug}.example`;
  const displayName = `${role} of ${home.slug}`;
  await database.sql('insert into users (id, email, name, locale) values ($1, $2, $3, $4)', [
    ...[userId, email],
    ...[displayName, home.locale],
  ]);
  await database.sql(
    'insert into members (tenant_id, id, user_id, role, email, display_name) values ($1, $2, $3, $4, $5, $6)',
    [home.id, memberId, userId, role, email, displayName],
  );
  return {
    kind: 'member',
    tenantId: home.id,
    tenantKind: home.kind,
    userId,
    memberId,
    role,
    displayName,
    locale: home.locale,
    requestId: randomUUID(),
  };
};
