import { describe, expect, it } from 'vitest';
import { readConfig } from './config';

const database = { DATABASE_URL: 'postgresql://app:pw@127.0.0.1:5432/portico' };
const production = {
  ...database,
  PORTICO_MODE: 'production',
  PORTICO_KEY_FILE: '/etc/portico/keys.json',
  PORTICO_KEY_PROVIDER: 'file',
  SMTP_URL: 'smtp://mail.example:587',
  PUBLIC_URL: 'https://onboarding.example/',
  SCANNER_URL: 'tcp://clamav.internal:3310',
};
const problemsOf = (env: Record<string, string>) => {
  const result = readConfig(env);
  return result.ok ? [] : result.problems.map(({ name }) => name).sort();
};

describe('readConfig', () => {
  it('needs only the database in the demo', () => {
    const result = readConfig(database);
    expect(result).toMatchObject({
      ok: true,
      config: { mode: 'demo', port: 3000, publicUrl: 'http://localhost:3000' },
    });
  });

  it('takes a complete production environment', () => {
    expect(readConfig(production)).toMatchObject({ ok: true, config: { publicUrl: 'https://onboarding.example' } });
  });

  it('names everything that production lacks at once', () => {
    expect(problemsOf({ PORTICO_MODE: 'production' })).toEqual([
      'DATABASE_URL',
      'PORTICO_KEY_FILE',
      'PORTICO_KEY_PROVIDER',
      'PUBLIC_URL',
      'SCANNER_URL',
      'SMTP_URL',
    ]);
  });

  it('counts an empty value as missing', () => {
    expect(problemsOf({ DATABASE_URL: '  ' })).toEqual(['DATABASE_URL']);
  });

  it('refuses wrong addresses and ports without repeating the value', () => {
    const env = {
      DATABASE_URL: 'mysql://root:hunter2@db',
      PORT: '99999',
      PUBLIC_URL: 'ftp://x',
      TRUSTED_PROXY: 'maybe',
    };
    expect(problemsOf(env)).toEqual(['DATABASE_URL', 'PORT', 'PUBLIC_URL', 'TRUSTED_PROXY']);
    expect(JSON.stringify(readConfig(env))).not.toContain('hunter2');
  });

  it('refuses endpoints on this machine in production and takes others', () => {
    for (const endpoint of ['http://localhost:1', 'http://127.0.0.1:9', 'http://[::1]:1', 'http://a.localhost']) {
      expect(problemsOf({ ...production, ALLOWED_ENDPOINTS: endpoint })).toEqual(['ALLOWED_ENDPOINTS']);
    }
    expect(
      problemsOf({ ...production, ALLOWED_ENDPOINTS: 'http://10.1.2.3:8080, https://crm.internal.example' }),
    ).toEqual([]);
    expect(readConfig({ ...database, ALLOWED_ENDPOINTS: 'http://127.0.0.1:9/x' })).toMatchObject({
      config: { allowedEndpoints: ['http://127.0.0.1:9'] },
    });
  });

  it('keeps what partners may name apart from what the settings name', () => {
    const read = readConfig({
      ...database,
      ALLOWED_ENDPOINTS: 'http://10.0.0.1:1',
      ALLOWED_PARTNER_ENDPOINTS: 'http://10.0.0.2:2/x smtp://mail.internal smtps://mail.internal smtp://10.0.0.3:2525',
    });
    expect(read).toMatchObject({
      config: {
        allowedEndpoints: ['http://10.0.0.1:1'],
        allowedPartnerEndpoints: ['http://10.0.0.2:2'],
        allowedPartnerMailServers: ['mail.internal:587', 'mail.internal:465', '10.0.0.3:2525'],
      },
    });
    expect(readConfig(database)).toMatchObject({
      config: { allowedPartnerEndpoints: [], allowedPartnerMailServers: [] },
    });
    for (const endpoint of ['http://localhost:1', 'smtp://127.0.0.1:25', 'smtp://[::1]:25']) {
      expect(problemsOf({ ...production, ALLOWED_PARTNER_ENDPOINTS: endpoint })).toEqual(['ALLOWED_PARTNER_ENDPOINTS']);
    }
    expect(problemsOf({ ...production, ALLOWED_ENDPOINTS: 'smtp://mail.internal' })).toEqual(['ALLOWED_ENDPOINTS']);
  });
});
