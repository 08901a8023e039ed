import { defineConfig } from 'vitest/config'

/** Cases that speak to a collector over HTTP; the others of test/http are of single functions. */
const ON_EVERY_HOST = [
  'access',
  'admin',
  'as-of',
  'audit',
  'bad-input',
  'campaign-aliases',
  'campaigns',
  'channel-rules',
  'check',
  'cohorts',
  'codes',
  'commissions',
  'compare',
  'conversions',
  'cookie-renewal',
  'cors',
  'cost-categories',
  'deals',
  'default-model',
  'described',
  'events',
  'fits',
  'erasures',
  'explain',
  'explain-claims',
  'explain-cohorts',
  'explain-funnel',
  'explain-reconcile',
  'explain-paths',
  'explain-segments',
  'export',
  'goals',
  'imports',
  'imported-orders',
  'links',
  'funnel',
  'money',
  'operations',
  'outgoing',
  'paths',
  'payments',
  'periods',
  'pixel',
  'reconcile',
  'report-csv',
  'reports',
  'sales-channels',
  'segments',
  'session-attacks',
  'sessions',
  'settings',
  'shares',
  'sites',
  'stories',
  'stream',
  'touches',
  'stripe',
  'webhook-refusals',
  'webhooks',
  'woocommerce',
  'worked-figures',
].map((name) => `test/http/${name}.test.ts`)

const TWO_AT_A_TIME = { maxWorkers: 2, sequence: { groupOrder: 0 } }
const ONE_BY_ONE = { maxWorkers: 1, sequence: { groupOrder: 1 } }

export default defineConfig({
  test: {
    // First what two files at a time can share a machine for; then what has a browser or workerd, and one
    // clock, for all its files.
    projects: [
      {
        test: {
          name: 'rules',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/browser/**',
            'test/client/**',
            'test/contract/**',
            'test/http/**',
            'test/host/**',
            'test/workers/**',
          ],
          // Worlds and fuzzing take a second; on a busy machine, some.
          testTimeout: 60_000,
          setupFiles: ['test/repeatable.ts'],
          ...TWO_AT_A_TIME,
        },
      },
      {
        test: {
          name: 'http',
          setupFiles: ['test/repeatable.ts'],
          include: [
            'test/client/**/*.test.ts',
            'test/contract/**/*.test.ts',
            'test/http/**/*.test.ts',
            'test/host/**/*.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          ...TWO_AT_A_TIME,
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
          ...ONE_BY_ONE,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          exclude: ['test/browser/*-on-workers.test.ts'],
          globalSetup: ['test/browser/dashboard/demo-folder.ts'],
          testTimeout: 60_000,
          hookTimeout: 180_000,
          ...ONE_BY_ONE,
        },
      },
      {
        // The whole way once more, and the dashboard, through `wrangler dev`.
        test: {
          name: 'browser-workers',
          include: ['test/browser/journey*.test.ts', 'test/browser/*-on-workers.test.ts'],
          env: { PATHWORTH_TEST_HOST: 'workerd' },
          testTimeout: 60_000,
          hookTimeout: 180_000,
          ...ONE_BY_ONE,
        },
      },
    ],
  },
})
