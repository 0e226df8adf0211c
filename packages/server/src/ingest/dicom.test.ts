import { type SynthesizeOptions, synthesize } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { upload } from './testing/upload.ts'

let site: Site
let ray: Person
let ada: Person
const issuer = 'CLINIC'

beforeAll(async () => {
  site = await newSite()
  ray = await site.person('radiologist')
  ada = await site.person('patient', { name: 'Ada' })
  await site.admin.query("insert into patient_identifiers (issuer, value, patient_id) values ($1, 'A-1', $2)", [
    issuer,
    ada.id,
  ])
})
afterAll(() => site[Symbol.asyncDispose]())

let seeds = 0
/** A study of its own for each test. */
function newStudy(): string {
  seeds += 1
  return `study ${seeds}`
}
const film = (study: string, seed: string | number, rest: Partial<SynthesizeOptions> = {}) =>
  synthesize({ kind: 'CT', rows: 16, columns: 16, patient: study, study, seed, ...rest })
const rows = async (query: string, values: unknown[] = []) => (await site.admin.query(query, values)).rows
const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code]

test('a verified identifier finds its patient; an unverified one proves nothing', async () => {
  const study = newStudy()
  const verified = { IssuerOfPatientID: issuer, PatientID: 'A-1' }
  const known = await upload(ray, [film(study, 1, { elements: verified })])
  expect(known.body, JSON.stringify(known.body)).toMatchObject({ patientId: ada.id, identityState: 'verified' })
  const elsewhere = await upload(ray, [film(newStudy(), 1, { elements: { ...verified, IssuerOfPatientID: 'OTHER' } })])
  expect(elsewhere.body).toMatchObject({ identityState: 'open' })
  expect(elsewhere.body.patientId).not.toBe(ada.id)
})

test('a named account wins over an unknown identifier, never over a verified one of somebody else', async () => {
  const bea = await site.person('patient')
  const elements = { IssuerOfPatientID: issuer, PatientID: 'A-1' }
  const unknown = await upload(ray, [film(newStudy(), 1)], { patientId: bea.id })
  expect(unknown.body).toMatchObject({ patientId: bea.id, identityState: 'verified' })
  const mismatch = await upload(ray, [film(newStudy(), 1, { elements })], { patientId: bea.id })
  expect(codeOf(mismatch)).toEqual([409, 'patient-mismatch'])
  const right = await upload(ray, [film(newStudy(), 1, { elements })], { patientId: ada.id })
  expect(right.status).toBe(201)
})

test('the header fills what nobody typed', async () => {
  const elements = {
    StudyDescription: 'CT Thorax',
    PatientBirthDate: '19580403',
    StudyDate: '20200101',
    PatientSex: 'F',
    PatientAge: undefined,
    PatientName: 'Doe^Jane^^Dr.',
  }
  const { body } = await upload(ray, [film(newStudy(), 1, { elements, frames: 3 })])
  expect(body.images).toMatchObject([{ imageType: 'ct_scan', imageFormat: 'DICOM', width: 16, height: 16, frames: 3 }])
  const [report] = await rows('select * from medical_reports where report_id = $1', [body.reportId])
  // Born 3 April 1958, studied 1 January 2020: 61 years.
  expect(report).toMatchObject({
    study_type: 'CT Thorax',
    patient_age: 61,
    patient_gender: 'female',
    patient_name: 'Dr. Jane Doe',
  })
  const [instance] = await rows(
    'select * from dicom_instances i join dicom_series s using (series_instance_uid) where s.study_instance_uid = $1',
    [report.study_instance_uid],
  )
  expect(instance).toMatchObject({ modality: 'CT', rows: 16, columns: 16 })
  expect(instance.metadata['00081030']).toEqual({ vr: 'LO', Value: ['CT Thorax'] })
  const [board] = await rows('select claimed_identity from quarantined_instances where report_id = $1', [body.reportId])
  expect(board.claimed_identity).toMatchObject({
    PatientName: 'Dr. Jane Doe',
    PatientBirthDate: '1958-04-03',
    PatientSex: 'F',
  })
})

test('a waiting study takes more images; one that moved on gets a further report', async () => {
  const study = newStudy()
  const first = await upload(ray, [film(study, 1), film(study, 2)])
  const second = await upload(ray, [film(study, 2), film(study, 3)])
  expect(second.body.reportId).toBe(first.body.reportId)
  expect(second.body.images).toHaveLength(3)
  expect(second.body.images.map((image: { displayOrder: number }) => image.displayOrder)).toEqual([0, 1, 2])
  await rows("update medical_reports set status = 'analyzing' where report_id = $1", [first.body.reportId])
  const third = await upload(ray, [film(study, 4)])
  expect(third.status, JSON.stringify(third.body)).toBe(201)
  expect(third.body.reportId).not.toBe(first.body.reportId)
  expect(third.body).toMatchObject({ studyInstanceUid: first.body.studyInstanceUid, patientId: first.body.patientId })
  const again = await upload(ray, [film(study, 1), film(study, 2)])
  expect(again.body).toMatchObject({ reportId: first.body.reportId, status: 'analyzing' })
})

test('ten images of one study at once make one report of ten images', async () => {
  const study = newStudy()
  const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => upload(ray, [film(study, i)])))
  expect(new Set(answers.map(({ status }) => status)), JSON.stringify(answers.map(({ body }) => body.detail))).toEqual(
    new Set([201]),
  )
  const ids = [...new Set(answers.map(({ body }) => body.reportId))]
  expect(ids).toHaveLength(1)
  expect(await rows('select 1 from report_images where report_id = $1', ids)).toHaveLength(10)
})

test('one UID with other bytes, for another patient, or of another radiologist is a conflict', async () => {
  const study = newStudy()
  const first = await upload(ray, [film(study, 1)], { patientId: ada.id })
  expect(first.status).toBe(201)
  const otherBytes = film(study, 1, { elements: { StudyDescription: 'changed' } })
  expect(codeOf(await upload(ray, [otherBytes], { patientId: ada.id }))).toEqual([409, 'instance-conflict'])
  const bea = await site.person('patient')
  expect(codeOf(await upload(ray, [film(study, 1)], { patientId: bea.id }))).toEqual([409, 'instance-conflict'])
  expect(codeOf(await upload(ray, [film(study, 2)], { patientId: bea.id }))).toEqual([409, 'instance-conflict'])
  const colleague = await upload(await site.person('radiologist'), [film(study, 1)], { patientId: ada.id })
  expect(codeOf(colleague)).toEqual([409, 'instance-conflict'])
  expect(JSON.stringify(colleague.body)).not.toContain(first.body.reportId)
  const both = await upload(ray, [film(study, 5), film(study, 5, { elements: { StudyDescription: 'changed' } })])
  expect(codeOf(both)).toEqual([409, 'instance-conflict'])
  expect(both.body.errors).toMatchObject([{ item: 'images[0]' }, { item: 'images[1]' }])
  expect(await Array.fromAsync(site.app.objects.list())).toHaveLength(
    (await rows('select 1 from stored_objects')).length,
  )
})

test('a study UID alone joins nothing: another PatientID is a conflict', async () => {
  const study = newStudy()
  expect((await upload(ray, [film(study, 1)])).status).toBe(201)
  const other = film(study, 2, { elements: { PatientID: 'SOMEBODY-ELSE' } })
  expect(codeOf(await upload(ray, [other]))).toEqual([409, 'instance-conflict'])
  expect((await upload(ray, [film(study, 3)])).status).toBe(201)
})

test('two senders of one study UID never meet in one patient', async () => {
  const study = newStudy()
  const first = await upload(ray, [film(study, 1)])
  expect(first.body).toMatchObject({ identityState: 'open' })
  const colleague = await site.person('radiologist')
  for (const PatientID of ['SOMEBODY-ELSE', study]) {
    const other = await upload(colleague, [film(study, 2, { elements: { PatientID } })])
    expect(codeOf(other)).toEqual([409, 'instance-conflict'])
    expect(JSON.stringify(other.body)).not.toContain(first.body.patientId)
  }
  expect((await upload(colleague, [film(newStudy(), 1)])).status).toBe(201)
})

test('an upload is taken also while the worker starts the same study', async () => {
  const worker = await site.startWorker()
  const study = newStudy()
  const codes = []
  for (let n = 1; n <= 30; n += 1) codes.push((await upload(ray, [film(study, n)])).status)
  expect(new Set(codes)).toEqual(new Set([201]))
  await worker.stop()
})

test('a series that is part of another study is a conflict', async () => {
  const [a, b] = [newStudy(), newStudy()]
  const series = { SeriesInstanceUID: `1.2.3.${Date.now()}` }
  expect((await upload(ray, [film(a, 1, { elements: series })])).status).toBe(201)
  expect(codeOf(await upload(ray, [film(b, 1, { elements: series })]))).toEqual([409, 'instance-conflict'])
})

test('several studies, or several patients, in one upload are refused', async () => {
  const [a, b] = [newStudy(), newStudy()]
  expect(codeOf(await upload(ray, [film(a, 1), film(b, 1)]))).toEqual([422, 'several-studies'])
  const other = film(a, 2, { elements: { PatientID: 'B' } })
  expect(codeOf(await upload(ray, [film(a, 1), other]))).toEqual([409, 'patient-mismatch'])
})

test('a file without study and series, and a picture beside DICOM, belong to the study they came with', async () => {
  const study = newStudy()
  const bare = (seed: number) =>
    film(study, seed, { elements: { StudyInstanceUID: undefined, SeriesInstanceUID: undefined } })
  const picture = await sharp({ create: { width: 20, height: 20, channels: 3, background: 'blue' } })
    .png()
    .toBuffer()
  const files = [film(study, 1), bare(2), picture]
  const { body, status } = await upload(ray, files)
  expect(status, JSON.stringify(body)).toBe(201)
  expect(body.images.map((image: { imageFormat: string }) => image.imageFormat)).toEqual(['DICOM', 'DICOM', 'PNG'])
  expect((await upload(ray, files)).body).toEqual(body)
  const alone = await upload(ray, [bare(3)])
  expect(alone.status).toBe(201)
  expect(alone.body.studyInstanceUid).toMatch(/^2\.25\.\d+$/)
  expect((await upload(ray, [bare(3)])).body).toEqual(alone.body)
})

test('texts that PostgreSQL cannot hold are cleaned, not refused', async () => {
  const elements = {
    StudyDescription: 'a\0b \ud800 c',
    PatientName: 'N\0^X',
    AccessionNumber: '0123456789'.repeat(9),
    StudyDate: '00000101',
    SeriesNumber: '99999999999',
  }
  const { status, body } = await upload(ray, [film(newStudy(), 1, { elements })])
  expect(status, JSON.stringify(body)).toBe(201)
})

test('uncompressed pixels that are cut off are a broken file', async () => {
  const whole = film(newStudy(), 1)
  expect(codeOf(await upload(ray, [whole.subarray(0, -50)]))).toEqual([422, 'broken-file'])
  expect((await upload(ray, [whole])).status).toBe(201)
})

test('a long header is read back from the store', async () => {
  const elements = { ImageComments: 'x'.repeat(10_000), PatientComments: 'y'.repeat(10_000) }
  const many = {
    ReferencedImageSequence: Array.from({ length: 3000 }, (_, i) => ({
      ReferencedSOPClassUID: '1.2.3',
      ReferencedSOPInstanceUID: `1.2.3.${i}`,
    })),
  }
  const file = film(newStudy(), 1, { elements: { ...elements, ...many } })
  expect(file.length).toBeGreaterThan(128 * 1024)
  const { status, body } = await upload(ray, [file])
  expect(status, JSON.stringify(body)).toBe(201)
  expect(body.images).toMatchObject([{ width: 16, height: 16 }])
})

test('what DICOM queries match on is filled from the header, and counted', async () => {
  const study = newStudy()
  const elements = {
    PatientName: 'Müller^Zoë',
    PatientID: 'P-7',
    IssuerOfPatientID: 'ELSEWHERE',
    PatientBirthDate: '19580403',
    PatientSex: 'F',
    StudyDescription: 'Tête',
    ReferringPhysicianName: 'Ångström^A',
    PerformedProcedureStepStartDate: '20200102',
    RequestAttributesSequence: [{ RequestedProcedureID: 'R1', ScheduledProcedureStepID: 'S1' }],
  }
  const files = [1, 2].map((seed) => film(study, seed, { elements }))
  const { body } = await upload(ray, files)
  const [found] = await rows('select * from dicom_studies where study_instance_uid = $1', [body.studyInstanceUid])
  expect(found).toMatchObject({
    patient_name: 'Müller^Zoë',
    patient_name_folded: 'muller^zoe',
    patient_identifier: 'P-7',
    patient_identifier_issuer: 'ELSEWHERE',
    patient_sex: 'F',
    study_description_folded: 'tete',
    referring_physician_folded: 'angstrom^a',
    number_of_instances: 2,
    modalities_in_study: ['CT'],
    sop_classes_in_study: ['1.2.840.10008.5.1.4.1.1.2'],
  })
  expect(found.attributes).toMatchObject({ '00100020': { vr: 'LO', Value: ['P-7'] } })
  expect(found.attributes).not.toHaveProperty('00080060') // Modality is the series' own
  const [series] = await rows('select * from dicom_series where study_instance_uid = $1', [body.studyInstanceUid])
  expect(series.attributes).toMatchObject({ '00080060': { vr: 'CS', Value: ['CT'] } })
  expect(series.attributes).not.toHaveProperty('00280010') // Rows is the instance's own
  expect(series.request_attributes).toMatchObject([{ '00400009': { vr: 'SH', Value: ['S1'] } }])
  expect(found.number_of_series).toBe(
    (await rows('select 1 from dicom_series where study_instance_uid = $1', [body.studyInstanceUid])).length,
  )
})
