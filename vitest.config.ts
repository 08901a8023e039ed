import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Browser tests share one machine with the collector they drive: files one after another.
    projects: [
      {
        test: {
          name: 'rules',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', 'test/contract/**', 'test/http/**', 'test/host/**'],
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
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
