// npm test: every test, or those that the arguments name. Its last line is alone: N passed, N failed, N skipped
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootstrap, root, run } from './bootstrap.mjs'

await bootstrap()
const folder = mkdtempSync(join(tmpdir(), 'firstread-count-'))
const count = join(folder, 'count.json')
const reporters = ['--reporter=default', `--reporter=${join(root, 'scripts/count-reporter.mjs')}`]
const code = await run(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...process.argv.slice(2)],
  {
    env: { ...process.env, FIRSTREAD_TEST_COUNT: count },
  },
)
const { passed, failed, skipped } = readCount()
rmSync(folder, { recursive: true, force: true })
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
// Nothing run is nothing proven.
process.exitCode = code || (failed > 0 || passed === 0 ? 1 : 0)

/** What the reporter wrote; a run that died before it could is one failure. */
function readCount() {
  try {
    return JSON.parse(readFileSync(count, 'utf8'))
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}
