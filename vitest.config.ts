import { defineConfig } from 'vitest/config'

/** Cases that speak to a collector over HTTP; the others of test/http are of single functions. */
const ON_EVERY_HOST = [
  'access',
  'admin',
  'bad-input',
  'compare',
  'conversions',
  'cookie-renewal',
  'cors',
  'events',
  'money',
  'operations',
  'paths',
  'reports',
].map((name) => `test/http/${name}.test.ts`)

export default defineConfig({
  test: {
    // Browser tests share one machine with the collector they drive: files one after another.
    projects: [
      {
        test: {
          name: 'rules',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/browser/**',
            'test/contract/**',
            'test/http/**',
            'test/host/**',
            'test/workers/**',
          ],
        },
      },
      {
        test: {
          name: 'http',
          include: [
            'test/contract/**/*.test.ts',
            'test/http/**/*.test.ts',
            'test/host/**/*.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        // The same cases of HTTP once more, and what only the platform has, on workerd.
        test: {
          name: 'workers',
          include: ['test/workers/**/*.test.ts', ...ON_EVERY_HOST],
          env: { PATHWORTH_TEST_HOST: 'workerd' },
          globalSetup: ['test/workers/workerd.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        // The whole way once more, through `wrangler dev`.
        test: {
          name: 'browser-workers',
          include: ['test/browser/journey*.test.ts'],
          env: { PATHWORTH_TEST_HOST: 'workerd' },
          testTimeout: 60_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
