import { appendFile, cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Person, Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { arrive, newSiteWithModel, picture, runsOf, skipBackoff, statusOf } from './testing/study.ts'

let site: Site & { models: string }
let tech: Person
let doctor: Person
let radiologist: Person
let patient: Person

beforeAll(async () => {
  site = await newSiteWithModel()
  tech = await site.person('tech')
  doctor = await site.person('doctor')
  radiologist = await site.person('radiologist')
  patient = await site.person('patient')
})
afterAll(() => site[Symbol.asyncDispose]())

const models = async () => (await tech.get('/models')).body.items
const byVersion = async (version: string) =>
  (await models()).find((model: { version: string }) => model.version === version)

/** Another version of the test model beside the first. */
async function addPackage(name: string, version: string): Promise<void> {
  const folder = join(site.models, name)
  await cp(join(site.models, 'test-brightness'), folder, { recursive: true })
  const file = join(folder, 'model.json')
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), version }))
}

test('the first model of an installation goes live when a worker starts, and the log says so', async () => {
  expect(await models()).toEqual([])
  await site.runJobs()
  expect(await models()).toMatchObject([{ modelName: 'test-brightness', version: '0.0.1', state: 'active' }])
  const { rows } = await site.admin.query(
    `select action, user_role from audit_logs where entity_type = 'model' and action <> 'list_models' order by created_at`,
  )
  expect(rows).toEqual([
    { action: 'register_model', user_role: 'worker' },
    { action: 'activate_model', user_role: 'worker' },
  ])
})

test('only techs register, activate and suspend; patients see no model at all', async () => {
  const { modelId } = await byVersion('0.0.1')
  for (const person of [doctor, radiologist, patient]) {
    expect((await person.post('/models', { package: 'test-brightness' })).status).toBe(403)
    expect((await person.post(`/models/${modelId}/activate`)).status).toBe(403)
    expect((await person.post(`/models/${modelId}/suspend`, { reason: 'because' })).status).toBe(403)
  }
  expect((await doctor.get('/models')).status).toBe(200)
  expect((await patient.get('/models')).status).toBe(403)
})

test('a package is registered once, by the name of its folder, and reads nothing yet', async () => {
  await addPackage('second', '0.0.2')
  const made = await tech.post('/models', { package: 'second' })
  expect(made).toMatchObject({ status: 201, body: { version: '0.0.2', state: 'registered', isActive: false } })
  expect((await tech.post('/models', { package: 'second' })).body).toMatchObject({ code: 'model-exists' })
  expect((await tech.post('/models', { package: '../second' })).body).toMatchObject({ code: 'invalid-request' })
  expect((await tech.post('/models', { package: 'nothing' })).body).toMatchObject({ code: 'model-refused' })
  expect((await radiologist.get('/models')).body.items).toHaveLength(1) // the active one
})

test('activating a version retires the one before it, and back', async () => {
  const first = await byVersion('0.0.1')
  const second = await byVersion('0.0.2')
  expect((await tech.post(`/models/${second.modelId}/activate`)).body).toMatchObject({ state: 'active' })
  expect(await byVersion('0.0.1')).toMatchObject({ state: 'retired', isActive: false })
  expect((await tech.post(`/models/${first.modelId}/activate`)).body).toMatchObject({ state: 'active' })
  expect(await byVersion('0.0.2')).toMatchObject({ state: 'retired' })
  expect((await tech.post('/models/00000000-0000-4000-8000-000000000000/activate')).status).toBe(404)
})

test('two techs at once leave one active model', async () => {
  const all = await models()
  await Promise.all(all.map(({ modelId }: { modelId: string }) => tech.post(`/models/${modelId}/activate`)))
  expect((await models()).filter(({ isActive }: { isActive: boolean }) => isActive)).toHaveLength(1)
  await tech.post(`/models/${(await byVersion('0.0.1')).modelId}/activate`)
})

test('a suspended model reads nothing: its study goes to the doctors with that reason', async () => {
  const { modelId } = await byVersion('0.0.1')
  const suspended = await tech.post(`/models/${modelId}/suspend`, { reason: 'too many false alarms' })
  expect(suspended.body).toMatchObject({ state: 'suspended', suspendedReason: 'too many false alarms' })
  const reportId = await arrive(site, { patient, images: [await picture('high')] })
  await site.runJobs()
  expect(await statusOf(site, reportId)).toEqual({ status: 'analyzed', risk_score: null })
  expect(await runsOf(site, reportId)).toMatchObject([{ outcome: 'out_of_scope', reason: 'model_suspended' }])
  expect((await tech.post(`/models/${modelId}/activate`)).status).toBe(200)
})

test('a package replaced on disk is never used: the run fails, the model is suspended, doctors and techs are told', async () => {
  await site.workerApp.readers.forget(join(site.models, 'test-brightness')) // as after a restart
  await appendFile(join(site.models, 'test-brightness', 'test.onnx'), 'x')
  const reportId = await arrive(site, { patient, images: [await picture('high')] })
  await site.runJobs()
  expect(await runsOf(site, reportId)).toMatchObject([{ outcome: 'failed', reason: 'model-hash', is_adopted: false }])
  const changed = await byVersion('0.0.1')
  expect(changed).toMatchObject({ state: 'suspended', suspendedReason: 'model-hash' })
  const { rows } = await site.admin.query(
    `select count(*)::int as n from notifications where type = 'system_alert' and user_id = any($1) and created_at > now() - interval '5 seconds'`,
    [[tech.id, doctor.id]],
  )
  expect(rows[0].n).toBeGreaterThanOrEqual(2)
  expect((await tech.post(`/models/${changed.modelId}/activate`)).body).toMatchObject({ code: 'model-refused' })
  await skipBackoff(site)
  await site.runJobs()
  expect(await statusOf(site, reportId)).toEqual({ status: 'analyzed', risk_score: null })
  expect((await runsOf(site, reportId)).at(-1)).toMatchObject({ reason: 'model_suspended', is_adopted: true })
})
