/**
 * security.md 8, seen on the real program: studies are uploaded while the API and the worker are killed (SIGKILL) again and
 * again. In the end nothing acknowledged may be missing, each study has exactly one adopted analysis, and the queue is empty.
 *
 *   node e2e/kill-nine.ts [--uploads 100] [--kills 10] [--models FOLDER] [--json]
 *
 * Needs TEST_DATA or ../shared/data beside the checkout. Takes about three minutes: a job whose worker was killed waits up to 77 s.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbedded } from '@firstread/database'
import pg from 'pg'
import { Program } from './kill-nine-program.ts'
import { Uploader } from './kill-nine-upload.ts'

const { values: options } = parseArgs({
  options: {
    uploads: { type: 'string', default: '100' },
    kills: { type: 'string', default: '10' },
    models: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const uploads = Number(options.uploads)
const kills = Number(options.kills)
const root = resolve(import.meta.dirname, '..')
const data = process.env.TEST_DATA ?? resolve(root, '../shared/data')
const folder = join(data, 'chest-xray/train/normal')
if (!existsSync(folder)) throw new Error('No test data: set TEST_DATA')

const say = (line: string) => process.stderr.write(`${line}\n`)
const home = await mkdtemp(join(tmpdir(), 'firstread-kill-'))
const database = await startEmbedded({ ephemeral: true })
const env = {
  DATABASE_URL: database.url,
  FIRSTREAD_HOME: home,
  ...(options.models ? { FIRSTREAD_MODELS: resolve(options.models) } : {}),
}
const api = new Program(['serve'], env)
const worker = new Program(['worker'], env)
const admin = new pg.Client({ connectionString: database.url })

try {
  await api.start()
  await worker.start()
  await admin.connect()
  const uploader = await Uploader.make(api, env)
  const files = (await readdir(folder)).sort().slice(0, uploads)

  const victims = Array.from({ length: kills }, (_, i) => ({
    at: Math.floor(((i + 0.5) * uploads) / kills),
    who: i % 2 === 0 ? worker : api,
  }))
  const began = Date.now()
  const queue = files.map((name, i) => ({ name, i }))
  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const victim = victims.find(({ at }) => at === next.i)
      const sent = uploader.send(next.i, await readFile(join(folder, next.name)))
      // Somewhere between the first byte and the adopted result; each kill finds another moment.
      const killed = victim && pause(Math.random() * 600).then(() => victim.who.killAndRestart())
      if (victim) say(`upload ${next.i}: kill ${victim.who.name}`)
      await Promise.all([sent, killed])
    }
  }
  await Promise.all([lane(), lane(), lane()])
  const lastUpload = Date.now()
  await drain()
  const report = { ...(await judge(uploader)), uploadMs: lastUpload - began, drainMs: Date.now() - lastUpload }
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : `${JSON.stringify(report, null, 2)}\n`)
  if (report.problems.length > 0) process.exitCode = 1
} finally {
  await admin.end().catch(() => undefined)
  await api.stop()
  await worker.stop()
  await database.stop()
  await rm(home, { recursive: true, force: true })
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}

async function drain(): Promise<void> {
  for (const end = Date.now() + 240_000; ; await pause(500)) {
    const { rows } = await admin.query(
      `select count(*)::int as n from graphile_worker.jobs where task_identifier = 'analyze_study'`,
    )
    if (rows[0].n === 0) return
    if (Date.now() > end) throw new Error(`the queue does not drain: ${rows[0].n} left`)
  }
}

/** Compares what was acknowledged with what is there. */
async function judge(uploader: Uploader) {
  const problems: string[] = []
  for (const { reportId, imageId, sha256 } of uploader.acknowledged.values()) {
    const { rows } = await admin.query(
      `select r.status, (select count(*)::int from analysis_runs a where a.report_id = r.report_id and a.is_adopted) as adopted
       from medical_reports r where r.report_id = $1`,
      [reportId],
    )
    if (!rows[0]) problems.push(`${reportId} was acknowledged and is missing`)
    else if (rows[0].adopted !== 1) problems.push(`${reportId} has ${rows[0].adopted} adopted analyses`)
    else if (rows[0].status !== 'analyzed') problems.push(`${reportId} is ${rows[0].status}`)
    const bytes = await uploader.original(reportId, imageId)
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) problems.push(`${reportId} has other bytes`)
  }
  const { rows } = await admin.query(
    `select (select count(*)::int from medical_reports) as reports, (select count(*)::int from ai_analysis) as analyses,
       (select count(*)::int from analysis_runs where outcome = 'lost') as "lostRuns",
       (select count(*)::int from analysis_runs where is_adopted and outcome = 'read') as read,
       (select count(*)::int from analysis_runs where is_adopted and outcome = 'failed') as failed`,
  )
  if (rows[0].reports !== uploader.acknowledged.size) {
    problems.push(`${rows[0].reports} reports for ${uploader.acknowledged.size} uploads`)
  }
  const killed = { api: api.kills, worker: worker.kills }
  return { acknowledged: uploader.acknowledged.size, killed, repeats: uploader.repeats, ...rows[0], problems }
}
