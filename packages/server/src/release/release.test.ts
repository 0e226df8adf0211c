import { randomUUID } from 'node:crypto'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'

let site: Site
let doctor: Person
let radiologist: Person
let patient: Person
let stranger: Person
let reportId: string
beforeAll(async () => {
  site = await newSite()
  doctor = await site.person('doctor')
  radiologist = await site.person('radiologist')
  ;[patient, stranger] = (await site.patients(2)) as [Person, Person]
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(async () => {
  reportId = (await site.report({ patient, radiologist, status: 'analyzed', risk: 'high', confidence: 0.9371 })).id
  await addAnalysis(reportId)
})
afterEach(async () => {
  await set('release.mode', 'at_signing')
  await set('release.delay_hours', 0)
  await site.admin.query(`update users set preferences = '{}' where id = $1`, [patient.id])
})

const set = (key: string, value: unknown) =>
  site.admin.query('update system_settings set setting_value = $2::jsonb where setting_key = $1', [
    key,
    JSON.stringify(value),
  ])

async function addAnalysis(id: string) {
  const { rows } = await site.admin.query(
    `insert into ai_models (model_name, version, sha256) values ($1, '1.0.0', 'x') returning model_id`,
    [`m-${id}`],
  )
  await site.admin.query(
    `insert into ai_analysis (report_id, model_id, model_version, risk_category, risk_probability, low_probability,
       medium_probability, high_probability) values ($1, $2, '1.0.0', 'high', 0.9371, 0.02, 0.0429, 0.9371)`,
    [id, rows[0].model_id],
  )
}

const secret = 'A shadow in the right upper lobe'
async function sign(who: Person, fields: object = {}, body?: object) {
  const draft = await who.post(`/reports/${reportId}/reviews`, {
    doctorRiskAssessment: 'medium',
    urgencyLevel: 'follow_up',
    clinicalFindings: secret,
    reviewNotes: 'for colleagues only',
    ...fields,
  })
  expect(draft.status).toBe(201)
  return who.post(`/reviews/${draft.body.reviewId}/sign`, body)
}
const seenBy = async (who: Person) => (await who.get(`/reports/${reportId}`)).body
const noticesOf = async (who: Person) =>
  (
    await site.admin.query(
      `select type, title from notifications where user_id = $1 and related_report_id = $2 order by created_at`,
      [who.id, reportId],
    )
  ).rows.map((row) => row.title)

/** Nothing that the AI or the doctor thinks of it, in whatever field. */
function expectNothingTold(body: Record<string, unknown>) {
  expect(body).toMatchObject({
    status: 'pending',
    riskScore: null,
    confidenceScore: null,
    findings: null,
    recommendations: null,
    analysis: null,
    analysisDate: null,
    dueAt: null,
    reviews: [],
    release: null,
    result: null,
  })
  expect(JSON.stringify(body)).not.toMatch(/"(high|medium|low)"|0\.9371|analyzed|analyzing|reviewed|lobe/)
}

test('before the signature a patient sees nothing of the risk, after it the plain words and nothing of the AI', async () => {
  expectNothingTold(await seenBy(patient))
  expect((await patient.get(`/reports/${reportId}/reviews`)).body.items).toEqual([])
  const draft = await doctor.post(`/reports/${reportId}/reviews`, {
    doctorRiskAssessment: 'medium',
    urgencyLevel: 'follow_up',
  })
  expectNothingTold(await seenBy(patient))
  await doctor.patch(`/reviews/${draft.body.reviewId}`, {
    clinicalFindings: secret,
    reviewNotes: 'for colleagues only',
  })
  expect((await doctor.post(`/reviews/${draft.body.reviewId}/sign`)).status).toBe(200)
  const after = await seenBy(patient)
  expect(after).toMatchObject({
    status: 'reviewed',
    riskScore: 'medium', // the doctor's word, where the AI had said high
    confidenceScore: null,
    analysis: null,
    findings: null,
    result: {
      headline: 'Your pictures show something we want to watch',
      nextSteps: ['Call your doctor to plan the next visit.', 'If you feel worse before that, call your doctor.'],
    },
  })
  expect(after.reviews).toHaveLength(1)
  expect(after.reviews[0]).toMatchObject({ clinicalFindings: secret, urgencyLevel: 'follow_up' })
  expect(after.reviews[0]).not.toHaveProperty('reviewNotes')
  expect(after.reviews[0]).not.toHaveProperty('confirmedAiDiagnosis')
  expect(JSON.stringify(after)).not.toMatch(/0\.9371|"high"|colleagues/)
  expect(await noticesOf(patient)).toEqual(['Your result is ready'])
})

test('a stranger gets for it what they get for nothing at all', async () => {
  await sign(doctor)
  const [theirs, nothing] = await Promise.all([
    stranger.get(`/reports/${reportId}`),
    stranger.get(`/reports/${randomUUID()}`),
  ])
  const { requestId: _a, ...one } = theirs.body
  const { requestId: _b, ...other } = nothing.body
  expect(theirs.status).toBe(404)
  expect(one).toEqual(other)
})

test('the words for the patient are not readable in the database', async () => {
  await sign(doctor)
  const { rows } = await site.admin.query('select patient_text from result_releases where report_id = $1', [reportId])
  expect(rows[0].patient_text).toMatch(/^enc:v1:/)
})

describe('when release is delayed', () => {
  beforeEach(async () => {
    await set('release.mode', 'delayed')
    await set('release.delay_hours', 24)
  })

  test('the result opens by the clock, and the job writes it down and tells the patient once', async () => {
    await sign(doctor)
    expectNothingTold(await seenBy(patient))
    expect((await seenBy(doctor)).release).toMatchObject({ state: 'scheduled' })
    expect(await noticesOf(patient)).toEqual([])
    await site.runJobs()
    expectNothingTold(await seenBy(patient))
    await site.admin.query(`update result_releases set release_at = now() - interval '1 second' where report_id = $1`, [
      reportId,
    ])
    expect((await seenBy(patient)).result.headline).toBe('Your pictures show something we want to watch')
    await site.admin.query(`update graphile_worker._private_jobs set run_at = now() where key = $1`, [
      `release:${reportId}`,
    ])
    await site.runJobs()
    expect(await noticesOf(patient)).toEqual(['Your result is ready'])
    const { rows } = await site.admin.query('select state from result_releases where report_id = $1', [reportId])
    expect(rows[0].state).toBe('released')
  })

  test('a doctor opens it sooner, or holds it', async () => {
    await sign(doctor)
    const held = await doctor.post(`/reports/${reportId}/hold`, { reason: 'The family asked for a talk first' })
    expect(held.body).toMatchObject({ state: 'held', heldReason: 'The family asked for a talk first' })
    await site.admin.query(`update graphile_worker._private_jobs set run_at = now() where key = $1`, [
      `release:${reportId}`,
    ])
    await site.runJobs()
    expectNothingTold(await seenBy(patient))
    expect((await doctor.post(`/reports/${reportId}/release`)).body).toMatchObject({
      state: 'released',
      heldReason: null,
    })
    expect((await seenBy(patient)).result).not.toBeNull()
    expect((await doctor.post(`/reports/${reportId}/release`)).body.code).toBe('already-released')
    expect((await doctor.post(`/reports/${reportId}/hold`, { reason: 'too late' })).body.code).toBe('already-released')
  })
})

test('held by rule, or by the wish of the patient, a result waits for a doctor', async () => {
  await set('release.mode', 'held')
  await sign(doctor)
  expectNothingTold(await seenBy(patient))
  await set('release.mode', 'at_signing')
  reportId = (await site.report({ patient, radiologist, status: 'analyzed', risk: 'low' })).id
  expect((await patient.patch('/me', { preferences: { release_after_call: true } })).status).toBe(200)
  await sign(doctor)
  expectNothingTold(await seenBy(patient))
  expect((await seenBy(doctor)).release).toMatchObject({
    state: 'held',
    heldReason: 'The patient wants to be called first',
  })
})

test('only doctors release and hold, and only what is signed', async () => {
  expect((await doctor.post(`/reports/${reportId}/release`)).body.code).toBe('wrong-status')
  expect((await doctor.post(`/reports/${randomUUID()}/release`)).body.code).toBe('not-found')
  for (const who of [patient, radiologist, await site.person('tech')]) {
    expect((await who.post(`/reports/${reportId}/release`)).body.code).toBe('forbidden')
    expect((await who.post(`/reports/${reportId}/hold`, { reason: 'because' })).body.code).toBe('forbidden')
  }
})

test('a further review rewrites the words and tells the patient that they changed', async () => {
  await sign(doctor)
  await sign(await site.person('doctor'), { doctorRiskAssessment: 'low', urgencyLevel: 'routine' })
  expect(await seenBy(patient)).toMatchObject({
    riskScore: 'low',
    result: { headline: 'Good news: your pictures look fine' },
  })
  expect((await seenBy(patient)).reviews).toHaveLength(2)
  expect(await noticesOf(patient)).toEqual(['Your result is ready', 'Your result has changed'])
})

test('of a study whose patient is not known for certain, nobody is notified', async () => {
  await site.admin.query(`update medical_reports set identity_state = 'open' where report_id = $1`, [reportId])
  expect((await sign(doctor)).status).toBe(200)
  expect(await noticesOf(patient)).toEqual([])
})
