import { describe, expect, it } from 'vitest';
import { CannotStart } from './say';
import { readSettings } from './settings';

const environment = (values: Record<string, string>): NodeJS.ProcessEnv => ({ NODE_ENV: 'test', ...values });

const production = {
  PORTICO_MODE: 'production',
  DATABASE_URL: 'postgresql://portico_app:x@db.example/portico',
  DATABASE_WORKER_URL: 'postgresql://portico_worker:x@db.example/portico',
  WAREHOUSE_URL: 'postgresql://portico_warehouse:x@db.example/portico_warehouse',
  PORTICO_KEY_FILE: '/etc/portico/keys.json',
  PORTICO_KEY_PROVIDER: 'file',
  SMTP_URL: 'smtps://mail.example',
  PUBLIC_URL: 'https://onboarding.example',
  SCANNER_URL: 'unix:///run/clamav/clamd.ctl',
};

describe('readSettings', () => {
  it('needs nothing in the demo, which stays on this machine', () => {
    expect(readSettings(environment({}))).toMatchObject({
      mode: 'demo',
      port: 3000,
      host: '127.0.0.1',
      external: false,
    });
  });

  it('names everything that production lacks at once, the key provider among it @req C30', () => {
    const start = (): unknown => readSettings(environment({ PORTICO_MODE: 'production' }));
    expect(start).toThrow(CannotStart);
    const needed = [
      'DATABASE_URL',
      'DATABASE_WORKER_URL',
      'WAREHOUSE_URL',
      'PORTICO_KEY_FILE',
      'PORTICO_KEY_PROVIDER',
      'SMTP_URL',
      'PUBLIC_URL',
      'SCANNER_URL',
    ];
    for (const name of needed) expect(start).toThrow(new RegExp(`- ${name} is missing`));
  });

  it('refuses production that lacks only the key provider @req C30', () => {
    const { PORTICO_KEY_FILE, PORTICO_KEY_PROVIDER, ...rest } = production;
    expect(readSettings(environment(production)).keyFile).toBe(PORTICO_KEY_FILE);
    expect(() => readSettings(environment({ ...rest, PORTICO_KEY_PROVIDER }))).toThrow(
      /complete:\n {2}- PORTICO_KEY_FILE is missing[^\n]*\nThe table/,
    );
    expect(() => readSettings(environment({ ...rest, PORTICO_KEY_FILE }))).toThrow(
      /complete:\n {2}- PORTICO_KEY_PROVIDER is missing[^\n]*\nThe table/,
    );
  });

  it('takes a complete production environment', () => {
    expect(readSettings(environment(production))).toMatchObject({
      mode: 'production',
      external: true,
      publicUrl: 'https://onboarding.example',
    });
  });

  it('refuses half an external database, and an empty address as a missing one', () => {
    const half = { DATABASE_URL: 'postgresql://portico_app:x@db.example/portico' };
    expect(() => readSettings(environment(half))).toThrow(
      /DATABASE_WORKER_URL is missing\n.*WAREHOUSE_URL is missing\n.*DATABASE_OWNER_URL is missing/,
    );
    expect(() => readSettings(environment({ DATABASE_URL: ' ', DATABASE_OWNER_URL: 'postgresql://x@y/z' }))).toThrow(
      'DATABASE_OWNER_URL is set, but DATABASE_URL is not',
    );
  });
});
