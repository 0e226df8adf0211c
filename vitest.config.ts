import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'scripts/**/*.test.mjs',
      'e2e/**/*.test.ts',
    ],
    // The stories in the browser share one Firstread and need a machine for themselves: `npm run stories`.
    exclude: ['**/node_modules/**', ...(process.env.FIRSTREAD_STORIES ? [] : ['e2e/web/**'])],
    globalSetup: ['packages/testing/src/vitest-setup.ts'],
    // Processes, not threads: native addons and wasm codecs are loaded, and a child of a test may be killed.
    pool: 'forks',
    // Two cores are what CI has; more test processes than that only make each other late.
    maxWorkers: 2,
    testTimeout: 120_000, // a bound for what hangs, not a measure: real processes on a loaded machine may take a while
    hookTimeout: 120_000, // the first hook that asks for a database waits for server and migrations
    teardownTimeout: 30_000,
  },
})
