import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Site } from '@firstread/testing'

export const testData = process.env.TEST_DATA ?? resolve(import.meta.dirname, '../../../../../../shared/data')
const xrays = join(testData, 'chest-xray/train')
export const haveTestData = existsSync(xrays)

/** A training picture by its class and place in labels.csv. */
export function xray(kind: 'normal' | 'viral' | 'bacterial', place = 0): Buffer {
  const rows = readFileSync(join(xrays, 'labels.csv'), 'utf8').trim().split('\n').slice(1)
  const files = rows.map((row) => row.split(',')).filter(([, found]) => found === kind)
  const file = files[place]?.[0]
  if (!file) throw new Error(`no ${kind} picture ${place}`)
  return readFileSync(join(xrays, file))
}

export type StudyOptions = {
  patient: { id: string }
  radiologist?: { id: string }
  images: readonly Uint8Array[]
  imageType?: 'xray' | 'ct_scan' | 'mri'
  studyType?: string
  age?: number
}

/** A study as ingest leaves it behind: objects stored, rows written, the job in the queue. */
export async function arrive(site: Site, options: StudyOptions): Promise<string> {
  const { admin, app } = site
  const reportId = randomUUID()
  await admin.query('begin')
  await admin.query(
    `insert into medical_reports (report_id, patient_id, radiologist_id, patient_name, study_type, patient_age)
     values ($1, $2, $3, 'Test Patient', $4, $5)`,
    [
      reportId,
      options.patient.id,
      options.radiologist?.id ?? null,
      options.studyType ?? 'Chest X-ray',
      options.age ?? 3,
    ],
  )
  for (const [i, bytes] of options.images.entries()) {
    const stored = await app.objects.put(
      (async function* () {
        yield bytes
      })(),
    )
    await admin.query('insert into stored_objects (object_id, sha256, size_bytes, key_id) values ($1, $2, $3, $4)', [
      stored.objectId,
      stored.sha256,
      stored.sizeBytes,
      stored.keyId,
    ])
    await admin.query(
      `insert into report_images (report_id, image_url, image_type, image_format, file_size, display_order, object_id, sha256)
       values ($1, '', $2, 'JPEG', $3, $4, $5, $6)`,
      [reportId, options.imageType ?? 'xray', stored.sizeBytes, i, stored.objectId, stored.sha256],
    )
  }
  await admin.query(
    `select graphile_worker.add_job('analyze_study', json_build_object('reportId', $1::text, 'kind', 'first'),
       max_attempts => 3, job_key => 'analyze:' || $1::text)`,
    [reportId],
  )
  await admin.query('commit')
  return reportId
}
