import { defineConfig } from 'vitest/config'

const bounds = {
  testTimeout: 120_000, // a bound for what hangs, not a measure: real processes on a loaded machine may take a while
  hookTimeout: 120_000, // the first hook that asks for a database waits for server and migrations
  teardownTimeout: 30_000,
}
const inBrowsers = ['e2e/web/**/*.test.ts']

const parts = {
  test: {
    name: 'parts',
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'scripts/**/*.test.mjs',
      'e2e/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', ...inBrowsers],
    globalSetup: ['packages/testing/src/vitest-setup.ts'],
    // Processes, not threads: native addons and wasm codecs are loaded, and a child of a test may be killed.
    pool: 'forks' as const,
    // Two cores are what CI has; more test processes than that only make each other late.
    maxWorkers: 2,
    ...bounds,
  },
}

/** Four people in real browsers around one Firstread, which want the machine to themselves: `npm run stories`. */
const stories = { test: { name: 'stories', include: inBrowsers, pool: 'forks' as const, maxWorkers: 1, ...bounds } }

export default defineConfig({ test: { projects: [process.env.FIRSTREAD_STORIES ? stories : parts] } })
