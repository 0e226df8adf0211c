import type { Person, Site } from '@firstread/testing'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Killable, startKillable, until } from './testing/killable.ts'
import { arrive, newSiteWithModel, picture, runsOf, statusOf } from './testing/study.ts'

/** security.md 8: a worker may be killed at any moment, and each study still gets exactly one adopted analysis. */
let site: Site & { models: string }
let patient: Person
let holder: pg.Client
let worker: Killable

beforeAll(async () => {
  site = await newSiteWithModel()
  patient = await site.person('patient')
})
afterAll(() => site[Symbol.asyncDispose]())

beforeEach(async () => {
  holder = new pg.Client({ connectionString: site.adminUrl })
  await holder.connect()
  worker = await startKillable(site)
  await arrived() // so that the model's reader is warm; each test waits until the queue is empty
})
afterEach(async () => {
  await holder.end()
  await worker.kill()
})

const arrived = async (seed = 0) => arrive(site, { patient, images: [await picture('high', seed)] })

/** Nobody writes to the table until the transaction ends: a worker that comes there stands still. */
async function hold(table: string): Promise<() => Promise<void>> {
  await holder.query('begin')
  await holder.query(`lock table ${table} in share mode`)
  return async () => void (await holder.query('commit'))
}

const someoneWaitsFor = (table: string) =>
  until(
    async () =>
      (
        await site.admin.query(
          `select count(*)::int as n from pg_locks where not granted and relation = $1::regclass
             and database = (select oid from pg_database where datname = current_database())`,
          [table],
        )
      ).rows[0].n,
    (n) => n > 0,
  )

async function drained(): Promise<void> {
  await until(
    async () =>
      (
        await site.admin.query('select count(*)::int as n from graphile_worker.jobs where task_identifier = $1', [
          'analyze_study',
        ])
      ).rows[0].n,
    (n) => n === 0,
    40_000,
  )
}

async function survives(reportId: string, lost: number): Promise<void> {
  worker = await startKillable(site)
  await drained()
  expect(await statusOf(site, reportId)).toEqual({ status: 'analyzed', risk_score: 'high' })
  const runs = await runsOf(site, reportId)
  expect(runs.filter((run) => run.is_adopted)).toHaveLength(1)
  expect(runs.filter((run) => run.outcome === 'lost')).toHaveLength(lost)
  const { rows } = await site.admin.query('select count(*)::int as n from ai_analysis where report_id = $1', [reportId])
  expect(rows[0].n).toBe(1)
}

test('killed while it claims: the claim never was', async () => {
  await drained()
  const release = await hold('analysis_runs')
  const reportId = await arrived(1)
  await someoneWaitsFor('analysis_runs')
  await worker.kill()
  await release()
  expect(await statusOf(site, reportId)).toMatchObject({ status: 'pending' })
  await survives(reportId, 0)
})

test('killed while it reads: the run is lost and the study is read by the next', async () => {
  await drained()
  worker.freezeReaders()
  const reportId = await arrived(2)
  await until(
    () => runsOf(site, reportId),
    (runs) => runs.length === 1,
  )
  await worker.kill()
  expect(await statusOf(site, reportId)).toMatchObject({ status: 'analyzing' })
  await survives(reportId, 1)
})

test('killed while it adopts: half a result is none', async () => {
  await drained()
  const release = await hold('ai_analysis')
  const reportId = await arrived(3)
  await someoneWaitsFor('ai_analysis')
  await worker.kill()
  await release()
  expect(await statusOf(site, reportId)).toMatchObject({ status: 'analyzing', risk_score: null })
  await survives(reportId, 1)
})

test('killed after it adopted, before the queue knew: the repeat finds nothing to do', async () => {
  await drained()
  const release = await hold('ai_analysis')
  const reportId = await arrived(4)
  await someoneWaitsFor('ai_analysis')
  const queue = new pg.Client({ connectionString: site.adminUrl })
  await queue.connect()
  // Only its own job: adopting adds the next one in the same transaction.
  await queue.query('begin')
  await queue.query('select 1 from graphile_worker._private_jobs where key = $1 for update', [`analyze:${reportId}`])
  await release()
  await until(
    () => statusOf(site, reportId),
    ({ status }) => status === 'analyzed',
  )
  await worker.kill()
  await queue.end()
  await survives(reportId, 0)
})

test('told to stop while it reads: it exits with 0 in time and gives the job back without charging the attempt', async () => {
  await drained()
  worker.freezeReaders()
  const reportId = await arrived(5)
  await until(
    () => runsOf(site, reportId),
    (runs) => runs.length === 1,
  )
  const { code, ms } = await worker.stop()
  expect(code).toBe(0)
  expect(ms).toBeLessThan(5000) // patience of this worker: 1 s
  const { rows } = await site.admin.query(
    `select attempts, locked_by from graphile_worker.jobs where task_identifier = 'analyze_study'`,
  )
  expect(rows).toEqual([{ attempts: 0, locked_by: null }])
  await survives(reportId, 1)
})

test('killed on its third attempt: the dead job cannot say so, and the study reaches the doctors unread all the same', async () => {
  await drained()
  const release = await hold('ai_analysis')
  const reportId = await arrived(6)
  await someoneWaitsFor('ai_analysis')
  await site.admin.query(`update graphile_worker._private_jobs set attempts = 3 where key = $1`, [
    `analyze:${reportId}`,
  ])
  await worker.kill()
  await release()
  worker = await startKillable(site)
  await until(
    async () => (await site.admin.query(`select task from jobs.dead()`)).rows.length,
    (n) => n === 1,
  )
  await site.admin.query(`select graphile_worker.add_job('close_dead_runs')`) // the clock does it each minute
  await until(
    () => statusOf(site, reportId),
    ({ status }) => status === 'analyzed',
  )
  expect(await runsOf(site, reportId)).toMatchObject([
    { outcome: 'lost' },
    { outcome: 'failed', reason: 'worker-lost', is_adopted: true },
  ])
})
