import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './bootstrap.mjs'
import { nodeFlags } from './node-flags.mjs'

test('the command runs under the flags that npm start gives', () => {
  const [first] = readFileSync(join(root, 'packages/cli/src/main.ts'), 'utf8').split('\n')
  expect(first).toBe(`#!/usr/bin/env -S node ${nodeFlags.join(' ')}`)
})

test('they hold the space for young objects down', () => {
  const churn = 'let kept = []; for (let i = 0; i < 3e6; i++) { kept.push([i]); if (kept.length > 1e5) kept = [] }'
  const tell =
    "require('v8').getHeapSpaceStatistics().find((one) => one.space_name === 'new_space').physical_space_size"
  const { stdout } = spawnSync(process.execPath, [...nodeFlags, '-p', `${churn}; ${tell}`], { encoding: 'utf8' })
  expect(Number(stdout)).toBeGreaterThan(0)
  // Twice the size of a half, and one more while it is cleared.
  expect(Number(stdout)).toBeLessThanOrEqual(3 * 8 * 2 ** 20)
})
