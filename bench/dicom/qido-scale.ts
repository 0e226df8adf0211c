/**
 * QIDO-RS as the archive grows (node bench/dicom/qido-scale.ts [--studies 20000] [--rounds 200] [--plans FILE]): p50 and p95
 * over HTTP for each shape of query, as a doctor, as the radiologist who uploaded half of it and as one of 199 others.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { actAsNobody, migrate, openDatabase, startEmbedded, urlAs } from '@firstread/database'
import { keysFrom } from '@firstread/server'
import { sql } from 'kysely'
import pg from 'pg'
import { openExplained, workOf } from './qido-plans.ts'
import { shapes } from './qido-shapes.ts'

const { values } = parseArgs({
  options: {
    studies: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '200' },
    only: { type: 'string', default: '' },
    plans: { type: 'string' },
    hold: { type: 'boolean', default: false },
  },
})
const [studies, rounds] = [Number(values.studies), Number(values.rounds)]
const rootKey = Buffer.alloc(32, 'bench')
const server = await startEmbedded({ ephemeral: true })
await migrate(server.url, { rootKey })
const admin = new pg.Client({ connectionString: server.url })
await admin.connect()
const began = Date.now()
const fill = (await readFile(new URL('./fill.sql', import.meta.url), 'utf8')).replaceAll('$studies$', String(studies))
for (const statement of fill.split(/;\s*\n/).filter((part) => part.trim())) await admin.query(statement)
await admin.query('vacuum analyze')
console.log(`${studies} studies filled in ${Math.round((Date.now() - began) / 1000)} s`)

const keys = keysFrom(rootKey)
const db = openDatabase({ url: urlAs(server.url, 'fr_api', rootKey), max: 2 })
const callers = { doctor: 1, 'half of it': 101, 'one of 200': 150 }
const tokens = new Map<string, string>()
for (const [name, user] of Object.entries(callers)) {
  const token = Buffer.alloc(32, name).toString('base64url')
  const mac = keys.tokenMac(token)
  await actAsNobody(db, { ip: '127.0.0.1' }, (tx) =>
    sql`select * from auth.open_session(md5(${`user${user}`})::uuid, '127.0.0.1', ${mac}, ${`r${mac}`.slice(0, 128)}, 'bench', '{}')`.execute(
      tx,
    ),
  )
  tokens.set(name, token)
}
await db.destroy()
const explained = openExplained(urlAs(server.url, 'fr_api', rootKey))

const api: ChildProcess = spawn(process.execPath, [new URL('./qido-serve.ts', import.meta.url).pathname, server.url], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const [port] = (await once(createInterface({ input: api.stdout as NodeJS.ReadableStream }), 'line')) as [string]
const agent = new Agent({ keepAlive: true, maxSockets: 1 })

function ask(path: string, token: string): Promise<{ ms: number; status: number; results: number }> {
  return new Promise((resolve, reject) => {
    const sent = performance.now()
    const options = {
      agent,
      port,
      path: `/dicom-web${path}`,
      headers: { authorization: `Bearer ${token}`, accept: 'application/dicom+json' },
    }
    get(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const ms = performance.now() - sent
        const body = Buffer.concat(chunks).toString()
        const results = response.statusCode === 200 ? JSON.parse(body).length : Number.NaN
        if (response.statusCode !== 200 && response.statusCode !== 413)
          reject(new Error(`${path}: ${response.statusCode} ${body.slice(0, 300)}`))
        resolve({ ms, status: response.statusCode ?? 0, results })
      })
    }).on('error', reject)
  })
}

/** Seconds of CPU that the API and its database sessions have used: the figure that other load on the machine moves least. */
async function cpuSeconds(): Promise<number> {
  const { rows } = await admin.query("select pid from pg_stat_activity where usename = 'fr_api'")
  const pids = [api.pid ?? 0, ...rows.map((row) => Number(row.pid))]
  const ticks = pids.map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return Number(fields[11]) + Number(fields[12])
  })
  return ticks.reduce((sum, one) => sum + one, 0) / 100
}

const at = (sorted: number[], share: number) =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2)
const table: Record<string, Record<string, string | number>> = {}
for (const [name, token] of tokens) {
  for (const [shape, pathOf] of Object.entries(shapes(studies))) {
    if (!shape.includes(values.only)) continue
    const times: number[] = []
    let results = 0
    let refused = 0
    let cpu = 0
    for (let i = -20; i < rounds; i++) {
      const { ms, status, results: n } = await ask(pathOf(i), token)
      if (i === -1) cpu = await cpuSeconds()
      if (i < 0) continue
      times.push(ms)
      if (status === 200) results += n
      else refused++
    }
    times.sort((a, b) => a - b)
    const { ms, pages } = await workOf(explained, { tokenMac: keys.tokenMac(token), ip: '127.0.0.1' }, pathOf(7))
    table[`${name}: ${shape}`] = {
      p50: at(times, 0.5),
      p95: at(times, 0.95),
      'CPU ms': Number(((((await cpuSeconds()) - cpu) * 1000) / rounds).toFixed(1)),
      'database ms': Number(ms.toFixed(2)),
      pages,
      results: Math.round(results / rounds),
      refused,
    }
  }
}
console.table(table)
if (values.plans) await writeFile(values.plans, JSON.stringify(table, null, 1))
if (values.hold) {
  console.log(server.url)
  await once(process, 'SIGTERM')
}
agent.destroy()
await explained.destroy()
api.kill()
await admin.end()
await server.stop()
