import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import vaultClient from 'node-vault';
import { describe, expect, it } from 'vitest';
import { startAwsKms } from './aws-kms';
import { startVault } from './hashicorp-vault';

describe('the simulated key services answer their vendors’ clients', () => {
  it('AWS KMS: encrypt and decrypt in a context, signed by the SDK', async () => {
    const aws = await startAwsKms();
    const KeyId = 'arn:aws:kms:eu-central-1:123456789012:key/0b0c7f3e-0000-4000-8000-000000000001';
    aws.addKey(KeyId);
    aws.addAccessKey('AKIAEXAMPLEKEY1', 'secret');
    const clientOf = (secretAccessKey: string) =>
      new KMSClient({
        region: 'eu-central-1',
        endpoint: aws.origin,
        maxAttempts: 1,
        credentials: { accessKeyId: 'AKIAEXAMPLEKEY1', secretAccessKey },
      });
    const client = clientOf('secret');
    const EncryptionContext = { 'portico:binding': 'tenant-1' };
    const sealed = await client.send(
      new EncryptCommand({ KeyId, Plaintext: Buffer.from('data key'), EncryptionContext }),
    );
    const opened = await client.send(new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob, EncryptionContext }));
    expect(Buffer.from(opened.Plaintext ?? []).toString()).toBe('data key');
    await expect(client.send(new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob }))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
    const forged = clientOf('another').send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('x') }));
    await expect(forged).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    aws.deny('kms:Encrypt');
    const denied = client.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('x') }));
    await expect(denied).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await aws.close();
  });

  it('Vault transit: keys, encrypt, decrypt, also after a rotation', async () => {
    const vault = await startVault();
    vault.addToken('token', 'transit/*');
    const client = vaultClient({ apiVersion: 'v1', endpoint: vault.origin, token: 'token' });
    await client.write('transit/keys/portico', { type: 'aes256-gcm96' });
    const plaintext = Buffer.from('data key').toString('base64');
    const associated_data = Buffer.from('tenant-1').toString('base64');
    const sealed = await client.write('transit/encrypt/portico', { plaintext, associated_data });
    expect(sealed.data.ciphertext).toMatch(/^vault:v1:/);
    vault.rotate('portico');
    const input = { ciphertext: sealed.data.ciphertext, associated_data };
    expect((await client.write('transit/decrypt/portico', input)).data.plaintext).toBe(plaintext);
    await expect(client.write('transit/decrypt/portico', { ciphertext: input.ciphertext })).rejects.toThrow(
      /authentication/,
    );
    const stranger = vaultClient({ apiVersion: 'v1', endpoint: vault.origin, token: 'other' });
    await expect(stranger.write('transit/encrypt/portico', { plaintext })).rejects.toThrow(/permission denied/);
    await vault.close();
  });
});
