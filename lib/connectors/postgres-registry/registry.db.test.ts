import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provisioningWorld, type ProvisioningWorld } from '@/lib/provisioning/testing/provisioning-world';
import type { TenantRegistry, TenantTarget } from './registry';

let world: ProvisioningWorld;
let registry: TenantRegistry;
beforeAll(async () => {
  world = await provisioningWorld();
  registry = world.environment.datasets.tenants;
});
afterAll(() => world.close());

const flowId = randomUUID();
const customerId = randomUUID();
const target = (id: string, change: string, more: Partial<TenantTarget> = {}): TenantTarget => {
  const run = randomUUID();
  const ownerTenantId = world.world.northwind.id;
  return { ownerTenantId, id, customerId, flowId, change, key: `${run}:${change}`, ...more };
};
const read = (id: string) => registry.read(world.world.northwind.id, id);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    (error: unknown) => (error as { code: string }).code,
  );

describe('TenantRegistry', () => {
  it('makes a row that the owner’s product reads, and reads it back @req M11 M12', async () => {
    const register = target('acme-corp', 'register');
    expect(await registry.register(register, 'Acme Corporation')).toEqual({ created: true });
    expect(await registry.register(register, 'Acme Corporation')).toEqual({ created: false });
    const rows = await world.warehouse<{ tenant_id: string; name: string; created_at: Date }>(
      world.world.northwind.id,
      `select tenant_id, name, created_at from tenants where tenant_id = 'acme-corp'`,
    );
    expect(rows).toEqual([
      { tenant_id: 'acme-corp', name: 'Acme Corporation', created_at: expect.any(Date) as unknown },
    ]);
    expect(await read('acme-corp')).toMatchObject({ name: 'Acme Corporation', status: 'created', flowId });
    expect(await read('nobody')).toBeNull();
  });

  it('writes the address, the name of the secret and the status, and takes them back to what stood there @req M15 M16', async () => {
    await registry.register(target('clinics', 'register'), 'Clinics');
    const configure = target('clinics', 'configure');
    const values = { sdp_url: 'https://clinics.servicedeskplus.com', sdp_credentials_secret: 'tenant-clinics-sdp' };
    await registry.write(configure, { ...values, status: 'configured' });
    expect(await read('clinics')).toMatchObject({ status: 'configured', values });

    // An offboarding is another run: its key is a new one, the change is the same.
    expect(await registry.undo(target('clinics', 'configure'))).toEqual({ removed: true });
    expect(await read('clinics')).toMatchObject({ status: 'created', values: {} });
    expect(await registry.undo(target('clinics', 'register'))).toEqual({ removed: true });
    expect(await read('clinics')).toBeNull();
    expect(await registry.undo(target('clinics', 'register'))).toEqual({ removed: false });
  });

  it('lets no late attempt bring back what was undone', async () => {
    const late = target('late', 'register');
    await registry.register(late, 'Late');
    await registry.undo(late);
    expect(await codeOf(registry.register(late, 'Late'))).toBe('undone_meanwhile');
    expect(await codeOf(registry.register(target('late', 'register'), 'Late'))).toBe('ok');
  });

  it('touches no row of another flow, and lets the same customer take over its own @req M10', async () => {
    await registry.register(target('mine', 'register'), 'Mine');
    const stranger = { flowId: randomUUID(), customerId: randomUUID() };
    expect(await codeOf(registry.register(target('mine', 'register', stranger), 'Theirs'))).toBe('already_exists');
    expect(await codeOf(registry.register(target('mine', 'register', stranger), 'Theirs', true))).toBe(
      'already_exists',
    );
    expect(await codeOf(registry.write(target('mine', 'configure', stranger), { status: 'gone' }))).toBe(
      'already_exists',
    );
    expect(await registry.undo(target('mine', 'register', stranger))).toEqual({ removed: false });
    expect(await read('mine')).toMatchObject({ name: 'Mine', flowId });

    const again = { flowId: randomUUID() };
    const adopt = target('mine', 'register', again);
    expect(await codeOf(registry.register(target('mine', 'register', again), 'Mine'))).toBe('already_exists');
    expect(await registry.register(adopt, 'Mine, restored', true)).toEqual({ created: false });
    expect(await read('mine')).toMatchObject({ name: 'Mine, restored', flowId: again.flowId });
    // Taking the take-over back leaves the row as it was found, and whose it was found.
    await registry.undo(adopt);
    expect(await read('mine')).toMatchObject({ name: 'Mine', flowId });
    expect(await codeOf(registry.write(target('mine', 'configure'), { status: 'configured' }))).toBe('ok');
    expect(await codeOf(registry.register(target('nobody', 'register', again), 'Nobody', true))).toBe('not_found');

    // For good, it goes with whoever has taken it over; one that was put there by hand never does.
    const last = target('mine', 'register', { flowId: randomUUID() });
    await registry.register(last, 'Mine once more', true);
    expect(await registry.undo({ ...last, key: `${randomUUID()}:register` }, true)).toEqual({ removed: true });
    expect(await read('mine')).toBeNull();
    await world.warehouse(
      world.world.northwind.id,
      `insert into tenants (tenant_id, name) values ('by-hand', 'By hand')`,
    );
    const found = target('by-hand', 'register');
    await registry.register(found, 'Found', true);
    await registry.undo({ ...found, key: `${randomUUID()}:register` }, true);
    expect(await read('by-hand')).toMatchObject({ name: 'By hand', flowId: null });
  });

  it('takes no name or column that could be something else', async () => {
    expect(await codeOf(registry.register(target('a"; drop table tenants', 'register'), 'X'))).toBe('refused');
    await registry.register(target('plain', 'register'), 'Plain');
    expect(await codeOf(registry.write(target('plain', 'configure'), { 'x" text; --': 'y' }))).toBe('refused');
    expect(await codeOf(registry.write(target('plain', 'configure'), { tenant_id: 'other' }))).toBe('refused');
    expect(await codeOf(registry.write(target('plain', 'configure'), { status: 'configured' }))).toBe('ok');
  });
});
