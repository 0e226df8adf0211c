// npm run check: everything about the code that needs no test to run. All steps run; the exit code says if all held.
import { bootstrap, run } from './bootstrap.mjs'
import { addressesInLockFile, dumpIsStale } from './checks.mjs'

await bootstrap()
// Without a terminal (CI) colours are only noise between the letters.
const colours = `--colors=${process.stdout.isTTY ? 'force' : 'off'}`

/** What is checked, by which program; each answers with an exit code. */
const steps = {
  'format and lint (biome)': () => run('biome', ['ci', colours, '.']),
  'types (tsc)': () => run('tsc', ['-p', 'tsconfig.json']),
  'types of the web app (tsc)': () => run('tsc', ['-p', 'packages/web/tsconfig.json']),
  'rules of direction (dependency-cruiser)': () =>
    run('depcruise', ['--config', '.dependency-cruiser.cjs', 'packages']),
  'package-lock.json without addresses': addressesInLockFile,
  'schema.sql is what the migrations make': dumpIsStale,
  'openapi.json and the client are what the routes say': () => run(process.execPath, ['scripts/api.mjs', '--check']),
}

const failed = []
for (const [name, step] of Object.entries(steps)) {
  const began = Date.now()
  const code = await step()
  if (code !== 0) failed.push(name)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name}  ${((Date.now() - began) / 1000).toFixed(1)} s`)
}
if (failed.length > 0) console.error(`\nNot in order: ${failed.join('; ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
