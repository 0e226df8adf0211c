import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './bootstrap.mjs'
import { compileCache, nodeFlags } from './node-flags.mjs'

const command = join(root, 'packages/cli/bin/firstread.mjs')

test('the command runs under the flags that npm start gives', () => {
  const [first] = readFileSync(command, 'utf8').split('\n')
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

test('the command loads the stripper of types at its first start only', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firstread-cache-'))
  const spy = join(folder, 'spy.cjs')
  writeFileSync(
    spy,
    "process.on('exit', () => console.log(process.moduleLoadList.some((name) => name.includes('amaro'))))",
  )
  const start = () => {
    const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'cache') }
    return spawnSync(process.execPath, ['--require', spy, command, '--help'], { encoding: 'utf8', env }).stdout
  }
  const [first, second] = [start(), start()]
  rmSync(folder, { recursive: true, force: true })
  expect(first).toMatch(/Usage: firstread[\s\S]*true\n$/)
  expect(second).toMatch(/Usage: firstread[\s\S]*false\n$/)
})

test('without being told it keeps them in the checkout', () => {
  const env = { ...process.env }
  delete env.NODE_COMPILE_CACHE
  const { stdout } = spawnSync(process.execPath, [command, '--help'], { encoding: 'utf8', env })
  expect(stdout).toContain('Usage: firstread')
  expect(existsSync(join(root, compileCache))).toBe(true)
})
