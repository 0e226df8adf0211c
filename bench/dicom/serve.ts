/** A Firstread for the benchmarks: the API without the worker, and one peer that may store, query and retrieve. */
import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { migrate, resolveDatabase } from '@firstread/database'
import { type Keys, loadKeys, readConfig, serve } from '@firstread/server'
import pg from 'pg'

/** AE titles that pair.mjs and dcmtk call themselves by; DIMSE is plain here, from loopback only. */
const callers = ['BENCH', 'STORESCU', 'FINDSCU', 'GETSCU', 'MOVESCU']

async function admit(adminUrl: string, keys: Keys, token: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  for (const aeTitle of callers) {
    const known = await client.query('select 1 from dicom_peers where ae_title = $1', [aeTitle])
    if (known.rowCount) continue
    const peer = { ae_title: aeTitle, operations: ['store', 'query', 'retrieve'], sees: 'all', allow_plain: true }
    const made = await client.query('select app.add_peer($1) as id', [JSON.stringify(peer)])
    const set = (kind: string, mac: string) =>
      client.query('select auth.set_peer_credentials($1, $2, $3)', [made.rows[0].id, kind, [mac]])
    await set('ae_title', keys.peerMac('ae_title', aeTitle))
    if (aeTitle === callers[0]) await set('token', keys.peerMac('token', token))
  }
  await client.end()
}

const config = readConfig()
await mkdir(config.FIRSTREAD_HOME, { recursive: true, mode: 0o700 })
const keys = await loadKeys(config)
const database = await resolveDatabase({ ...process.env, FIRSTREAD_HOME: config.FIRSTREAD_HOME })
await migrate(database.url, { rootKey: keys.root })
await admit(database.url, keys, readFileSync(process.env.BENCH_TOKEN_FILE ?? '', 'utf8'))
const running = await serve({ config, keys, adminUrl: database.url, api: true, worker: false })
process.stdout.write(`Firstread serves ${running.url}\n`)
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, async () => {
    await running.stop()
    await database.stop()
    process.exit(0)
  })
