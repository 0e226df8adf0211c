/**
 * Uploads while API and worker are killed (node bench/durability/run.ts [--uploads 100] [--kills 10]): nothing that was
 * acknowledged may be missing or changed, each study has exactly one adopted run, the queue drains. Exit code 1 otherwise.
 */
import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbedded } from '@firstread/database'
import { check } from './check.ts'
import { Part } from './part.ts'
import { makePeople } from './people.ts'
import { upload } from './upload.ts'

const { values } = parseArgs({
  options: { uploads: { type: 'string', default: '100' }, kills: { type: 'string', default: '10' } },
})
const [uploads, kills] = [Number(values.uploads), Number(values.kills)]
const testData = process.env.TEST_DATA ?? resolve(import.meta.dirname, '../../../shared/data')
const folder = join(testData, 'chest-xray/train/bacterial')
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.jpeg'))
  .sort()
  .slice(0, uploads)
  .map((name) => join(folder, name))
if (files.length < uploads) throw new Error(`${folder} holds ${files.length} films, not ${uploads} (set TEST_DATA)`)

const home = await mkdtemp(join(tmpdir(), 'firstread-durability-'))
// The database lives in this process's care and is flushed as in production; only API and worker are killed.
const database = await startEmbedded({ dataDir: join(home, 'postgres') })
const env = { FIRSTREAD_HOME: home, DATABASE_URL: database.url, PORT: '18733', LOG_LEVEL: 'error' }
const api = new Part('serve', env)
const worker = new Part('worker', env)
// However this ends, nothing of it stays behind.
process.on('exit', () => {
  for (const part of [api, worker]) part.killNow()
})
await api.start()
await worker.start()
const people = await makePeople(home, database.url, 'http://127.0.0.1:18733')

let done = 0
let killed = 0
/** So many may be begun before the next kill: four more than it waits for, so that it always hits some on their way. */
const allowed = () => (killed === kills ? uploads : ((killed + 1) * uploads) / (kills + 1) + 4)
let begun = 0
const stored: { file: string; reportId: string }[] = []
const waiting = files.values()
const client = async () => {
  for (const file of waiting) {
    while (begun >= allowed()) await new Promise((next) => setTimeout(next, 10))
    begun += 1
    stored.push({ file, reportId: await upload(people, file) })
    done += 1
  }
}
/** Kills API and worker in turn, evenly spread over the uploads. */
const killer = async () => {
  for (let kill = 1; kill <= kills; kill++) {
    while (done < (kill * uploads) / (kills + 1)) await new Promise((next) => setTimeout(next, 20))
    const part = kill % 2 ? api : worker
    await part.killAndRestart()
    killed = kill
    console.log(`killed ${part.name} (${kill} of ${kills}) after ${done} uploads`)
  }
}
const began = Date.now()
await Promise.all([...Array.from({ length: 4 }, client), killer()])
console.log(`${done} uploads acknowledged in ${Math.round((Date.now() - began) / 1000)} s; waiting for the queue`)
const faults = await check({ people, stored, databaseUrl: database.url })
console.log(
  faults.length === 0
    ? `${stored.length} studies: all there, unchanged, one adopted run each, the queue is empty`
    : faults.join('\n'),
)
await Promise.all([api.stop(), worker.stop()])
await database.stop()
await rm(home, { recursive: true, force: true })
process.exitCode = faults.length === 0 ? 0 : 1
