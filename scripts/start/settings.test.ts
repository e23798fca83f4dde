import { describe, expect, it } from 'vitest';
import { CannotStart } from './say';
import { readSettings } from './settings';

const environment = (values: Record<string, string>): NodeJS.ProcessEnv => ({ NODE_ENV: 'test', ...values });

describe('readSettings', () => {
  it('needs nothing in the demo, which stays on this machine', () => {
    expect(readSettings(environment({}))).toMatchObject({
      mode: 'demo',
      port: 3000,
      host: '127.0.0.1',
      external: false,
    });
  });

  it('names everything that production lacks at once', () => {
    const start = (): unknown => readSettings(environment({ PORTICO_MODE: 'production' }));
    expect(start).toThrow(CannotStart);
    for (const name of ['DATABASE_URL', 'DATABASE_WORKER_URL', 'PORTICO_KEY_FILE', 'SMTP_URL', 'PUBLIC_URL']) {
      expect(start).toThrow(new RegExp(`- ${name} is missing`));
    }
  });

  it('takes a complete production environment', () => {
    const settings = readSettings(
      environment({
        PORTICO_MODE: 'production',
        DATABASE_URL: 'postgresql://portico_app:x@db.example/portico',
        DATABASE_WORKER_URL: 'postgresql://portico_worker:x@db.example/portico',
        PORTICO_KEY_FILE: '/etc/portico/keys.json',
        SMTP_URL: 'smtps://mail.example',
        PUBLIC_URL: 'https://onboarding.example',
      }),
    );
    expect(settings).toMatchObject({ mode: 'production', external: true, publicUrl: 'https://onboarding.example' });
  });

  it('refuses half an external database, and an empty address as a missing one', () => {
    const half = { DATABASE_URL: 'postgresql://portico_app:x@db.example/portico' };
    expect(() => readSettings(environment(half))).toThrow(
      /DATABASE_WORKER_URL is missing\n.*DATABASE_OWNER_URL is missing/,
    );
    expect(() => readSettings(environment({ DATABASE_URL: ' ', DATABASE_OWNER_URL: 'postgresql://x@y/z' }))).toThrow(
      'DATABASE_OWNER_URL is set, but DATABASE_URL is not',
    );
  });
});
