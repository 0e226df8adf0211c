import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Person, Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newSiteWithModel } from './testing/study.ts'

let site: Site & { models: string }
let tech: Person
let doctor: Person
let patient: Person
const ids: Record<string, string> = {}

beforeAll(async () => {
  site = await newSiteWithModel()
  tech = await site.person('tech')
  doctor = await site.person('doctor')
  patient = await site.person('patient')
  await site.runJobs() // registers the first version and puts it live
  for (const version of ['0.0.2', '0.0.3']) {
    const folder = join(site.models, version)
    await cp(join(site.models, 'test-brightness'), folder, { recursive: true })
    const file = join(folder, 'model.json')
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), version }))
    await tech.post('/models', { package: version })
  }
  for (const { modelId, version } of (await tech.get('/models')).body.items) ids[version] = modelId
})
afterAll(() => site[Symbol.asyncDispose]())

const stateOf = async (version: string) =>
  (await tech.get('/models')).body.items.find((model: { version: string }) => model.version === version)
const rollBack = (person: Person, version: string, reason = 'misses too much') =>
  person.post(`/models/${ids[version]}/rollback`, { reason })
const trail = async (action: string) =>
  (
    await site.admin.query('select entity_id, new_values from audit_logs where action = $1 order by created_at desc', [
      action,
    ])
  ).rows

test('where nothing read before, there is nothing to go back to', async () => {
  expect(await stateOf('0.0.1')).toMatchObject({ state: 'active', previousModelId: null })
  expect((await rollBack(tech, '0.0.1')).body).toMatchObject({ code: 'wrong-status' })
})

test('a rollback puts back the version that read before, says why, and can be taken back', async () => {
  await tech.post(`/models/${ids['0.0.2']}/activate`, { reason: 'newer' })
  await tech.post(`/models/${ids['0.0.3']}/activate`)
  expect((await trail('activate_model'))[1].new_values).toMatchObject({ reason: 'newer' })
  expect(await stateOf('0.0.3')).toMatchObject({ previousModelId: ids['0.0.2'] })

  const back = await rollBack(tech, '0.0.3')
  expect(back).toMatchObject({
    status: 200,
    body: { version: '0.0.2', state: 'active', previousModelId: ids['0.0.3'] },
  })
  expect(await stateOf('0.0.3')).toMatchObject({ state: 'retired', previousModelId: null })
  expect(await trail('roll_back_model')).toMatchObject([
    { entity_id: ids['0.0.2'], new_values: { reason: 'misses too much', rolledBackFrom: ids['0.0.3'] } },
  ])
  expect((await rollBack(tech, '0.0.3')).body).toMatchObject({ code: 'wrong-status' }) // it is not in use any more
  expect((await rollBack(tech, '0.0.2')).body).toMatchObject({ version: '0.0.3', state: 'active' })
})

test('a suspended version can be rolled back too', async () => {
  await tech.post(`/models/${ids['0.0.3']}/suspend`, { reason: 'misses too much' })
  expect((await rollBack(tech, '0.0.3')).body).toMatchObject({ version: '0.0.2', state: 'active' })
})

test('only techs roll back, with a reason, and only what is there', async () => {
  expect((await rollBack(doctor, '0.0.2')).status).toBe(403)
  expect((await rollBack(patient, '0.0.2')).status).toBe(403)
  expect((await rollBack(tech, '0.0.2', '')).body).toMatchObject({ code: 'invalid-request' })
  const nobody = '00000000-0000-4000-8000-000000000000'
  expect((await tech.post(`/models/${nobody}/rollback`, { reason: 'because' })).status).toBe(404)
  expect(await stateOf('0.0.2')).toMatchObject({ state: 'active' })
})

test('two techs at once roll back once', async () => {
  const both = await Promise.all([rollBack(tech, '0.0.2'), rollBack(tech, '0.0.2')])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(await stateOf('0.0.3')).toMatchObject({ state: 'active' })
})

test('a package replaced on disk is not put back', async () => {
  await writeFile(join(site.models, '0.0.2', 'test.onnx'), 'something else')
  expect((await rollBack(tech, '0.0.3')).body).toMatchObject({ code: 'model-refused' })
  expect(await stateOf('0.0.3')).toMatchObject({ state: 'active' })
})
