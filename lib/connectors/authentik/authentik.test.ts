import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startAuthentik, type AuthentikSimulator } from '@/lib/simulators';
import type { Connection } from '../connection';
import { meansTo, patienceFor, usualFaults } from '../testing/outside';
import { forgetBreakers, type WireMeans } from '../wire';
import { authentik } from './index';

const origin = 'https://auth.partner.example';
const owner = { flowId: 'flow-1' };
let simulator: AuthentikSimulator;
let means: WireMeans;

beforeAll(async () => {
  simulator = await startAuthentik({ port: 0, holdMs: 400 });
  simulator.addToken('known');
  simulator.addToken('reader', false);
  means = meansTo(simulator, origin);
});
afterAll(() => simulator.close());
beforeEach(() => {
  forgetBreakers();
  simulator.clear();
});

const connection = (changes: Partial<Connection> = {}): Connection => ({
  system: 'authentik',
  settings: { baseUrl: origin, emailStage: simulator.emailStage },
  secret: { token: 'known' },
  ...changes,
});
const directory = (changes: Partial<Connection> = {}, wire = means) => authentik(connection(changes), wire);
const effects = () => simulator.ledger().flatMap(({ effect }) => effect?.split(' ')[0] ?? []);

it('creates a group and invites a user into it, without a password or a link', async () => {
  const group = await directory().createGroup('brand-acme', owner);
  const person = { username: 'kim@acme.example', email: 'kim@acme.example', name: 'Kim', groupId: group.id };
  const user = await directory().inviteUser(person, owner);
  expect(user).toMatchObject({ username: person.username, isInvited: true });
  expect(await directory().inviteUser(person, owner)).toEqual(user);
  expect(await directory().createGroup('brand-acme', owner)).toEqual({ ...group, users: [user.id] });
  expect(simulator.invited()).toEqual(['kim@acme.example']);
  expect(effects()).toEqual(['group.created', 'user.created', 'user.invited', 'user.changed']);
  expect(await directory().deleteUser(person.username, owner)).toBe(true);
  expect(await directory().deleteGroup('brand-acme', owner)).toBe(true);
  expect(await directory().deleteUser(person.username, owner)).toBe(false);
  expect(await directory().deleteGroup('brand-acme', owner)).toBe(false);
  expect(await directory().getGroup('brand-acme', owner)).toBeNull();
});

it('goes on where an attempt was cut off', async () => {
  simulator.fault('after_effect', { match: 'POST' });
  await expect(directory().createGroup('cut', owner)).rejects.toMatchObject({ code: 'unreachable', retryable: true });
  const { id: groupId } = await directory().createGroup('cut', owner);
  const person = { username: 'cut', email: 'cut@acme.example', name: 'Cut', groupId };
  simulator.fault('after_effect', { match: 'POST /api/v3/core/users/' });
  await expect(directory().inviteUser(person, owner)).rejects.toMatchObject({ code: 'unreachable' });
  expect(await directory().inviteUser(person, owner)).toMatchObject({ isInvited: true });
  simulator.fault('after_effect', { match: 'DELETE' });
  await expect(directory().deleteGroup('cut', owner)).rejects.toMatchObject({ code: 'unreachable' });
  expect(await directory().deleteGroup('cut', owner)).toBe(false);
  expect(effects()).toEqual(['group.created', 'user.created', 'user.invited', 'user.changed', 'group.removed']);
});

it('takes the second of two requests at once for a name that is taken', async () => {
  simulator.fault('duplicate', { match: 'POST' });
  await expect(directory().createGroup('doubled', owner)).rejects.toMatchObject({ code: 'already_exists' });
  expect(await directory().createGroup('doubled', owner)).toMatchObject({ name: 'doubled' });
  expect(effects()).toEqual(['group.created']);
});

it('leaves alone what is somebody else’s', async () => {
  simulator.addGroup('theirs', { portico_flow: 'another' });
  await expect(directory().createGroup('theirs', owner)).rejects.toMatchObject({ code: 'already_exists' });
  await expect(directory().deleteGroup('theirs', owner)).rejects.toMatchObject({ code: 'already_exists' });
  expect(await directory().getGroup('theirs', owner)).toBeNull();
  expect(simulator.groups().map(({ name }) => name)).toContain('theirs');
  expect(effects()).toEqual([]);
});

it('tells an unknown token from one without the right, and needs the stage that invites', async () => {
  const create = (changes: Partial<Connection>) => directory(changes).createGroup('rights', owner);
  await expect(create({ secret: { token: 'unknown' } })).rejects.toMatchObject({ code: 'credential_refused' });
  await expect(create({ secret: {} })).rejects.toMatchObject({ code: 'credential_refused' });
  await expect(create({ secret: { token: 'reader' } })).rejects.toMatchObject({ code: 'permission_denied' });
  const { id: groupId } = await create({});
  const person = { username: 'nostage', email: 'a@b.example', name: 'N', groupId };
  const stageless = directory({ settings: { baseUrl: origin } });
  await expect(stageless.inviteUser(person, owner)).rejects.toMatchObject({ code: 'not_connected' });
  await expect(directory().inviteUser({ ...person, groupId: 'none' }, owner)).rejects.toMatchObject({
    code: 'refused',
  });
  expect(simulator.users().map(({ username }) => username)).not.toContain('nostage');
});

it.each(usualFaults)('answers %s with %s', async (fault, code) => {
  simulator.fault(fault);
  const failure = directory({}, meansTo(simulator, origin, patienceFor(fault))).getGroup('any', owner);
  await expect(failure).rejects.toMatchObject({ code, args: { system: 'Authentik' } });
});
