import type { Person, Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { storeMaps } from './attention.ts'
import { type Claim, claimStudy } from './claim.ts'
import { failRun } from './fail.ts'
import { finishRun } from './finish.ts'
import { readStudy } from './read.ts'
import { endOf } from './result.ts'
import { arrive, newSiteWithModel, picture, runsOf, statusOf } from './testing/study.ts'

let site: Site
let patient: Person
beforeAll(async () => {
  site = await newSiteWithModel()
  patient = await site.person('patient')
  await site.runJobs() // makes the model known
})
afterAll(() => site[Symbol.asyncDispose]())

const arrived = async () => arrive(site, { patient, images: [await picture('high')] })
async function claimed(reportId: string): Promise<Claim> {
  const claim = await claimStudy(site.workerApp, { reportId, kind: 'first' })
  if (!claim) throw new Error('there was nothing to claim')
  return claim
}

/** Everything a worker does after its claim, up to the last transaction. */
async function finish(claim: Claim) {
  if (!('model' in claim.work)) throw new Error('a model was to be chosen')
  const { model_id: modelId, version } = claim.work.model
  const { reading, confidenceThreshold } = await readStudy(site.workerApp, claim.work)
  const maps = await storeMaps(site.workerApp.objects, reading)
  return finishRun(site.workerApp, claim, {
    end: endOf(reading),
    model: { modelId, version, confidenceThreshold, maps },
  })
}

test('a worker back from the dead changes nothing: the newest claim alone may finish', async () => {
  const reportId = await arrived()
  const dead = await claimed(reportId)
  const alive = await claimed(reportId)
  expect(await finish(dead)).toBe('stale')
  expect(await statusOf(site, reportId)).toEqual({ status: 'analyzing', risk_score: null })
  expect(await finish(alive)).toBe('adopted')
  expect(await finish(alive)).toBe('stale') // nor twice
  expect(await finish(dead)).toBe('stale')
  expect(await runsOf(site, reportId)).toEqual([
    { outcome: 'lost', reason: 'worker-lost', is_adopted: false, kind: 'first' },
    { outcome: 'read', reason: null, is_adopted: true, kind: 'first' },
  ])
})

test('nor does its failure push the study back', async () => {
  const reportId = await arrived()
  const dead = await claimed(reportId)
  const alive = await claimed(reportId)
  await failRun(site.workerApp, dead, new Error('boom'), true)
  expect(await statusOf(site, reportId)).toMatchObject({ status: 'analyzing' })
  expect(await finish(alive)).toBe('adopted')
  await failRun(site.workerApp, dead, new Error('boom'), false)
  expect(await statusOf(site, reportId)).toEqual({ status: 'analyzed', risk_score: 'high' })
})

test('ten claims that finish at once leave one adopted result', async () => {
  const reportId = await arrived()
  const claims: Claim[] = []
  for (let i = 0; i < 10; i++) claims.push(await claimed(reportId))
  const ends = await Promise.all(claims.map(finish))
  expect(ends.filter((end) => end === 'adopted')).toHaveLength(1)
  expect((await runsOf(site, reportId)).filter((run) => run.is_adopted)).toHaveLength(1)
})

test('a study that a doctor signed meanwhile keeps the result as a run and adopts nothing', async () => {
  const reportId = await arrived()
  const claim = await claimed(reportId)
  // The doctor's two steps, and the signature, without closing the run: the case that the fence alone would miss.
  for (const status of ['analyzed', 'reviewed']) {
    await site.admin.query('update medical_reports set status = $2 where report_id = $1', [reportId, status])
  }
  expect(await finish(claim)).toBe('kept')
  expect(await runsOf(site, reportId)).toEqual([{ outcome: 'read', reason: null, is_adopted: false, kind: 'first' }])
  expect(await statusOf(site, reportId)).toEqual({ status: 'reviewed', risk_score: null })
})

test('a model suspended while it reads has read nothing', async () => {
  const reportId = await arrived()
  const claim = await claimed(reportId)
  await site.admin.query(`update ai_models set state = 'suspended', is_active = false`)
  expect(await finish(claim)).toBe('adopted')
  expect(await statusOf(site, reportId)).toEqual({ status: 'analyzed', risk_score: null })
  expect(await runsOf(site, reportId)).toMatchObject([{ outcome: 'out_of_scope', reason: 'model_suspended' }])
})
