import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  testDatabase,
  withTestWorld,
  type TestActor,
  type TestDatabase,
  type TestWorld,
} from '@/scripts/testing/database';
import {
  addPasskey,
  armChallenge,
  askForNewPasskey,
  askForPasskey,
  consumeLink,
  removePasskey,
  renamePasskey,
  requestSignIn,
  resolveSession,
  securityView,
  signInWithPasskey,
} from '@/lib/auth';

let database: TestDatabase;
let world: TestWorld;
let last = 0;
const ip = (): string => `198.51.100.${(last += 1)}`;

beforeAll(async () => {
  database = await testDatabase();
  world = await withTestWorld(database);
});
afterAll(() => database.close());

async function byMail({ userId }: TestActor): Promise<string> {
  const [row] = await database.sql<{ email: string }>('select email from users where id = $1', [userId]);
  const asked = await requestSignIn({ email: row?.email ?? '', locale: 'en', ip: ip() });
  const armed = await armChallenge(asked.ok ? asked.value.challengeId : '', 60);
  const signedIn = await consumeLink({ token: armed.outcome === 'armed' ? armed.linkToken : '', ip: ip() });
  if (!signedIn.ok) throw new Error(signedIn.refusal.code);
  return signedIn.value.token;
}
const codeOf = (outcome: { ok: boolean }): string | undefined =>
  outcome.ok ? undefined : (outcome as { refusal?: { code: string } }).refusal?.code;

/** A security key in software: ES256, no attestation, a counter, and a mind of its own about verifying its owner. */
class Device {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #id = randomBytes(32);
  counter = 0;
  verifiesOwner = true;
  origin = 'http://localhost:3000';

  make(challenge: string): string {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    const cose = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y, 'base64url'),
    ]);
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, 32]), this.#id, cose]);
    const authData = Buffer.concat([this.#head(0x40), attested]);
    const attestation = Buffer.concat([
      Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
      Buffer.from([authData.length]),
      authData,
    ]);
    return this.#answer({
      clientDataJSON: this.#client('webauthn.create', challenge),
      attestationObject: attestation.toString('base64url'),
    });
  }

  use(challenge: string): string {
    this.counter += 1;
    const authData = this.#head(0);
    const clientDataJSON = this.#client('webauthn.get', challenge);
    const hash = createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest();
    const signature = createSign('SHA256')
      .update(Buffer.concat([authData, hash]))
      .sign(this.#keys.privateKey);
    return this.#answer({
      clientDataJSON,
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
    });
  }

  #head(more: number): Buffer {
    const flags = 1 | (this.verifiesOwner ? 4 : 0) | more;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([createHash('sha256').update('localhost').digest(), Buffer.from([flags]), counter]);
  }

  #client(type: string, challenge: string): string {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false })).toString(
      'base64url',
    );
  }

  #answer(response: object): string {
    const id = this.#id.toString('base64url');
    return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response });
  }
}

async function withPasskey(person: TestActor): Promise<Readonly<{ device: Device; token: string; old: string }>> {
  const old = await byMail(person);
  const device = new Device();
  const asked = await askForNewPasskey(old);
  if (!asked.ok) throw new Error(asked.refusal.code);
  const { browserToken, options } = asked.value;
  const added = await addPasskey({
    token: old,
    browserToken,
    name: 'Laptop',
    response: device.make(options.challenge),
  });
  if (!added.ok) throw new Error(added.refusal.code);
  return { device, token: added.value.token, old };
}

async function signIn(device: Device, raiseToken: string | null = null) {
  const asked = await askForPasskey({ ip: ip(), returnPath: '/en/portfolio' });
  if (!asked.ok) return asked;
  const { browserToken, options } = asked.value;
  return signInWithPasskey({
    browserToken,
    response: device.use(options.challenge),
    ip: ip(),
    oldToken: null,
    raiseToken,
  });
}

describe('passkeys @req I102', () => {
  it('are made in a session, raise it, and then sign in without saying who one is', async () => {
    const person = await world.northwind.member('reviewer');
    const { device, token, old } = await withPasskey(person);
    expect(await resolveSession(old)).toBeNull();
    expect(await resolveSession(token)).toMatchObject({ held: null, factors: ['mail', 'passkey'] });
    const signedIn = await signIn(device);
    expect(signedIn).toMatchObject({ ok: true, value: { userId: person.userId, returnPath: '/en/portfolio' } });
    expect(await resolveSession(signedIn.ok ? signedIn.value.token : '')).toMatchObject({
      held: null,
      factors: ['passkey'],
      memberships: [{ tenantId: world.northwind.id }],
    });
  });

  it('count as the second factor of who came in by mail, and of nobody else', async () => {
    const person = await world.northwind.member('author');
    const { device } = await withPasskey(person);
    const token = await byMail(person);
    expect(await resolveSession(token)).toMatchObject({ held: 'verify', memberships: [] });
    expect(codeOf(await askForNewPasskey(token))).toBe('second_factor_needed');
    const raised = await signIn(device, token);
    expect(await resolveSession(raised.ok ? raised.value.token : '')).toMatchObject({ held: null });
    const stranger = await byMail(await world.northwind.member('analyst'));
    expect(codeOf(await signIn(device, stranger))).toBe('passkey_refused');
  });

  it('are refused without the owner’s confirmation, from another site, and as a copy whose counter did not rise', async () => {
    const { device } = await withPasskey(await world.acme.member('owner'));
    device.verifiesOwner = false;
    expect(codeOf(await signIn(device))).toBe('passkey_refused');
    device.verifiesOwner = true;
    device.origin = 'https://portico.example.net';
    expect(codeOf(await signIn(device))).toBe('passkey_refused');
    device.origin = 'http://localhost:3000';
    expect(await signIn(device)).toMatchObject({ ok: true });
    device.counter -= 1;
    expect(codeOf(await signIn(device))).toBe('passkey_refused');
    expect(codeOf(await signIn(new Device()))).toBe('passkey_refused');
  });

  it('answer a challenge once, and only in the browser that was asked', async () => {
    const { device } = await withPasskey(await world.acme.member('contributor'));
    const asked = await askForPasskey({ ip: ip() });
    const { browserToken = '', options } = asked.ok ? asked.value : {};
    const answer = (browser: string) =>
      signInWithPasskey({
        browserToken: browser,
        response: device.use(options?.challenge ?? ''),
        ip: ip(),
        oldToken: null,
      });
    expect(codeOf(await answer('z'.repeat(43)))).toBe('passkey_refused');
    expect(await answer(browserToken)).toMatchObject({ ok: true });
    expect(codeOf(await answer(browserToken))).toBe('passkey_refused');
  });

  it('can be renamed and removed by their owner; to others they are not there', async () => {
    const { token } = await withPasskey(await world.acme.member('viewer'));
    const id = (await securityView(token))?.passkeys[0]?.id ?? '';
    const stranger = await byMail(await world.safa.member('owner'));
    expect(codeOf(await renamePasskey({ token: stranger, id, name: 'Mine' }))).toBe('not_found');
    expect(codeOf(await removePasskey({ token: stranger, id }))).toBe('not_found');
    expect(await renamePasskey({ token, id, name: 'Phone' })).toMatchObject({ ok: true });
    expect((await securityView(token))?.passkeys).toMatchObject([{ id, name: 'Phone' }]);
    expect(await removePasskey({ token, id })).toMatchObject({ ok: true });
    expect((await securityView(token))?.passkeys).toEqual([]);
  });
});
