import { type DicomJson, jsonKey } from '@firstread/dicom'
import type { Person, Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newSiteWithModel, picture } from '../../analysis/testing/study.ts'
import { upload } from '../../ingest/testing/upload.ts'
import { classesMadeHere, madeHere } from '../search/access.ts'

/** What the AI said is in the study as instances. Nobody learns of them, by list or by count, before it is for them. */
let site: Site
let ada: Person
let ray: Person
let dana: Person
let reportId: string
let study: string

beforeAll(async () => {
  site = await newSiteWithModel()
  ada = await site.person('patient')
  ray = await site.person('radiologist')
  dana = await site.person('doctor')
  const { body } = await upload(ray, [await picture('high', 1)], { patientId: ada.id })
  reportId = body.reportId
  study = body.studyInstanceUid
  await site.runJobs()
})
afterAll(() => site[Symbol.asyncDispose]())

type Seen = { series: number; instances: number; modalities: string[]; classes: string[]; listed: number[] }

/** What a person is told of the study, at each level. */
async function seenBy(person: Person): Promise<Seen> {
  const ask = async (path: string): Promise<DicomJson[]> => (await person.get(`/dicom-web${path}`)).body
  const [one = {}] = await ask(`/studies?StudyInstanceUID=${study}`)
  const value = (keyword: string) => one[jsonKey(keyword)]?.Value ?? []
  const series = await ask(`/studies/${study}/series`)
  const listed = [await ask(`/studies/${study}/instances`), await ask('/series'), await ask('/instances')]
  const inEach = await Promise.all(
    series.map(
      async (each) =>
        (await ask(`/studies/${study}/series/${each[jsonKey('SeriesInstanceUID')]?.Value?.[0]}/instances`)).length,
    ),
  )
  return {
    series: Number(value('NumberOfStudyRelatedSeries')[0]),
    instances: Number(value('NumberOfStudyRelatedInstances')[0]),
    modalities: value('ModalitiesInStudy') as string[],
    classes: value('SOPClassesInStudy') as string[],
    listed: [series.length, ...listed.map((list) => list.length), inEach.reduce((sum, n) => sum + n, 0)],
  }
}

test('an uploader and a doctor see the results, in every list and count', async () => {
  const { rows } = await site.admin.query(
    `select (select count(*)::int from dicom_series where study_instance_uid = $1 and is_result) as series,
      (select count(*)::int from report_images where report_id = $2 and made_by_run is not null) as instances`,
    [study, reportId],
  )
  expect(rows[0].instances).toBeGreaterThan(0)
  const [series, instances] = [1 + rows[0].series, 1 + rows[0].instances]
  for (const person of [dana, ray]) {
    const seen = await seenBy(person)
    expect(seen).toMatchObject({ series, instances, listed: [series, instances, series, instances, instances] })
    expect(seen.modalities).toContain('SR')
    expect(seen.classes).toEqual(expect.arrayContaining([...classesMadeHere]))
  }
})

test('a study is found by the class of its results, by whoever may see them', async () => {
  const { rows } = await site.admin.query('select distinct sop_class_uid as uid from dicom_instances where is_result')
  expect(new Set(rows.map(({ uid }) => uid))).toEqual(classesMadeHere)
  for (const uid of classesMadeHere) {
    const find = async (person: Person) => (await person.get(`/dicom-web/studies?SOPClassesInStudy=${uid}`)).body.length
    expect(await Promise.all([dana, ray, ada].map(find)), uid).toEqual([1, 1, 0])
  }
})

/** Studies and series that a person finds by a modality of the results. */
async function foundBy(person: Person, modality: string): Promise<number[]> {
  const paths = [`/studies?ModalitiesInStudy=${modality}`, `/series?Modality=${modality}`]
  const found = await Promise.all(paths.map((path) => person.get(`/dicom-web${path}`)))
  return found.map(({ body }) => body.length)
}

test('the results are found by their modality as any others are, by whoever may see them', async () => {
  const { rows } = await site.admin.query('select distinct modality from dicom_series where is_result')
  expect(new Set(rows.map(({ modality }) => modality))).toEqual(madeHere)
  for (const modality of madeHere) {
    for (const person of [dana, ray]) expect(await foundBy(person, modality), modality).toEqual([1, 1])
    expect(await foundBy(ada, modality), modality).toEqual([0, 0])
  }
})

test('a patient sees the film alone, before the signature and after it', async () => {
  const film = { series: 1, instances: 1, listed: [1, 1, 1, 1, 1] }
  const before = await seenBy(ada)
  expect(before).toMatchObject(film)
  expect(before.modalities).not.toContain('SR')
  expect(before.classes.filter((uid) => classesMadeHere.has(uid))).toEqual([])
  await site.admin.query("update medical_reports set status = 'reviewed' where report_id = $1", [reportId])
  expect(await seenBy(ada)).toEqual(before)
  const bySr = await ada.get('/dicom-web/series?Modality=SR')
  expect([bySr.status, bySr.body]).toEqual([200, []])
})

test('a doctor whose own opinion comes first sees the film alone until it is saved', async () => {
  const { body } = await upload(ray, [await picture('high', 2)], { patientId: ada.id })
  ;[reportId, study] = [body.reportId, body.studyInstanceUid]
  await site.runJobs()
  await site.admin.query("update system_settings set setting_value = 'true' where setting_key = 'review.first_opinion'")
  const seen = await seenBy(dana)
  expect(seen).toMatchObject({ series: 1, instances: 1 })
  expect(seen.listed[0]).toBe(1)
  expect(seen.listed[1]).toBe(1)
  expect(seen.modalities).not.toContain('SR')
  expect(seen.classes.filter((uid) => classesMadeHere.has(uid))).toEqual([])
  expect((await dana.get('/dicom-web/studies?ModalitiesInStudy=SR')).body).toHaveLength(1) // that of the first test
  const found = await dana.get(`/dicom-web/studies?StudyInstanceUID=${study}&Modality=SR`)
  expect(found.body).toEqual([])
  // One of the first test, which nobody has hidden before it was signed; not the new one.
  const series = async () =>
    (await dana.get('/dicom-web/series?Modality=SR')).body.map(
      (one: DicomJson) => one[jsonKey('StudyInstanceUID')]?.Value?.[0],
    )
  expect(await series()).not.toContain(study)
  await site.admin.query(
    "update system_settings set setting_value = 'false' where setting_key = 'review.first_opinion'",
  )
  expect((await seenBy(dana)).modalities).toContain('SR')
  expect(await series()).toContain(study)
})
