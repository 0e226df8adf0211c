import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { newSite, type Site } from '@firstread/testing'
import sharp from 'sharp'

/**
 * A network of 3 kB that knows nothing of medicine: it tells dark (low), middling (medium) and bright (high) pictures apart. With it
 * a test says what a reading shall be. Production reads with models/ only.
 */
export const testModels = resolve(import.meta.dirname, 'models')

/** A site with its own copy of the test model, which the test may spoil. */
export async function newSiteWithModel(): Promise<Site & { models: string }> {
  const models = await mkdtemp(join(tmpdir(), 'firstread-models-'))
  await cp(testModels, models, { recursive: true })
  const site = await newSite({ env: { FIRSTREAD_MODELS: models } })
  const dispose = async () => {
    await site[Symbol.asyncDispose]()
    await rm(models, { recursive: true })
  }
  return { ...site, models, [Symbol.asyncDispose]: dispose }
}

const side = 256
const levels = { low: 60, medium: 128, high: 195 } as const

/** A picture that the test network reads as asked: a soft, uneven grey, since it refuses blank pictures. */
export function picture(risk: keyof typeof levels, seed = 0): Promise<Buffer> {
  const grey = Buffer.alloc(side * side)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const wave = 25 * Math.sin((x + seed * 7) / 19) * Math.cos(y / 23) + ((x * 31 + y * 17 + seed) % 7)
      grey[y * side + x] = Math.max(0, Math.min(255, Math.round(levels[risk] + wave)))
    }
  }
  return sharp(grey, { raw: { width: side, height: side, channels: 1 } })
    .png()
    .toBuffer()
}

export type StudyOptions = {
  patient: { id: string }
  radiologist?: { id: string }
  images: readonly Uint8Array[]
  imageType?: 'xray' | 'ct_scan' | 'mri'
}

async function* once(bytes: Uint8Array) {
  yield bytes
}

/** A study as ingest leaves it behind: objects stored, rows written, the job in the queue, in one transaction. */
export async function arrive(site: Site, options: StudyOptions): Promise<string> {
  const { admin, app } = site
  const reportId = randomUUID()
  const stored = await Promise.all(options.images.map((bytes) => app.objects.put(once(bytes))))
  await admin.query('begin')
  await admin.query(
    `insert into medical_reports (report_id, patient_id, radiologist_id, patient_name, study_type, patient_age)
     values ($1, $2, $3, 'Test Patient', 'Chest X-ray', 3)`,
    [reportId, options.patient.id, options.radiologist?.id ?? null],
  )
  for (const [i, { objectId, sha256, sizeBytes, keyId }] of stored.entries()) {
    await admin.query('insert into stored_objects (object_id, sha256, size_bytes, key_id) values ($1, $2, $3, $4)', [
      objectId,
      sha256,
      sizeBytes,
      keyId,
    ])
    await admin.query(
      `insert into report_images (report_id, image_url, image_type, image_format, file_size, display_order, object_id, sha256)
       values ($1, '', $2, 'PNG', $3, $4, $5, $6)`,
      [reportId, options.imageType ?? 'xray', sizeBytes, i, objectId, sha256],
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

/** Lets waiting retries be due now instead of in a few seconds. */
export async function skipBackoff(site: Site): Promise<void> {
  await site.admin.query('update graphile_worker._private_jobs set run_at = now() where locked_at is null')
}

export async function statusOf(site: Site, reportId: string): Promise<{ status: string; risk_score: string | null }> {
  const { rows } = await site.admin.query('select status, risk_score from medical_reports where report_id = $1', [
    reportId,
  ])
  return rows[0]
}

export type RunFacts = { outcome: string | null; reason: string | null; is_adopted: boolean; kind: string }
export async function runsOf(site: Site, reportId: string): Promise<RunFacts[]> {
  const { rows } = await site.admin.query(
    'select outcome, reason, is_adopted, kind from analysis_runs where report_id = $1 order by fence',
    [reportId],
  )
  return rows
}
