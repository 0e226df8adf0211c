import { newSite, type Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

let site: Site
beforeAll(async () => {
  site = await newSite()
})
afterAll(() => site[Symbol.asyncDispose]())

const names = (answer: { body: { items: { name: string }[] } }) => answer.body.items.map((item) => item.name)
const identify = (patient: { id: string }, issuer: string, value: string, verified = true) =>
  site.admin.query('insert into patient_identifiers (issuer, value, patient_id, is_verified) values ($1, $2, $3, $4)', [
    issuer,
    value,
    patient.id,
    verified,
  ])
const lastEntry = async (action: string) =>
  (await site.admin.query('select * from audit_logs where action = $1 order by created_at desc limit 1', [action]))
    .rows[0]

test('doctors and techs find every patient by name or identifier, and the log names whom they found', async () => {
  const ada = await site.person('patient', { name: 'Ágnes Quill', dateOfBirth: '1980-02-29' })
  await site.person('doctor', { name: 'Ágnes Quillon' })
  await identify(ada, 'north', 'MRN-4711')
  for (const role of ['doctor', 'tech'] as const) {
    const who = await site.person(role)
    const found = await who.get(`/patients?query=${encodeURIComponent('ágnes q')}`)
    expect(found.body.items).toEqual([
      { id: ada.id, name: 'Ágnes Quill', dateOfBirth: '1980-02-29', isProvisional: false },
    ])
    expect(await lastEntry('search_patients')).toMatchObject({ user_id: who.id, patient_ids: [ada.id] })
    expect(names(await who.get('/patients?query=MRN-4711'))).toEqual(['Ágnes Quill'])
    expect(names(await who.get('/patients?query=north%7CMRN-4711'))).toEqual(['Ágnes Quill'])
    expect(names(await who.get('/patients?query=MRN-471'))).toEqual([])
    expect(names(await who.get('/patients?query=quill'))).toEqual([]) // the beginning, not the middle
  }
})

test('a radiologist finds patients of the own uploads by name, and any by the exact verified identifier', async () => {
  const [rae, ray] = [await site.person('radiologist'), await site.person('radiologist')]
  const bea = await site.person('patient', { name: 'Bea Upland' })
  await site.report({ patient: bea, radiologist: rae })
  await site.report({ patient: bea, radiologist: rae })
  await identify(bea, 'south', 'B-1')
  await identify(bea, 'south', 'B-2', false)
  expect((await rae.get('/patients?query=bea%20up')).body.items).toEqual([
    { id: bea.id, name: 'Bea Upland', dateOfBirth: null, isProvisional: false },
  ])
  expect(names(await rae.get('/patients'))).toEqual(['Bea Upland'])
  expect(names(await ray.get('/patients?query=bea%20up'))).toEqual([])
  expect(names(await ray.get('/patients?query=south%7CB-1'))).toEqual(['Bea Upland'])
  expect(names(await ray.get('/patients?query=south%7CB-2'))).toEqual([]) // not verified
  expect(names(await ray.get('/patients?query=north%7CB-1'))).toEqual([])
  expect(names(await ray.get('/patients?query=B-1'))).toEqual([])
})

test('a patient searches nobody', async () => {
  expect(await (await site.person('patient')).get('/patients')).toMatchObject({
    status: 403,
    body: { code: 'forbidden' },
  })
})

test('people of the same name are not lost between pages', async () => {
  const doctor = await site.person('doctor')
  const made = []
  for (let n = 0; n < 5; n += 1) made.push((await site.person('patient', { name: 'Same Namesake' })).id)
  const seen: string[] = []
  let cursor = ''
  do {
    const page = await doctor.get(`/patients?query=same%20name&limit=2${cursor && `&cursor=${cursor}`}`)
    seen.push(...page.body.items.map((item: { id: string }) => item.id))
    cursor = page.body.nextCursor ?? ''
  } while (cursor)
  expect(seen).toEqual(made.sort())
})

const history = {
  conditions: ['hypertension', { name: 'diabetes_type2', since: '2019' }],
  allergies: [],
  smokingStatus: 'never',
}

test('a patient keeps the own history; a doctor reads and keeps anybody’s; a tech only reads', async () => {
  const [ada, doctor, tech] = [await site.person('patient'), await site.person('doctor'), await site.person('tech')]
  const path = `/patients/${ada.id}/medical-history`
  expect((await ada.get(path)).body).toMatchObject({ patientId: ada.id, conditions: null, updatedAt: null })
  expect(await ada.put(path, history)).toMatchObject({ status: 200, body: { ...history, medications: null } })
  expect((await doctor.get(path)).body).toMatchObject(history)
  expect((await tech.get(path)).body).toMatchObject(history)
  expect((await doctor.put(path, { smokingStatus: 'former' })).body).toMatchObject({
    smokingStatus: 'former',
    conditions: null,
  })
  expect(await tech.put(path, history)).toMatchObject({ status: 403 })
  const entry = await lastEntry('update_medical_history')
  expect(entry).toMatchObject({ user_id: doctor.id, patient_ids: [ada.id], new_values: { fields: ['smokingStatus'] } })
  const { rows } = await site.admin.query('select updated_by from patient_medical_history where patient_id = $1', [
    ada.id,
  ])
  expect(rows).toEqual([{ updated_by: doctor.id }])
})

test('nobody else’s history exists for a patient, and none for a radiologist', async () => {
  const [ada, bea] = await site.patients(2)
  if (!ada || !bea) throw new Error('two patients were asked for')
  const path = `/patients/${bea.id}/medical-history`
  await bea.put(path, history)
  expect(await ada.get(path)).toMatchObject({ status: 404, body: { code: 'not-found' } })
  expect(await ada.put(path, history)).toMatchObject({ status: 404 })
  const rae = await site.person('radiologist')
  await site.report({ patient: bea, radiologist: rae })
  expect(await rae.get(path)).toMatchObject({ status: 403 })
  expect((await bea.get(path)).body).toMatchObject(history)
})

test('a doctor has no history to read of somebody who is no patient', async () => {
  const [doctor, other] = [await site.person('doctor'), await site.person('doctor')]
  expect((await doctor.put(`/patients/${other.id}/medical-history`, history)).status).toBe(404)
  expect((await doctor.put(`/patients/${other.id}/medical-history`, { ...history, unknown: 1 })).status).toBe(422)
})
