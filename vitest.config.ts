import { defineConfig } from 'vitest/config'

const bounds = {
  testTimeout: 120_000, // a bound for what hangs, not a measure: real processes on a loaded machine may take a while
  hookTimeout: 120_000, // the first hook that asks for a database waits for server and migrations
  teardownTimeout: 30_000,
}
const stories = ['e2e/web/**/*.test.ts']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'parts',
          include: [
            'packages/*/src/**/*.test.ts',
            'packages/*/test/**/*.test.ts',
            'scripts/**/*.test.mjs',
            'e2e/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', ...stories],
          globalSetup: ['packages/testing/src/vitest-setup.ts'],
          // Processes, not threads: native addons and wasm codecs are loaded, and a child of a test may be killed.
          pool: 'forks',
          // Two cores are what CI has; more test processes than that only make each other late.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
          ...bounds,
        },
      },
      {
        // Four people in real browsers around one Firstread: after everything else, with the machine to themselves.
        test: {
          name: 'stories',
          include: stories,
          pool: 'forks',
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          ...bounds,
        },
      },
    ],
  },
})
