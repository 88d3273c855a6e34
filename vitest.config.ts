import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;

/** Two projects: `rooms` needs nothing but this machine, `e2e` drives a browser over a built site. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'rooms',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/e2e/**'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/e2e/setup.ts'],
          pool: 'forks',
          // A build and a browser want the whole machine, so these files take turns, after all others.
          fileParallelism: false,
          testTimeout: 3 * MINUTE,
          hookTimeout: 5 * MINUTE,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
