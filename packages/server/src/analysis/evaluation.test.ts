import { cp, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Person, Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newSiteWithModel } from './testing/study.ts'

/** What the cross-validation of the first model wrote, as it lies in the repository. */
const real = resolve(import.meta.dirname, '../../../../models/chest-xray-triage/evaluation.json')

let site: Site & { models: string }
let doctor: Person
let path: string
let beside: string
let sha256: string

beforeAll(async () => {
  site = await newSiteWithModel()
  doctor = await site.person('doctor')
  await site.runJobs()
  const [model] = (await doctor.get('/models')).body.items
  path = `/models/${model.modelId}/evaluation`
  sha256 = model.sha256
  beside = join(site.models, 'test-brightness', 'evaluation.json')
})
afterAll(() => site[Symbol.asyncDispose]())

const asked = async () => (await doctor.get(path)).body.evaluation

test('a package that was not measured says so, one measured with another network too', async () => {
  expect(await asked()).toBeNull()
  await cp(real, beside) // of another network
  expect(await asked()).toBeNull()
  await writeFile(beside, '{ "model":')
  expect(await asked()).toBeNull()
})

test("a model's own measurement comes with every denominator", async () => {
  const written = JSON.parse(await readFile(real, 'utf8'))
  await writeFile(beside, JSON.stringify({ ...written, model: { ...written.model, sha256 } }))
  const found = await asked()
  const { metrics } = written
  const [low, medium, high] = metrics.confusion
  const right = low[0] + medium[1] + medium[2] + high[1] + high[2]
  expect(found).toMatchObject({
    images: written.images,
    notRead: written.images - metrics.n,
    isCrossValidated: true,
    figures: {
      accuracy: { value: right / metrics.n, n: metrics.n },
      recall: metrics.needsAttention.sensitivity,
      specificity: metrics.needsAttention.specificity,
      precision: metrics.needsAttention.ppv,
    },
    curves: { confusion: metrics.confusion, roc: metrics.needsAttention.roc, auc: metrics.needsAttention.auc },
  })
  const counted = found.curves.reliability.reduce((sum: number, { n }: { n: number }) => sum + n, 0)
  expect(counted).toBe(metrics.n)
  for (const bin of found.curves.reliability) {
    expect(bin.low).toBeLessThanOrEqual(bin.observed)
    expect(bin.high).toBeGreaterThanOrEqual(bin.observed)
  }
})

test('staff see it, patients do not, and it is written down', async () => {
  expect((await (await site.person('radiologist')).get(path)).status).toBe(200)
  expect((await (await site.person('patient')).get(path)).status).toBe(403)
  expect((await doctor.get('/models/00000000-0000-4000-8000-000000000000/evaluation')).status).toBe(404)
  const { rows } = await site.admin.query(
    `select count(*)::int as n from audit_logs where action = 'view_model_evaluation' and user_id = $1`,
    [doctor.id],
  )
  expect(rows[0].n).toBeGreaterThan(3)
})
