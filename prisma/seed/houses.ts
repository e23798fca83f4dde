import pg from 'pg';
import { createPartner } from '@/lib/customers';
import { demoPartners, staffOf, type House, type StaffPerson } from '@/lib/demo';
import { installLibrary } from '@/lib/flow-templates';
import { addMember } from '@/lib/members';
import { config } from '@/lib/platform/config';
import { uuidv7 } from '@/lib/platform/ids';
import { withTenant, type MemberActor } from '@/lib/tenancy';
import { actorByEmail, must } from './actors';

/** The platform and its partners: ids, and who acts for them. */
export type Houses = Readonly<Record<House, Readonly<{ tenantId: string; admin: MemberActor; manager: MemberActor }>>>;

/** Makes the platform with its template library, its two partners with their looks, and all staff. */
export async function makeHouses(): Promise<Houses> {
  const tenantId = uuidv7();
  const [first] = staffOf.portico.filter(({ role }) => role === 'admin');
  if (!first) throw new Error('The platform needs an administrator');
  await makePlatform(tenantId, first);
  const admin = await actorByEmail(first.email);
  must(await withTenant(admin, (tx) => installLibrary(tx, admin, { tenantId })));
  const portico = await hire('portico', tenantId, admin);
  const made = new Map<House, Houses[House]>([['portico', portico]]);
  for (const { house, name, locale, timeZone, theme } of demoPartners) {
    const partner = must(
      await withTenant(admin, (tx) =>
        createPartner(tx, admin, { parentTenantId: tenantId, name, slug: house, locale, timeZone, theme }),
      ),
    );
    made.set(house, await hire(house, partner.tenantId, admin));
  }
  const of = (house: House) => made.get(house) ?? portico;
  return { portico, northwind: of('northwind'), alufuq: of('alufuq') };
}

/** The two things that nobody could do before anybody is there: the root of the tree and its first administrator. */
async function makePlatform(tenantId: string, admin: StaffPerson): Promise<void> {
  const client = new pg.Client({ connectionString: config().databaseOwnerUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select kernel.create_platform($1, $2, $3)', [tenantId, 'Portico', 'en']);
    await client.query('select app.bootstrap_member($1, $2, $3, $4, $5, $6, $7)', [
      ...[uuidv7(), uuidv7(), tenantId],
      ...[admin.email, admin.name, admin.role, admin.locale],
    ]);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

async function hire(house: House, tenantId: string, by: MemberActor): Promise<Houses[House]> {
  const staff = new Map<string, MemberActor>();
  for (const { email, name, role, locale } of staffOf[house]) {
    must(await withTenant(by, (tx) => addMember(tx, by, { tenantId, email, name, role, locale })));
    if (role === 'admin' || role === 'success_manager') staff.set(role, await actorByEmail(email, tenantId));
  }
  const [admin, manager] = [staff.get('admin'), staff.get('success_manager')];
  if (!admin || !manager) throw new Error(`${house} needs an administrator and a success manager`);
  return { tenantId, admin, manager };
}
