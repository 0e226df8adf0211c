import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './bootstrap.mjs'

/** A lock file with download addresses would tie every install to one registry. */
export async function addressesInLockFile() {
  const lines = readFileSync(join(root, 'package-lock.json'), 'utf8').split('\n')
  const found = lines.flatMap((line, index) => (/"resolved": "(?!packages\/)/.test(line) ? [index + 1] : []))
  if (found.length > 0) console.error(`package-lock.json has addresses in lines ${found.slice(0, 10).join(', ')} …`)
  return found.length === 0 ? 0 : 1
}

/** Migrates an empty database and compares what came of it with the committed schema.sql and types. */
export async function dumpIsStale() {
  if (!existsSync(join(root, 'packages/database/schema.sql'))) return 0
  if (process.env.CI || hasPgDump()) return run(process.execPath, ['packages/database/src/dump.ts', '--check'])
  console.error('Not compared: there is no pg_dump here (Debian: postgresql-client-15). CI compares it.')
  return 0
}

function hasPgDump() {
  return spawnSync('pg_dump', ['--version']).status === 0
}
