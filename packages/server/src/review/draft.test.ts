import { randomUUID } from 'node:crypto'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

let site: Site
let doctor: Person
let other: Person
let patient: Person
let radiologist: Person
let reportId: string
beforeAll(async () => {
  site = await newSite()
  doctor = await site.person('doctor', { name: 'Dr. Ada' })
  other = await site.person('doctor')
  radiologist = await site.person('radiologist')
  patient = await site.person('patient')
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(async () => {
  reportId = (await site.report({ patient, radiologist, status: 'analyzed', risk: 'high' })).id
})

const begin = (who: Person, body: object = {}) => who.post(`/reports/${reportId}/reviews`, body)
const everything = {
  reviewNotes: 'Compared with the study of May',
  clinicalFindings: 'Shadow in the right upper lobe',
  confirmedAiDiagnosis: false,
  aiAccuracyRating: 4,
  doctorRiskAssessment: 'medium',
  urgencyLevel: 'urgent',
  recommendedAction: 'Admit',
  followUpRequired: true,
  followUpDate: '2027-01-15',
  treatmentPlan: 'Amoxicillin for seven days',
  medicationPrescribed: [{ name: 'Amoxicillin', dose: '500 mg', frequency: 'three times a day', duration: '7 days' }],
  firstOpinion: 'medium',
  findingMarks: [
    { mark: 'agree', index: 0 },
    { mark: 'missed', type: 'effusion', location: 'left costophrenic angle' },
  ],
}

test('a draft keeps every field and comes back as it was given', async () => {
  const made = await begin(doctor, everything)
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({
    ...everything,
    state: 'draft',
    doctorName: 'Dr. Ada',
    reviewedAt: null,
    addenda: [],
  })
  const listed = await doctor.get(`/reports/${reportId}/reviews`)
  expect(listed.body.items).toEqual([made.body])
})

test('the texts are not readable in the database, and a text moved to another row does not open', async () => {
  const { body } = await begin(doctor, everything)
  const { rows } = await site.admin.query('select * from doctor_reviews where review_id = $1', [body.reviewId])
  for (const column of ['review_notes', 'clinical_findings', 'recommended_action', 'treatment_plan']) {
    expect(rows[0][column]).toMatch(/^enc:v1:/)
  }
  expect(JSON.stringify(rows[0])).not.toMatch(/upper lobe|Compared/)
  const set = (value: string) =>
    site.admin.query('update doctor_reviews set treatment_plan = $2 where review_id = $1', [body.reviewId, value])
  await set(rows[0].clinical_findings)
  expect((await doctor.get(`/reports/${reportId}/reviews`)).status).toBe(500)
  await set(rows[0].treatment_plan)
  expect((await doctor.get(`/reports/${reportId}/reviews`)).status).toBe(200)
})

test('a change touches only what it names, and each earlier state is kept', async () => {
  const { body } = await begin(doctor, everything)
  const changed = await doctor.patch(`/reviews/${body.reviewId}`, { reviewNotes: null, urgencyLevel: 'critical' })
  const { updatedAt: _, ...expected } = { ...body, reviewNotes: null, urgencyLevel: 'critical' }
  expect(changed.body).toMatchObject(expected)
  expect((await doctor.patch(`/reviews/${body.reviewId}`, {})).status).toBe(200)
  const { rows } = await site.admin.query(
    `select version, content ->> 'urgency_level' as urgency from review_versions where review_id = $1 order by version`,
    [body.reviewId],
  )
  expect(rows).toEqual([{ version: 1, urgency: 'urgent' }])
})

test('a follow-up date asks for a follow-up, and without a follow-up there is no date', async () => {
  const { body } = await begin(doctor, { followUpDate: '2027-01-15' })
  expect(body).toMatchObject({ followUpRequired: true, followUpDate: '2027-01-15' })
  const cleared = await doctor.patch(`/reviews/${body.reviewId}`, { followUpRequired: false })
  expect(cleared.body).toMatchObject({ followUpRequired: false, followUpDate: null })
  const both = { followUpRequired: false, followUpDate: '2027-01-15' }
  expect((await doctor.patch(`/reviews/${body.reviewId}`, both)).body.code).toBe('invalid-request')
})

test.each([
  { aiAccuracyRating: 6 },
  { doctorRiskAssessment: 'severe' },
  { urgencyLevel: 'now' },
  { followUpDate: '15.01.2027' },
  { findingMarks: [{ mark: 'missed' }] },
  { medicationPrescribed: [{ dose: '1' }] },
  { state: 'signed' },
  { reviewNotes: 'x'.repeat(20_001) },
])('a draft with %o is refused', async (body) => {
  expect((await begin(doctor, body)).body.code).toBe('invalid-request')
})

test("a draft is its author's: others neither see nor change it, the tech sees it", async () => {
  const { body } = await begin(doctor)
  expect((await other.get(`/reports/${reportId}/reviews`)).body.items).toEqual([])
  expect((await other.patch(`/reviews/${body.reviewId}`, { reviewNotes: 'mine' })).body.code).toBe('not-found')
  expect((await other.post(`/reviews/${body.reviewId}/sign`)).body.code).toBe('not-found')
  for (const who of [radiologist, patient]) {
    expect((await who.get(`/reports/${reportId}/reviews`)).body.items).toEqual([])
  }
  const tech = await site.person('tech')
  expect((await tech.get(`/reports/${reportId}/reviews`)).body.items).toHaveLength(1)
})

test('only doctors write reviews', async () => {
  const { body } = await begin(doctor)
  for (const who of [radiologist, patient, await site.person('tech')]) {
    expect((await begin(who)).body.code).toBe('forbidden')
    expect((await who.patch(`/reviews/${body.reviewId}`, {})).body.code).toBe('forbidden')
    expect((await who.post(`/reviews/${body.reviewId}/sign`)).body.code).toBe('forbidden')
    expect((await who.post(`/reviews/${body.reviewId}/addenda`, { text: 'x' })).body.code).toBe('forbidden')
  }
  const stranger = await site.person('radiologist')
  expect((await stranger.get(`/reports/${reportId}/reviews`)).body.code).toBe('not-found')
})

test('a doctor has one draft for a study, also when two windows begin at once', async () => {
  const answers = await Promise.all([begin(doctor), begin(doctor), begin(doctor)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409])
  expect((await begin(doctor)).body.code).toBe('draft-exists')
  expect((await begin(other)).status).toBe(201)
})

test('nobody begins on a study that another doctor has claimed', async () => {
  await other.post(`/worklist/${reportId}/claim`)
  expect((await begin(doctor)).body.code).toBe('claimed-by-another')
  expect((await begin(other)).status).toBe(201)
})

test('after a day a draft is closed; a new one can be begun and the old one is kept aside', async () => {
  const { body } = await begin(doctor, { doctorRiskAssessment: 'low', urgencyLevel: 'routine', firstOpinion: 'high' })
  await site.admin.query('alter table doctor_reviews disable trigger doctor_reviews_versions')
  await site.admin.query(`update doctor_reviews set created_at = now() - interval '25 hours' where review_id = $1`, [
    body.reviewId,
  ])
  await site.admin.query('alter table doctor_reviews enable trigger doctor_reviews_versions')
  expect((await doctor.patch(`/reviews/${body.reviewId}`, { reviewNotes: 'late' })).body.code).toBe('draft-expired')
  expect((await doctor.post(`/reviews/${body.reviewId}/sign`)).body.code).toBe('draft-expired')
  const again = await begin(doctor)
  expect(again.status).toBe(201)
  expect(again.body.firstOpinion).toBe('high') // the AI has been shown since
  const { rows } = await site.admin.query('select state from doctor_reviews where review_id = $1', [body.reviewId])
  expect(rows).toEqual([{ state: 'expired' }])
  expect((await doctor.get(`/reports/${reportId}/reviews`)).body.items).toHaveLength(1)
})

test('with the setting, the AI stays hidden from a doctor until the own first opinion is saved, and that one stays', async () => {
  await site.admin.query(`update system_settings set setting_value = 'true' where setting_key = 'review.first_opinion'`)
  try {
    const seen = async (who: Person) => (await who.get(`/reports/${reportId}`)).body
    const hidden = { riskScore: null, confidenceScore: null, findings: null, analysis: null, analysisWithheld: true }
    expect(await seen(doctor)).toMatchObject(hidden)
    expect(await seen(radiologist)).toMatchObject({ riskScore: 'high', analysisWithheld: false })
    expect(
      (await doctor.get(`/reports?risk=high&patientId=${patient.id}`)).body.items.map(
        (r: { reportId: string }) => r.reportId,
      ),
    ).not.toContain(reportId)
    const { body } = await begin(doctor)
    expect(await seen(doctor)).toMatchObject(hidden)
    const assessed = { doctorRiskAssessment: 'low', urgencyLevel: 'routine' }
    await doctor.patch(`/reviews/${body.reviewId}`, assessed)
    const early = await doctor.post(`/reviews/${body.reviewId}/sign`)
    expect(early.body).toMatchObject({ code: 'review-incomplete', errors: [{ item: 'firstOpinion' }] })
    await doctor.patch(`/reviews/${body.reviewId}`, { firstOpinion: 'low' })
    expect(await seen(doctor)).toMatchObject({ riskScore: 'high', confidenceScore: 0.9, analysisWithheld: false })
    expect(await seen(other)).toMatchObject(hidden)
    expect((await doctor.patch(`/reviews/${body.reviewId}`, { firstOpinion: 'high' })).body.code).toBe(
      'first-opinion-kept',
    )
    expect((await doctor.patch(`/reviews/${body.reviewId}`, { firstOpinion: null })).body.code).toBe(
      'first-opinion-kept',
    )
    expect((await doctor.patch(`/reviews/${body.reviewId}`, { firstOpinion: 'low' })).status).toBe(200)
    expect((await doctor.post(`/reviews/${body.reviewId}/sign`)).status).toBe(200)
  } finally {
    await site.admin.query(
      `update system_settings set setting_value = 'false' where setting_key = 'review.first_opinion'`,
    )
  }
})

test('there is nothing to review where nothing is', async () => {
  expect((await doctor.post(`/reports/${randomUUID()}/reviews`, {})).body.code).toBe('not-found')
  expect((await doctor.patch(`/reviews/${randomUUID()}`, {})).body.code).toBe('not-found')
  reportId = (await site.report({ patient, status: 'archived' })).id
  expect((await begin(doctor)).body.code).toBe('wrong-status')
})
