import process from 'node:process';
import pg from 'pg';
import { installLibrary } from '@/lib/flow-templates';
import { disconnect } from '@/lib/platform/db';
import { uuidv7 } from '@/lib/platform/ids';
import { withTenant, type MemberActor } from '@/lib/tenancy';

/**
 * Makes the two things that nobody could make before anybody is there, the platform and its first administrator, and
 * publishes the template library. Refuses a wrong call and a database that has a platform already; records the member.
 */
export default async function dbFirstAdmin(args: string[]): Promise<number> {
  const [email = '', name = '', locale = 'en'] = args;
  const owner = process.env['DATABASE_OWNER_URL'];
  if (!owner || !process.env['DATABASE_URL'] || !process.env['PORTICO_KEY_FILE']) {
    console.error('DATABASE_OWNER_URL, DATABASE_URL and PORTICO_KEY_FILE must all be set.');
    return 1;
  }
  if (!/^[^\s@]+@[^\s@]+$/.test(email) || name.trim() === '' || !['en', 'ar'].includes(locale)) {
    console.error('Say who: npm run db:first-admin -- ada@portico.example "Ada Lovelace" [en|ar]');
    return 1;
  }
  const actor = await makePlatform(owner, { email: email.toLowerCase(), name: name.trim(), locale });
  if (!actor) {
    console.error('There is a platform already. Its administrators add people on the page of members.');
    return 1;
  }
  try {
    const installed = await withTenant(actor, (tx) => installLibrary(tx, actor, { tenantId: actor.tenantId }));
    if (!installed.ok) throw new Error(`The library was refused: ${installed.refusal.code}`);
    console.log(`${email} is the first administrator and can sign in with this address.`);
    return 0;
  } finally {
    await disconnect();
  }
}

type Person = Readonly<{ email: string; name: string; locale: string }>;

/** The platform and its administrator in one transaction, or null where there is a platform. */
async function makePlatform(url: string, { email, name, locale }: Person): Promise<MemberActor | null> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const tenantId = uuidv7();
  try {
    await client.query('begin');
    await client.query('select kernel.create_platform($1, $2, $3)', [tenantId, 'Portico', locale]);
    const { rows } = await client.query<{ made: { memberId: string; userId: string } }>(
      'select app.bootstrap_member($1, $2, $3, $4, $5, $6, $7) as made',
      [uuidv7(), uuidv7(), tenantId, email, name, 'admin', locale],
    );
    await client.query('commit');
    const made = rows[0]?.made;
    if (!made) throw new Error('The administrator was not made');
    return {
      kind: 'member',
      tenantKind: 'platform',
      role: 'admin',
      displayName: name,
      requestId: uuidv7(),
      ...{ tenantId, locale, memberId: made.memberId, userId: made.userId },
    };
  } catch (error) {
    if (error instanceof Error && 'constraint' in error && error.constraint === 'tenants_one_platform') return null;
    throw error;
  } finally {
    await client.end();
  }
}
