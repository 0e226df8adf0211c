/**
 * Writes what `pair.mjs` of the shared benchmarks needs to start, measure, kill and wipe Firstread:
 * `node bench/dicom/target.ts DIR [--port 8180] [--dimse 11180] [--name firstread]`. Starts nothing.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { compileCache, nodeFlags } from '../../scripts/node-flags.mjs'

const options = { port: { type: 'string' }, dimse: { type: 'string' }, name: { type: 'string' } } as const
const { positionals, values } = parseArgs({ allowPositionals: true, options })
const dir = resolve(positionals[0] ?? 'firstread-bench')
const port = values.port ?? '8180'
const dimsePort = Number(values.dimse ?? '11180')
const home = join(dir, 'home')
mkdirSync(home, { recursive: true, mode: 0o700 })

/** The peer's token outlives a reset, as its target file does. */
function tokenOf(file: string): string {
  if (!existsSync(file)) writeFileSync(file, `frp_${randomBytes(32).toString('base64url')}`, { mode: 0o600 })
  return readFileSync(file, 'utf8')
}
const tokenFile = join(dir, 'token')
const postgres = join(home, 'postgres')
const target = {
  name: values.name ?? 'firstread',
  base: `http://127.0.0.1:${port}`,
  dicomweb: '/dicom-web',
  headers: { authorization: `Bearer ${tokenOf(tokenFile)}` },
  aet: 'FIRSTREAD',
  dimsePort,
  ready: '/readyz',
  start: {
    cmd: process.execPath,
    args: [...nodeFlags, resolve(import.meta.dirname, 'serve.ts')],
    env: {
      FIRSTREAD_HOME: home,
      NODE_COMPILE_CACHE: resolve(import.meta.dirname, '../..', compileCache),
      PORT: port,
      DICOM_PORT: String(dimsePort),
      BENCH_TOKEN_FILE: tokenFile,
      LOG_LEVEL: 'warn',
    },
    log: join(dir, 'log'),
  },
  // Its database is a child of the process, and counted with it: dbPidFile would count it twice.
  // The key stays; on some machines the database is a link to a folder that PostgreSQL's account can reach.
  reset: `rm -rf "$(readlink -f ${postgres}/pgdata)" ${postgres} ${home}/objects`,
  diskBytes: `du -s -B1 ${home}/objects | cut -f1; du -sL -B1 ${postgres}/pgdata | cut -f1`,
}
writeFileSync(join(dir, 'target.json'), JSON.stringify(target, null, 1), { mode: 0o600 })
process.stdout.write(`${join(dir, 'target.json')}\n`)
