import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './bootstrap.mjs'

const vitest = "import { beforeAll, describe, expect, test } from 'vitest'\n"

/** What a test file says, the last line that `npm test` has to end with, and whether it is a success. */
const runs = {
  'two pass, one is skipped': [
    "test('a', () => expect(1).toBe(1)); test('b', () => expect(2).toBe(2)); test.skip('c', () => {})",
    '2 passed, 0 failed, 1 skipped',
    true,
  ],
  'one fails': [
    "test('a', () => expect(1).toBe(1)); test('b', () => expect(1).toBe(2))",
    '1 passed, 1 failed, 0 skipped',
    false,
  ],
  'the file cannot be loaded': ["import './nowhere.js'", '0 passed, 1 failed, 0 skipped', false],
  'a hook throws before the tests': [
    "describe('x', () => { beforeAll(() => { throw new Error('no') }); test('a', () => {}) })",
    '0 passed, 1 failed, 1 skipped',
    false,
  ],
  'a promise is forgotten and rejects': [
    "test('a', async () => { Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 50)) })",
    '1 passed, 1 failed, 0 skipped',
    false,
  ],
  'everything is skipped': ["test.skip('a', () => {})", '0 passed, 0 failed, 1 skipped', false],
}

for (const [name, [text, lastLine, isSuccess]] of Object.entries(runs)) {
  test(`when ${name}, npm test ends with "${lastLine}"`, () => {
    const { status, stdout } = runTests(text)
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(lastLine)
    expect(status === 0).toBe(isSuccess)
  })
}

function runTests(text) {
  const folder = mkdtempSync(join(tmpdir(), 'firstread-count-test-'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'vitest.config.mjs'), 'export default {}\n')
  writeFileSync(join(folder, 'a.test.mjs'), vitest + text)
  const args = ['scripts/test.mjs', '--root', folder, '--config', join(folder, 'vitest.config.mjs')]
  // Not this run's: a Vitest that believes itself a child of another one behaves otherwise.
  const { VITEST, VITEST_MODE, VITEST_POOL_ID, VITEST_WORKER_ID, FIRSTREAD_TEST_COUNT, ...env } = process.env
  const result = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  return result
}
