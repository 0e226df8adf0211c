import { setTimeout as sleep } from 'node:timers/promises'
import { createTestDatabase, type TestDatabase, testRootKey } from '@firstread/testing'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urlAs } from '../roles.ts'
import { drainQueue, type QueueEvent, type QueueRun, startQueue } from './index.ts'

let database: TestDatabase
let admin: pg.Client
let url: string
beforeAll(async () => {
  database = await createTestDatabase()
  url = urlAs(database.adminUrl, 'fr_worker', testRootKey)
  admin = new pg.Client({ connectionString: database.adminUrl })
  admin.on('error', () => undefined)
  await admin.connect()
})
afterAll(async () => {
  await admin.end()
  await database.drop()
})

const add = (task: string) => admin.query('select graphile_worker.add_job($1, max_attempts => 3)', [task])
const jobs = async (task: string) =>
  (
    await admin.query(
      'select attempts, locked_by, run_at <= now() as is_due from graphile_worker.jobs where task_identifier = $1',
      [task],
    )
  ).rows

async function until<T>(look: () => Promise<T> | T, wanted: (seen: T) => boolean, ms = 15_000): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const seen = await look()
    if (wanted(seen)) return seen
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(seen)}`)
    await sleep(50)
  }
}

test('a job runs once and is gone; one that fails comes back later with its attempt counted', async () => {
  const runs: string[] = []
  const tasks = {
    sound: async () => void runs.push('sound'),
    broken: async () => {
      runs.push('broken')
      throw new Error('no luck')
    },
  }
  const events: QueueEvent[] = []
  await add('sound')
  await add('broken')
  await drainQueue({ url, tasks, onEvent: (event) => events.push(event) })
  expect(runs.toSorted()).toEqual(['broken', 'sound'])
  expect(await jobs('sound')).toEqual([])
  expect(await jobs('broken')).toEqual([{ attempts: 1, locked_by: null, is_due: false }])
  expect(events).toMatchObject([{ type: 'failed', task: 'broken', attempt: 1, dead: false }])
})

test('after three attempts a job is dead, visible, and retried only by a tech', async () => {
  const attempts: number[] = []
  const tasks = {
    hopeless: async (_: unknown, run: QueueRun) => {
      attempts.push(run.attempt)
      throw new Error('never')
    },
  }
  await add('hopeless')
  for (let i = 0; i < 5; i++) {
    await admin.query(
      `update graphile_worker._private_jobs set run_at = now() where locked_at is null and attempts < 3`,
    )
    await drainQueue({ url, tasks })
  }
  expect(attempts).toEqual([1, 2, 3])
  const dead = await admin.query(`select task, attempts from jobs.dead() where task = 'hopeless'`)
  expect(dead.rows).toEqual([{ task: 'hopeless', attempts: 3 }])
  await expect(admin.query('select jobs.retry(job_id) from jobs.dead()')).rejects.toThrow('a tech retries jobs')
})

test('stopping waits for a short job and gives a long one back, due at once and without charging the attempt', async () => {
  const started: string[] = []
  let finished = 0
  const tasks = {
    short: async () => {
      started.push('short')
      await sleep(400)
      finished += 1
    },
    long: (_: unknown, { signal }: QueueRun) => {
      started.push('long')
      return new Promise<void>((done) => {
        // A job that does not listen: only the queue's own patience ends it.
        signal.addEventListener('abort', () => setTimeout(done, 5000).unref())
      })
    },
  }
  const events: QueueEvent[] = []
  const queue = await startQueue({ url, tasks, concurrency: 2, drainMs: 1000, onEvent: (event) => events.push(event) })
  await add('short')
  await add('long')
  await until(
    () => started.length,
    (n) => n === 2,
  )
  const before = Date.now()
  await queue.stop()
  expect(Date.now() - before).toBeLessThan(3000)
  expect(finished).toBe(1)
  expect(await jobs('long')).toEqual([{ attempts: 0, locked_by: null, is_due: true }])
  expect(events).toContainEqual({ type: 'given-back', jobs: 1 })
  expect(events.some(({ type }) => type === 'failed')).toBe(false)
})

test('a worker that falls silent loses its jobs to the others; one that beats keeps them', async () => {
  await add('orphan')
  await add('held')
  const lock = (task: string, worker: string) =>
    admin.query(
      `update graphile_worker._private_jobs set locked_at = now() - interval '1 hour', locked_by = $2, attempts = 1
       where task_id = (select id from graphile_worker._private_tasks where identifier = $1)`,
      [task, worker],
    )
  await lock('orphan', 'killed')
  await lock('held', 'alive')
  await admin.query(`select jobs.beat('alive')`)
  const runs: { task: string; attempt: number }[] = []
  const note =
    (task: string) =>
    async (_: unknown, { attempt }: QueueRun) =>
      void runs.push({ task, attempt })
  const tasks = { orphan: note('orphan'), held: note('held') }
  const queue = await startQueue({ url, tasks, deadAfterMs: 2000, beatMs: 200 })
  const beating = setInterval(() => void admin.query(`select jobs.beat('alive')`), 300)
  await until(
    () => runs.length,
    (n) => n > 0,
  )
  await sleep(2500)
  expect(runs).toEqual([{ task: 'orphan', attempt: 2 }])
  clearInterval(beating)
  await until(
    () => runs.length,
    (n) => n === 2,
  )
  await queue.stop()
})

// security.md 8: within a minute, on a machine that is busy with other things too.
test('a database that throws everybody out is survived', { timeout: 90_000 }, async () => {
  const runs: number[] = []
  const troubles: unknown[] = []
  const queue = await startQueue({
    url,
    tasks: { after_storm: async () => void runs.push(1) },
    beatMs: 200,
    onEvent: (event) => troubles.push(event),
  })
  for (let i = 0; i < 3; i++) {
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'fr_worker' and datname = current_database()`,
    )
    await sleep(300)
  }
  await add('after_storm')
  await until(
    () => runs.length,
    (n) => n === 1,
    60_000,
  )
  await queue.stop()
})
