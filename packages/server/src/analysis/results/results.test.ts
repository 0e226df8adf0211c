import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { actAs, actAsWorker } from '@firstread/database'
import {
  type DicomJson,
  decodeFrame,
  explicitLittleEndian,
  parse,
  synthesize,
  syntheticElements,
  text,
  write,
} from '@firstread/dicom'
import type { Person, Site } from '@firstread/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { upload } from '../../ingest/testing/upload.ts'
import { newSiteWithModel, picture, runsOf, statusOf } from '../testing/study.ts'
import { makeResults } from './make-results.ts'
import { resultInstances } from './result-queries.ts'

let site: Site
let ada: Person
let ray: Person
let doctor: Person
let tech: Person
beforeAll(async () => {
  site = await newSiteWithModel()
  ada = await site.person('patient', { name: 'Ada Lovelace', dateOfBirth: '2022-03-04' })
  ray = await site.person('radiologist')
  doctor = await site.person('doctor')
  tech = await site.person('tech')
})
afterAll(() => site[Symbol.asyncDispose]())

type Row = {
  image_id: string
  object_id: string
  modality: string
  sop_instance_uid: string
  made_by_run: string
  metadata: DicomJson
}
const resultsOf = async (reportId: string): Promise<Row[]> =>
  (
    await site.admin.query(
      `select i.image_id, i.object_id, s.modality, d.sop_instance_uid, i.made_by_run, d.metadata from report_images i
       join dicom_instances d using (image_id) join dicom_series s using (series_instance_uid)
       where i.report_id = $1 and i.made_by_run is not null order by i.display_order`,
      [reportId],
    )
  ).rows
const bytesOf = (row: Row | undefined) => site.app.objects.readAll(row?.object_id ?? '')
const patient = { PatientName: 'Lovelace^Ada', PatientID: 'A-1' }
const [height, width] = [256, 240]

/** A film of 12 bits that the test network reads as bright, which is high; see testing/study.ts. */
function film(seed: number): Uint8Array {
  const pixels = new Uint16Array(height * width)
  for (let i = 0; i < pixels.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)]
    pixels[i] = 16 * (195 + 25 * Math.sin((x + seed * 7) / 19) * Math.cos(y / 23) + ((x * 31 + y * 17 + seed) % 7))
  }
  const elements = syntheticElements({ kind: 'DX', seed, rows: height, columns: width, elements: patient })
  return write(elements, { transferSyntaxUid: explicitLittleEndian, pixelData: new Uint8Array(pixels.buffer) })
}
const analyzed = async (file: Uint8Array): Promise<string> => {
  const { body } = await upload(ray, [file], { patientId: ada.id })
  await site.runJobs()
  return body.reportId
}

/** What a program says of a file of ours. */
async function ask(program: string, bytes: Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'firstread-results-'))
  await writeFile(join(folder, 'file.dcm'), bytes)
  const { stdout, stderr } = spawnSync(program, [join(folder, 'file.dcm')], { encoding: 'utf8' })
  await rm(folder, { recursive: true })
  return stdout + stderr
}
const have = (program: string) => {
  const found = spawnSync('which', [program]).status === 0
  if (!found) console.warn(`${program} is not installed: tests that ask it are skipped`)
  return found
}

describe('a DICOM study that the model read', () => {
  let reportId: string
  let results: Row[]
  beforeAll(async () => {
    reportId = await analyzed(film(1))
    results = await resultsOf(reportId)
  })

  test('has a structured report and an evidence map in series of their own', async () => {
    expect(await statusOf(site, reportId)).toEqual({ status: 'analyzed', risk_score: 'high' })
    expect(results.map(({ modality }) => modality)).toEqual(['SR', 'OT'])
    const series = await site.admin.query(
      `select distinct s.series_description, s.is_result, s.number_of_instances from dicom_series s
       join medical_reports r using (study_instance_uid) where r.report_id = $1 and s.is_result order by 1`,
      [reportId],
    )
    expect(series.rows).toEqual([
      { series_description: 'Firstread AI evidence map', is_result: true, number_of_instances: 1 },
      { series_description: 'Firstread AI report', is_result: true, number_of_instances: 1 },
    ])
  })

  test('keeps patient and study of the film, and points to it', async () => {
    const report = parse(await bytesOf(results[0]), { bulkBytes: 1 << 20 }).elements
    expect(text(report, 'PatientName')).toBe('Lovelace^Ada')
    expect(text(report, 'PatientID')).toBe('A-1')
    const [run] = (
      await site.admin.query('select model_sha256, result from analysis_runs where run_id = $1', [
        results[0]?.made_by_run,
      ])
    ).rows
    const all = JSON.stringify(report)
    expect(all).toContain(`sha256=${run.model_sha256}`)
    expect(all).toContain(String(run.result.probabilities.high))
    expect(all).toContain('Not for diagnosis until a doctor has signed')
    const original = parse(film(1)).elements
    expect(all).toContain(text(original, 'SOPInstanceUID'))
    expect(text(report, 'StudyInstanceUID')).toBe(text(original, 'StudyInstanceUID'))
  })

  test('the map is a colour picture a little taller than the film', async () => {
    const { rows, columns, samplesPerPixel } = await decodeFrame(parse(await bytesOf(results[1])))
    expect(samplesPerPixel).toBe(3)
    expect(columns).toBe(256) // the film's 240 leave too little room for the words
    expect(rows).toBeGreaterThan(256)
  })

  test.skipIf(!have('dciodvfy'))('dciodvfy finds no error in what is stored', async () => {
    for (const row of results) expect(await ask('dciodvfy', await bytesOf(row))).not.toMatch(/^Error/m)
  })
  test.skipIf(!have('dsrdump'))('dsrdump reads the report', async () => {
    const said = await ask('dsrdump', await bytesOf(results[0]))
    expect(said).not.toMatch(/^[EF]:/m)
    expect(said).toMatch(/Calibrated probability of high risk/)
  })

  test('the report is not pending again, and no film is added to it', async () => {
    expect(await runsOf(site, reportId)).toHaveLength(1)
    for (const person of [ray, doctor, tech, ada]) {
      const { body } = await person.get(`/reports/${reportId}`)
      expect(body.images).toHaveLength(1)
    }
    const { rows } = await site.admin.query(
      `select number_of_series, number_of_instances, modalities_in_study from dicom_studies s
       join medical_reports r using (study_instance_uid) where r.report_id = $1`,
      [reportId],
    )
    expect(rows).toEqual([{ number_of_series: 1, number_of_instances: 1, modalities_in_study: ['DX'] }])
  })

  test('a second run of the job changes nothing', async () => {
    const job = { reportId, runId: results[0]?.made_by_run ?? '' }
    const signal = new AbortController().signal
    await makeResults(site.workerApp, job, { attempt: 1, maxAttempts: 3, signal })
    expect(await resultsOf(reportId)).toEqual(results)
  })

  test('after a reanalysis the new run has results of its own, and only they are listed for peers', async () => {
    await tech.post(`/reports/${reportId}/reanalyze`)
    await site.runJobs()
    const now = await resultsOf(reportId)
    expect(now).toHaveLength(4)
    expect(new Set(now.map(({ sop_instance_uid }) => sop_instance_uid)).size).toBe(4)
    const listed = await actAsWorker(site.workerDb, 'test', (tx) => resultInstances(tx, reportId))
    const fresh = now.filter(({ made_by_run }) => made_by_run !== results[0]?.made_by_run)
    expect(listed.map(({ image_id }) => image_id).toSorted()).toEqual(fresh.map(({ image_id }) => image_id).toSorted())
    expect((await runsOf(site, reportId)).filter((run) => run.is_adopted)).toHaveLength(1)
  })
})

test('an upload that was no DICOM has results too, under the name of the account', async () => {
  const reportId = await analyzed(await picture('high', 3))
  const [report, map] = await resultsOf(reportId)
  const elements = parse(await bytesOf(report), { bulkBytes: 1 << 20 }).elements
  expect(text(elements, 'PatientName')).toBe('Ada Lovelace')
  expect(text(elements, 'PatientID')).toBe(ada.id)
  expect(text(elements, 'PatientBirthDate')).toBe('20220304')
  expect(JSON.stringify(elements)).toContain(map?.sop_instance_uid)
  if (have('dciodvfy')) {
    for (const row of [report, map]) expect(await ask('dciodvfy', await bytesOf(row))).not.toMatch(/^Error/m)
  }
})

test('what the model abstained from has a report that says why, and no map', async () => {
  const reportId = await analyzed(synthesize({ kind: 'DX', seed: 30, rows: height, columns: width, elements: patient }))
  const [run] = await runsOf(site, reportId)
  expect(run).toMatchObject({ outcome: 'abstained', is_adopted: true })
  const results = await resultsOf(reportId)
  expect(results.map(({ modality }) => modality)).toEqual(['SR'])
  const said = JSON.stringify(parse(await bytesOf(results[0]), { bulkBytes: 1 << 20 }).elements)
  expect(said).toContain('ABSTAINED')
  expect(said).toContain(run?.reason)
  expect(said).not.toContain('Calibrated probability')
})

test('what no model was asked has none', async () => {
  const { body } = await upload(ray, [await picture('high', 4)], { patientId: ada.id, imageType: 'ct_scan' })
  await site.runJobs()
  expect(await runsOf(site, body.reportId)).toMatchObject([{ outcome: 'out_of_scope', reason: 'no_model' }])
  expect(await resultsOf(body.reportId)).toEqual([])
})

test('a run that is no longer adopted adds nothing, and leaves no object behind', async () => {
  const reportId = await analyzed(await picture('low', 5))
  const [result] = await resultsOf(reportId)
  const runId = result?.made_by_run ?? ''
  // As if the job had never run, and a newer run had been adopted meanwhile.
  const other = await analyzed(await picture('low', 6))
  await site.admin.query(`delete from report_images where made_by_run = $1`, [runId])
  await site.admin.query('update analysis_runs set is_adopted = false where run_id = $1', [runId])
  const objects = async () => (await Array.fromAsync(site.app.objects.list())).length
  const before = await objects()
  const signal = new AbortController().signal
  await makeResults(site.workerApp, { reportId, runId }, { attempt: 1, maxAttempts: 3, signal })
  expect(await resultsOf(reportId)).toEqual([])
  expect(await objects()).toBe(before)
  expect(await resultsOf(other)).not.toEqual([])
})

test('two workers at once make one set', async () => {
  const reportId = await analyzed(film(40))
  const before = await resultsOf(reportId)
  const runId = before[0]?.made_by_run ?? ''
  await site.admin.query('delete from report_images where made_by_run = $1', [runId])
  await site.admin.query(
    `delete from dicom_series s using medical_reports r where s.study_instance_uid = r.study_instance_uid and r.report_id = $1 and s.is_result`,
    [reportId],
  )
  const run = { attempt: 1, maxAttempts: 3, signal: new AbortController().signal }
  const both = await Promise.allSettled([1, 2].map(() => makeResults(site.workerApp, { reportId, runId }, run)))
  // Whoever comes second finds the first one's rows, or fails on its UIDs and finds them at the next try.
  expect(both.some(({ status }) => status === 'fulfilled')).toBe(true)
  await makeResults(site.workerApp, { reportId, runId }, run)
  const uids = (rows: Row[]) => rows.map(({ sop_instance_uid }) => sop_instance_uid)
  expect(uids(await resultsOf(reportId))).toEqual(uids(before))
})

describe('who sees results', () => {
  let reportId: string
  let results: Row[]
  let films: Row[]
  beforeAll(async () => {
    reportId = await analyzed(film(20))
    results = await resultsOf(reportId)
    films = (
      await site.admin.query('select image_id from report_images where report_id = $1 and made_by_run is null', [
        reportId,
      ])
    ).rows
  })

  /** Instances of the study that row security shows, at each level of the index. */
  const seen = (person: Person) =>
    actAs(site.db, person.caller, async (tx) => {
      const { rows } = await sql<{ images: number; series: number; instances: number; objects: number }>`
        select (select count(*)::int from report_images where report_id = ${reportId}) as images,
          (select count(*)::int from dicom_series s join medical_reports r using (study_instance_uid) where r.report_id = ${reportId}) as series,
          (select count(*)::int from dicom_instances d join dicom_series s using (series_instance_uid)
            join medical_reports r using (study_instance_uid) where r.report_id = ${reportId}) as instances,
          (select count(*)::int from stored_objects where object_id in (select object_id from report_images where report_id = ${reportId})) as objects`.execute(
        tx,
      )
      return rows[0]
    })
  const everything = { images: 3, series: 3, instances: 3, objects: 3 }
  const filmsOnly = { images: 1, series: 1, instances: 1, objects: 1 }

  test('a patient sees the film and never the results, not even once released', async () => {
    expect(await seen(ada)).toEqual(filmsOnly)
    expect((await ada.fetch(`/reports/${reportId}/images/${films[0]?.image_id}`)).status).toBe(200)
    for (const { image_id } of results) {
      expect((await ada.fetch(`/reports/${reportId}/images/${image_id}`)).status).toBe(404)
      expect((await ada.fetch(`/reports/${reportId}/images/${image_id}/rendered`)).status).toBe(404)
    }
  })

  test('the uploader, doctors and techs see them; a colleague sees nothing', async () => {
    for (const person of [ray, doctor, tech]) {
      expect(await seen(person)).toEqual(everything)
      for (const { image_id } of results) {
        expect((await person.fetch(`/reports/${reportId}/images/${image_id}`)).status).toBe(200)
      }
    }
    const colleague = await site.person('radiologist')
    expect(await seen(colleague)).toEqual({ images: 0, series: 0, instances: 0, objects: 0 })
  })

  test('a doctor whose own opinion comes first sees them when it is saved; everybody else as before', async () => {
    await site.admin.query(
      `update system_settings set setting_value = 'true' where setting_key = 'review.first_opinion'`,
    )
    try {
      expect(await seen(doctor)).toEqual(filmsOnly)
      expect((await doctor.fetch(`/reports/${reportId}/images/${results[0]?.image_id}`)).status).toBe(404)
      expect(await seen(tech)).toEqual(everything)
      await doctor.post(`/worklist/${reportId}/claim`)
      const saved = await doctor.post(`/reports/${reportId}/reviews`, { firstOpinion: 'low' })
      expect(saved.status).toBe(201)
      expect(await seen(doctor)).toEqual(everything)
      expect(await seen(await site.person('doctor'))).toEqual(filmsOnly)
    } finally {
      await site.admin.query(
        `update system_settings set setting_value = 'false' where setting_key = 'review.first_opinion'`,
      )
    }
  })

  /** How many of a study's things DICOMweb lists for somebody. */
  async function listed(person: Person): Promise<Record<string, number>> {
    const { rows } = await site.admin.query('select study_instance_uid from medical_reports where report_id = $1', [
      reportId,
    ])
    const study = `/dicom-web/studies/${rows[0].study_instance_uid}`
    const count = async (path: string) => {
      const response = await person.fetch(`${study}/${path}`, { headers: { accept: 'application/dicom+json' } })
      return response.status === 200 ? ((await response.json()) as unknown[]).length : response.status
    }
    return { series: await count('series'), instances: await count('instances'), metadata: await count('metadata') }
  }
  const asDicomWeb = ({ series, instances }: typeof everything) => ({ series, instances, metadata: instances })

  test('DICOMweb lists to each what row security shows', async () => {
    expect(await listed(ada)).toEqual(asDicomWeb(filmsOnly))
    for (const person of [ray, doctor, tech]) expect(await listed(person)).toEqual(asDicomWeb(everything))
    await site.admin.query(
      `update system_settings set setting_value = 'true' where setting_key = 'review.first_opinion'`,
    )
    const withheld = await site.person('doctor')
    expect(await listed(withheld)).toEqual(asDicomWeb(filmsOnly))
    await site.admin.query(
      `update system_settings set setting_value = 'false' where setting_key = 'review.first_opinion'`,
    )
    expect(await listed(withheld)).toEqual(asDicomWeb(everything))
  })

  test('an export carries them under the patient’s name only, and to staff only', async () => {
    const files = async (person: Person, query = '') => {
      const response = await person.fetch(`/reports/${reportId}/export${query}`)
      await response.arrayBuffer()
      const { rows } = await site.admin.query(
        `select new_values ->> 'files' as files from audit_logs where action = 'export_study' and actor_id = $1 order by created_at desc limit 1`,
        [person.id],
      )
      return Number(rows[0]?.files)
    }
    expect(await files(doctor)).toBe(3)
    expect(await files(doctor, '?deidentify=true')).toBe(1)
    await site.admin.query(
      `with signed as (insert into doctor_reviews (report_id, doctor_id, state, reviewed_at, doctor_risk_assessment, urgency_level)
         values ($1, $2, 'signed', now(), 'low', 'routine') returning review_id)
       insert into result_releases (report_id, review_id, state, release_at, patient_text, risk)
       select $1, review_id, 'released', now(), 'x', 'low' from signed`,
      [reportId, doctor.id],
    )
    expect(await files(ada)).toBe(1)
    expect(await seen(ada)).toEqual(filmsOnly)
  })

  test('nobody but the worker says what an analysis said', async () => {
    const { rows } = await site.admin.query(
      `insert into medical_reports (report_id, patient_id, radiologist_id) values (gen_random_uuid(), $1, $2) returning report_id`,
      [ada.id, ray.id],
    )
    const forge = (run: string | null) =>
      actAs(site.db, ray.caller, (tx) =>
        sql`insert into report_images (report_id, image_url, made_by_run) values (${rows[0].report_id}, '/', ${run})`.execute(
          tx,
        ),
      )
    await expect(forge(results[0]?.made_by_run ?? '')).rejects.toThrow(/row-level security/)
    await expect(forge(null)).resolves.toBeDefined()
  })
})
