import type { Person, Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { arrive, newSiteWithModel, picture, skipBackoff } from '../analysis/testing/study.ts'

let site: Site
let modelId: string
let doctor: Person
let tech: Person
let patient: Person
let radiologist: Person

beforeAll(async () => {
  site = await newSiteWithModel()
  doctor = await site.person('doctor')
  tech = await site.person('tech')
  patient = await site.person('patient')
  radiologist = await site.person('radiologist')
  await site.runJobs()
  modelId = (await tech.get('/models')).body.items[0].modelId
})
afterAll(() => site[Symbol.asyncDispose]())

type Risk = 'low' | 'medium' | 'high'

/** One study the whole way: read as `said`, signed as `truth`. */
async function reviewed(said: Risk, truth: Risk, seed: number): Promise<void> {
  const reportId = await arrive(site, { patient, radiologist, images: [await picture(said, seed)] })
  await site.runJobs()
  const draft = await doctor.post(`/reports/${reportId}/reviews`, {
    doctorRiskAssessment: truth,
    urgencyLevel: 'routine',
  })
  expect(draft.status).toBe(201)
  const signed = await doctor.post(`/reviews/${draft.body.reviewId}/sign`, {})
  expect(signed.status).toBe(200)
}

async function measured() {
  await skipBackoff(site) // signing asks for the figures a few seconds later
  await site.runJobs()
  return (await tech.get(`/models/${modelId}/metrics`)).body
}

test('before anybody has signed there are no figures', async () => {
  expect(await measured()).toEqual({ modelId, newest: null, curves: null, history: [] })
})

test('the figures follow the signatures, and are written only when something changed', async () => {
  await reviewed('high', 'high', 1) // a hit
  await reviewed('low', 'medium', 2) // a miss
  await reviewed('low', 'low', 3)
  const first = await measured()
  expect(first.newest).toMatchObject({
    source: 'reviews',
    totalPredictions: 3,
    truePositives: 1,
    falseNegatives: 1,
    trueNegatives: 1,
    falsePositives: 0,
    recall: 0.5,
    precision: 1,
    accuracy: 0.6667,
    intervals: { recall: { n: 2 }, accuracy: { n: 3 } },
    perClass: { high: { support: 1 }, medium: { support: 1, recall: 0 } },
  })
  expect(first.newest.averageProcessingTimeMs).toBeGreaterThan(0)
  expect((await measured()).history).toHaveLength(1)
  await reviewed('medium', 'low', 4) // a false alarm
  const second = await measured()
  expect(second.newest).toMatchObject({ totalPredictions: 4, falsePositives: 1, precision: 0.5 })
  expect(second.history).toHaveLength(2)
  // Rows: the doctors' low, medium, high; columns the model's. One hit, one miss, one right, one false alarm.
  expect(second.curves).toMatchObject({
    positives: 2,
    negatives: 2,
    confusion: [
      [1, 1, 0],
      [1, 0, 0],
      [0, 0, 1],
    ],
    roc: [
      { falsePositives: 0, truePositives: 0 },
      { falsePositives: 0, truePositives: 0.5 },
      { falsePositives: 0.5, truePositives: 0.5 },
      ...second.curves.roc.slice(3),
    ],
    auc: { n: 4 },
  })
  expect(second.curves.roc.at(-1)).toEqual({ falsePositives: 1, truePositives: 1 })
  expect(second.curves.reliability.reduce((sum: number, { n }: { n: number }) => sum + n, 0)).toBe(4)
})

test('figures of before there were curves are counted again, once', async () => {
  await site.admin.query('update model_metrics set curves = null')
  const tick = () => site.admin.query(`select graphile_worker.add_job('recompute_metrics')`) // as the clock does
  await tick()
  const again = await measured()
  expect(again.history).toHaveLength(3)
  expect(again.curves).toMatchObject({ positives: 2, negatives: 2 })
  await tick()
  expect((await measured()).history).toHaveLength(3)
})

test('a study that no model read counts for no model', async () => {
  const reportId = await arrive(site, {
    patient,
    radiologist,
    images: [await picture('high', 5)],
    imageType: 'ct_scan',
  })
  await site.runJobs()
  const draft = await doctor.post(`/reports/${reportId}/reviews`, {
    doctorRiskAssessment: 'high',
    urgencyLevel: 'urgent',
  })
  expect((await doctor.post(`/reviews/${draft.body.reviewId}/sign`, {})).status).toBe(200)
  expect((await measured()).newest).toMatchObject({ totalPredictions: 4 })
})

test('staff see the figures, patients do not; drift is for doctors and techs and says when it cannot tell', async () => {
  expect((await doctor.get(`/models/${modelId}/metrics`)).status).toBe(200)
  expect((await radiologist.get(`/models/${modelId}/metrics`)).status).toBe(200)
  expect((await patient.get(`/models/${modelId}/metrics`)).status).toBe(403)
  const drift = await tech.get(`/models/${modelId}/drift`)
  expect(drift.body).toMatchObject({ verdict: 'too-few', baseline: { n: 4 }, current: { n: 0 } })
  expect((await radiologist.get(`/models/${modelId}/drift`)).status).toBe(403)
  expect((await tech.get('/models/00000000-0000-4000-8000-000000000000/metrics')).status).toBe(404)
})

test("the clock's jobs run: partitions, due times, and sweeping what has had its time", async () => {
  await site.admin.query(`update events set created_at = now() - interval '2 days'`)
  const before = await site.admin.query('select count(*)::int as n from events')
  expect(before.rows[0].n).toBeGreaterThan(0)
  for (const task of ['make_partitions', 'recompute_due', 'sweep']) {
    await site.admin.query('select graphile_worker.add_job($1, max_attempts => 1)', [task])
  }
  await site.runJobs()
  expect((await site.admin.query('select count(*)::int as n from events')).rows[0].n).toBe(0)
  expect((await site.admin.query('select * from graphile_worker.jobs')).rows).toEqual([])
})
