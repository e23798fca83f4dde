import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname ?? process.cwd();
const exclude = ['node_modules/**', '.next/**', '.portico/**', 'e2e/**/*.spec.ts'];

/**
 * Three projects: `unit` is pure and starts nothing; `database` runs `*.db.test.ts` against a real PostgreSQL that its
 * set-up starts once, each file in a database of its own; `product` runs `*.product.test.ts`, which start the built
 * product, one after the other.
 */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: `${root}/` },
      { find: 'server-only', replacement: path.join(root, 'scripts/testing/server-only.ts') },
    ],
  },
  test: {
    // Whatever is waited for gets as long as a busy machine may need, here and in the limits of whole tests below: only a
    // failing test ever waits so long.
    expect: { poll: { timeout: 60_000 } },
    teardownTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.db.test.ts', '**/*.product.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'database',
          sequence: { groupOrder: 1 },
          include: ['**/*.db.test.ts'],
          // Faults are about workers and what they were doing, which no version of the database changes.
          exclude: [...exclude, ...(process.env['TEST_DATABASE'] ? ['e2e/faults/**'] : [])],
          globalSetup: ['scripts/testing/global-setup.ts'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'product',
          sequence: { groupOrder: 2 },
          include: ['**/*.product.test.ts'],
          exclude,
          pool: 'forks',
          maxWorkers: 1,
          testTimeout: 300_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
