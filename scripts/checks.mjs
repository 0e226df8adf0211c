import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './bootstrap.mjs'

/** A lock file with download addresses would tie every install to one registry. */
export async function addressesInLockFile() {
  const lines = readFileSync(join(root, 'package-lock.json'), 'utf8').split('\n')
  const found = lines.flatMap((line, index) => (/"resolved": "(?!packages\/)/.test(line) ? [index + 1] : []))
  if (found.length > 0) console.error(`package-lock.json has addresses in lines ${found.slice(0, 10).join(', ')} …`)
  return found.length === 0 ? 0 : 1
}

/** Makes the dump anew and compares; the committed one is put back, so that a check changes nothing. */
export async function dumpIsStale() {
  const path = join(root, 'packages/database/schema.sql')
  if (!existsSync(path)) return 0
  const committed = readFileSync(path, 'utf8')
  const code = await writeDump()
  const current = readFileSync(path, 'utf8')
  writeFileSync(path, committed)
  if (code === 0 && current !== committed) console.error('schema.sql is stale: run `npm run schema` and commit it.')
  return code || (current === committed ? 0 : 1)
}

/** Writes packages/database/schema.sql from the migrations. */
export function writeDump() {
  return run(process.execPath, ['packages/database/src/dump.ts'])
}
