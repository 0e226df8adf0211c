import { actAs, type Tx } from '@firstread/database'
import { newSite, type Person, type Site } from '@firstread/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { matching, type Search, search } from './search.ts'

/** Thousands of studies, by SQL: what a handful cannot show. */
let site: Site
let dana: Person
let rob: Person
let rex: Person
const count = 3500

/** Rob's are the odd ones, Rex's the even ones. */
async function addStudies(from: number, to: number): Promise<void> {
  await site.admin.query(
    `insert into dicom_studies (study_instance_uid, patient_id, study_date, patient_name, patient_name_folded, accession_number)
     select '2.25.' || i, $1, date '2025-01-01' + i % 100, 'N' || i, 'n' || i, 'A' || i from generate_series($2::int, $3::int) i`,
    [dana.id, from, to],
  )
  await site.admin.query(
    `insert into dicom_series (series_instance_uid, study_instance_uid, modality)
     select '2.26.' || i, '2.25.' || i, case when i % 1000 = 7 then 'XA' else 'CT' end from generate_series($1::int, $2::int) i`,
    [from, to],
  )
  await site.admin.query(
    `insert into medical_reports (patient_id, radiologist_id, study_instance_uid, patient_name, study_type)
     select $1, case when i % 2 = 1 then $2::uuid else $3::uuid end, '2.25.' || i, 'N', 'X' from generate_series($4::int, $5::int) i`,
    [dana.id, rob.id, rex.id, from, to],
  )
}

beforeAll(async () => {
  site = await newSite()
  dana = await site.person('doctor')
  rob = await site.person('radiologist')
  rex = await site.person('radiologist')
  await addStudies(1, count)
})
afterAll(() => site[Symbol.asyncDispose]())

const run = (person: Person, wanted: Partial<Search>) =>
  actAs(site.db, person.caller, (tx, who) =>
    search(tx, who, { level: 'study', matches: [], limit: 25, offset: 0, ...wanted }),
  )
const numbers = async (person: Person, wanted: Partial<Search>) =>
  (await run(person, wanted)).rows.map((row) => Number(row.study_instance_uid.slice(5)))
const landmarks = async () =>
  (await site.admin.query('select viewer, nth, arrival from dicom_study_landmarks order by viewer, nth')).rows

test('any offset into everything is right, before and after landmarks are placed, and the total is known', async () => {
  expect(await landmarks()).toEqual([])
  for (const round of ['walked', 'by landmarks'])
    for (const offset of [0, 1, 999, 1000, 1001, 2499, 2500, 2501, 3475, 3499]) {
      const expected = Array.from({ length: Math.min(25, count - offset) }, (_, i) => count - offset - i)
      expect(await numbers(dana, { offset }), `${round}, ${offset}`).toEqual(expected)
    }
  expect((await landmarks()).map(({ nth }) => Number(nth))).toEqual([1000, 2000, 3000])
  expect(await run(dana, { offset: 10 })).toMatchObject({ total: count, hasMore: true })
  expect(await run(dana, { offset: count })).toMatchObject({ rows: [], hasMore: false })
})

test('the same for an uploader, who has other landmarks', async () => {
  const mine = Array.from({ length: count / 2 }, (_, i) => count - 1 - 2 * i)
  for (const offset of [0, 700, 1749]) expect(await numbers(rob, { offset })).toEqual(mine.slice(offset, offset + 25))
  expect((await run(rob, { offset: 3 })).total).toBe(count / 2)
})

test('what arrives later is counted, and an old study that becomes mine moves the landmarks behind it', async () => {
  await addStudies(count + 1, count + 1000)
  expect((await run(dana, {})).total).toBe(count + 1000)
  expect((await run(rob, {})).total).toBe(2250)
  await run(rob, {}) // two thousand walked: now there are landmarks
  const { rows } = await site.admin.query('select nth from dicom_study_landmarks where viewer = $1', [rob.id])
  expect(rows.map(({ nth }) => Number(nth))).toEqual([1000, 2000])
  await site.admin.query(
    `insert into medical_reports (patient_id, radiologist_id, study_instance_uid, patient_name, study_type) values ($1, $2, '2.25.2', 'N', 'X')`,
    [dana.id, rob.id],
  )
  expect((await run(rob, {})).total).toBe(2251)
  const mine = [...Array.from({ length: 2250 }, (_, i) => 4499 - 2 * i), 2].sort((a, b) => b - a)
  for (const offset of [0, 1200, 2240]) expect(await numbers(rob, { offset })).toEqual(mine.slice(offset, offset + 25))
})

test('a study that is erased takes its keys along', async () => {
  await site.admin.query("delete from medical_reports where study_instance_uid = '2.25.4'")
  await site.admin.query("delete from dicom_studies where study_instance_uid = '2.25.4'")
  expect((await run(dana, {})).total).toBe(count + 999)
  expect(await numbers(dana, { matches: matching('PatientName', 'n4') })).toEqual([])
  expect((await numbers(dana, { offset: count + 990 })).slice(-4)).toEqual([5, 3, 2, 1])
})

test('a rare modality, a name and a day are found among thousands, by everybody who may', async () => {
  expect(await numbers(dana, { matches: matching('ModalitiesInStudy', 'XA') })).toEqual(
    expect.arrayContaining([7, 1007, 2007, 3007, 4007]),
  )
  expect(await numbers(rex, { matches: matching('ModalitiesInStudy', 'XA') })).toEqual([])
  expect(await numbers(dana, { matches: matching('PatientName', 'N123*') })).toEqual([
    123, 1230, 1231, 1232, 1233, 1234, 1235, 1236, 1237, 1238, 1239,
  ])
  expect(await numbers(rex, { matches: matching('PatientName', 'N123*') })).toEqual([1230, 1232, 1234, 1236, 1238])
  const day = await run(dana, { matches: matching('StudyDate', '20250103'), limit: 1000 })
  expect([day.rows.length, day.total]).toEqual([45, 45])
})

test('a radiologist reads no other’s keys, a patient none, and nobody writes them', async () => {
  const keys = (person: Person) =>
    actAs(
      site.db,
      person.caller,
      async (tx) =>
        (await sql<{ n: number }>`select count(*) as n from public.dicom_study_keys`.execute(tx)).rows[0]?.n,
    )
  const { rows } = await site.admin.query('select count(*)::int as n from dicom_study_keys where viewer = $1', [rob.id])
  expect(await keys(rob)).toBe(rows[0].n)
  expect(await keys(await site.person('radiologist'))).toBe(0)
  await expect(keys(await site.person('patient'))).rejects.toMatchObject({ code: '42501' })
  const write = (tx: Tx) => sql`insert into public.dicom_study_keys values (auth.uid(), 'a', 1)`.execute(tx)
  await expect(actAs(site.db, rob.caller, write)).rejects.toMatchObject({ code: '42501' })
})

test('a search that would read the archive study by study is refused rather than answered in part', async () => {
  // Keys without studies: what counts is how many would have to be looked at.
  await site.admin.query(
    `insert into dicom_study_keys select '00000000-0000-0000-0000-000000000000', 'a', 1000000 + i from generate_series(1, 20001) i`,
  )
  await expect(run(dana, { matches: matching('StudyTime', '0800-0900') })).rejects.toMatchObject({
    code: 'search-too-broad',
  })
  const narrow = [...matching('StudyTime', '0800-0900'), ...matching('StudyDate', '20250103')]
  expect((await run(dana, { matches: narrow })).rows).toEqual([])
})

/** A series of results with one instance, as `make_results` writes them. */
async function addResult(study: number, modality: string, run = 1): Promise<void> {
  const uid = `2.27.${run}${study}`
  await site.admin.query(
    `insert into dicom_series (series_instance_uid, study_instance_uid, modality, is_result) values ($1, $2, $3, true)`,
    [uid, `2.25.${study}`, modality],
  )
  await site.admin.query(
    `with image as (insert into report_images (report_id, image_url, image_format, made_by_run)
       select report_id, 'x', 'DICOM', null from medical_reports where study_instance_uid = $2 limit 1 returning image_id)
     insert into dicom_instances (sop_instance_uid, series_instance_uid, image_id, sha256, is_result)
       select $1, $1, image_id, '\\x00', true from image`,
    [uid, `2.25.${study}`],
  )
}

test('structured reports of ours are found without a date among more studies than are looked at one by one', async () => {
  await site.admin.query(
    `insert into dicom_study_keys select '00000000-0000-0000-0000-000000000000', 'a', 2000000 + i from generate_series(1, 20001) i`,
  )
  for (const study of [9, 2010, 3000]) await addResult(study, 'SR')
  await addResult(2010, 'SR', 2) // analyzed again
  await addResult(3000, 'OT', 3)
  const byModality = async (person: Person, values: string, rest: Partial<Search> = {}) =>
    (await numbers(person, { matches: matching('ModalitiesInStudy', values), ...rest })).toSorted((a, b) => a - b)
  expect(await byModality(dana, 'SR')).toEqual([9, 2010, 3000])
  expect(await byModality(dana, 'OT')).toEqual([3000])
  expect(await byModality(dana, 'OT\\XA')).toEqual([7, 1007, 2007, 3000, 3007, 4007])
  expect(await byModality(rob, 'SR')).toEqual([9])
  expect(await byModality(rex, 'SR')).toEqual([2010, 3000])
  expect(await byModality(await site.person('radiologist'), 'SR')).toEqual([])
  const first = await run(dana, { matches: matching('ModalitiesInStudy', 'SR'), limit: 2 })
  expect([first.rows.length, first.hasMore]).toEqual([2, true])
  const series = await run(dana, { level: 'series', matches: matching('Modality', 'SR') })
  expect(series.rows).toHaveLength(4)
})
