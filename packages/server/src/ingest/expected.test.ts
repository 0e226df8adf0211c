import { type SynthesizeOptions, synthesize } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { stow } from './testing/stow.ts'
import { upload } from './testing/upload.ts'

let site: Site
let ray: Person
beforeAll(async () => {
  site = await newSite()
  ray = await site.person('radiologist')
})
afterAll(() => site[Symbol.asyncDispose]())

let seeds = 0
function newStudy(): string {
  seeds += 1
  return `expected ${seeds}`
}
const slice = (study: string, seed: number, rest: Partial<SynthesizeOptions> = {}) =>
  synthesize({ kind: 'CT', rows: 16, columns: 16, patient: study, study, seed, ...rest })
const rows = async (query: string, values: unknown[] = []) => (await site.admin.query(query, values)).rows
// Whoever made them, and in whichever way: every count is the number of its rows, and every study is found by what it is.
afterEach(async () => {
  const wrong = await rows(`
    select s.study_instance_uid, s.number_of_series, e.series, s.number_of_instances, d.instances, s.sop_classes_in_study, d.classes from dicom_studies s
    left join lateral (select count(*) filter (where not is_result) as series from dicom_series e
      where e.study_instance_uid = s.study_instance_uid) e on true
    left join lateral (select count(*) as instances, array_agg(distinct d.sop_class_uid::text order by d.sop_class_uid::text) as classes
      from dicom_instances d join dicom_series e using (series_instance_uid)
      where e.study_instance_uid = s.study_instance_uid and not d.is_result) d on true
    where s.number_of_series <> e.series or s.number_of_instances <> d.instances or s.sop_classes_in_study <> d.classes
    union all
    select e.series_instance_uid, null, null, e.number_of_instances, null, null, null from dicom_series e where e.number_of_instances <>
      (select count(*) from dicom_instances d where d.series_instance_uid = e.series_instance_uid)`)
  expect(wrong).toEqual([])
  expect(
    await rows(`with due as (
      select v.viewer, k.key, d.arrival from dicom_studies d
      cross join lateral (select '00000000-0000-0000-0000-000000000000'::uuid as viewer
        union select r.radiologist_id from medical_reports r where r.study_instance_uid = d.study_instance_uid) v
      cross join lateral (select unnest(app.study_keys(d.patient_name_folded, d.study_date)) as key
        union select app.modality_key(e.modality, d.study_date) from dicom_series e
        where e.study_instance_uid = d.study_instance_uid and not e.is_result and btrim(e.modality) <> '') k)
    (select 'missing', * from due except select 'missing', viewer, key, arrival from dicom_study_keys)
    union all (select 'too many', viewer, key, arrival from dicom_study_keys except select 'too many', * from due)`),
  ).toEqual([])
})

const said = new Set([200, 201])
const stored = async (person: Person, files: Uint8Array[]) => {
  const { status, body } = await stow(person, files)
  expect(said.has(status), JSON.stringify(body)).toBe(true)
}

test('instances of a study one after the other stand in one report, in their order', async () => {
  const study = newStudy()
  for (let seed = 1; seed <= 4; seed++) await stored(ray, [slice(study, seed)])
  const found = await rows(
    'select i.display_order from report_images i join medical_reports r using (report_id) where r.patient_name = (select max(patient_name) from medical_reports) order by 1',
  )
  expect(found.map(({ display_order }) => display_order)).toEqual([0, 1, 2, 3])
})

test('new and known studies, new and known series, all in one body, are counted right', async () => {
  const [known, fresh] = [newStudy(), newStudy()]
  await stored(ray, [slice(known, 1)])
  await stored(ray, [slice(known, 2), slice(known, 3, { series: 'another' }), slice(fresh, 1), slice(fresh, 2)])
  await stored(ray, [slice(known, 4, { series: 'another' })])
  await upload(ray, [slice(known, 5)])
  await stored(ray, [slice(known, 6), slice(fresh, 3)])
})

test('an instance that came before is held, and nothing is counted twice', async () => {
  const study = newStudy()
  await stored(ray, [slice(study, 1)])
  await stored(ray, [slice(study, 1)])
  await stored(ray, [slice(study, 1), slice(study, 2)])
})

test('a report that moved on since we last looked gets no more images: the rest makes a further one', async () => {
  const study = newStudy()
  await stored(ray, [slice(study, 1)])
  await stored(ray, [slice(study, 2)])
  const [{ report_id }] = await rows('select report_id from medical_reports order by upload_date desc limit 1')
  await site.admin.query("update medical_reports set status = 'analyzing' where report_id = $1", [report_id])
  await stored(ray, [slice(study, 3)])
  const found = await rows(
    `select r.status, count(*)::int as images from medical_reports r join report_images i using (report_id)
     where r.study_instance_uid = (select study_instance_uid from medical_reports where report_id = $1) group by r.report_id, r.status order by r.status`,
    [report_id],
  )
  expect(found).toEqual([
    { status: 'analyzing', images: 2 },
    { status: 'pending', images: 1 },
  ])
})

test('a study that another sender began is asked about, not assumed', async () => {
  const other = await site.person('radiologist')
  const study = newStudy()
  await stored(other, [slice(study, 1)])
  const { status, body } = await stow(ray, [slice(study, 2)])
  expect(status, JSON.stringify(body)).toBe(409)
})

test('many connections of one sender, studies mixed, end in the right places', async () => {
  const studies = [newStudy(), newStudy(), newStudy()]
  const files = studies.flatMap((study) => [1, 2, 3, 4, 5].map((seed) => slice(study, seed)))
  await Promise.all(files.map((file) => stored(ray, [file])))
  const counts = await rows(
    `select count(*)::int as images, count(distinct r.report_id)::int as reports, max(i.display_order) as last from medical_reports r
     join report_images i using (report_id) where r.upload_date > now() - interval '1 minute' group by r.study_instance_uid having count(*) = 5`,
  )
  expect(counts.filter(({ reports, last }) => reports === 1 && last === 4).length).toBeGreaterThanOrEqual(3)
})
