import type { Review, Risk, ShareRequest } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { sql } from 'kysely'
import type { ShareSecrets } from './secrets.ts'

export type ShareRow = {
  share_id: string
  report_id: string
  study_type: string | null
  upload_date: Date
  label: string
  allows_pictures: boolean
  created_at: Date
  expires_at: Date
  closed_at: Date | null
  close_reason: 'revoked' | 'wrong-codes' | null
  is_expired: boolean
  opened_count: number
  last_opened_at: Date | null
}

/** How many that have ended are still told. */
const endedTold = 20

const shareColumns = sql`s.share_id, s.report_id, m.study_type, m.upload_date, s.label, s.allows_pictures, s.created_at,
  s.expires_at, s.closed_at, s.close_reason, s.expires_at <= clock_timestamp() as is_expired, s.opened_count, s.last_opened_at`

/** Whose they are, row security decides. */
export async function listShares(tx: Tx): Promise<ShareRow[]> {
  const { rows } = await sql<ShareRow>`
    with told as (
      (select ${shareColumns} from public.result_shares s join public.medical_reports m on m.report_id = s.report_id
        where s.closed_at is null and s.expires_at > clock_timestamp())
      union all
      (select ${shareColumns} from public.result_shares s join public.medical_reports m on m.report_id = s.report_id
        where s.closed_at is not null or s.expires_at <= clock_timestamp()
        order by least(s.closed_at, s.expires_at) desc limit ${endedTold})
    ) select * from told order by created_at desc, share_id`.execute(tx)
  return rows
}

export async function findShare(tx: Tx, shareId: string): Promise<ShareRow | undefined> {
  const { rows } = await sql<ShareRow>`
    select ${shareColumns} from public.result_shares s join public.medical_reports m on m.report_id = s.report_id
    where s.share_id = ${shareId}`.execute(tx)
  return rows[0]
}

export async function sharingIsOn(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ is_on: boolean }>`select auth.sharing_is_on() as is_on`.execute(tx)
  return rows[0]?.is_on ?? false
}

/** @returns undefined when there is no such report of the caller */
export async function insertShare(
  tx: Tx,
  reportId: string,
  { label, days, allowsPictures }: ShareRequest,
  { tokenMac, codeMac }: ShareSecrets,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string | null }>`
    select app.share_result(${reportId}, ${label}, ${days}, ${allowsPictures}, ${tokenMac}, ${codeMac}) as id`.execute(
    tx,
  )
  return rows[0]?.id ?? undefined
}

export async function stopSharing(tx: Tx, shareId: string): Promise<boolean> {
  const { rows } = await sql<{ done: boolean }>`select app.stop_sharing(${shareId}) as done`.execute(tx)
  return rows[0]?.done ?? false
}

/** @returns the share, or neither it nor anything to wait for: refused */
export async function openShare(
  tx: Tx,
  given: Pick<ShareSecrets, 'tokenMac' | 'codeMac'>,
  place: string,
  visitMac: string,
): Promise<{ shareId: string | null; waitSeconds: number }> {
  const { rows } = await sql<{ opened: string | null; wait_seconds: number }>`
    select * from auth.open_share(${given.tokenMac}, ${given.codeMac}, ${place}, ${visitMac})`.execute(tx)
  return { shareId: rows[0]?.opened ?? null, waitSeconds: rows[0]?.wait_seconds ?? 0 }
}

export async function noteVisit(tx: Tx, action: string, details?: unknown): Promise<void> {
  await sql`select auth.note_visit(${action}, ${details === undefined ? null : JSON.stringify(details)}::jsonb)`.execute(
    tx,
  )
}

// What follows is asked as the visitor: row security shows one report, as its patient reads it now.

export type SharedRow = {
  share_id: string
  report_id: string
  patient_name: string | null
  study_type: string | null
  upload_date: Date
  expires_at: Date
  allows_pictures: boolean
  risk: Risk | null
  patient_text: string | null
  release_at: Date | null
}

export async function findShared(tx: Tx): Promise<SharedRow | undefined> {
  const { rows } = await sql<SharedRow>`
    select s.share_id, m.report_id, m.patient_name, m.study_type, m.upload_date, s.expires_at, s.allows_pictures, r.risk,
      r.patient_text, r.release_at
    from public.result_shares s
    join public.medical_reports m on m.report_id = s.report_id
    join public.result_releases r on r.report_id = s.report_id`.execute(tx)
  return rows[0]
}

export type SharedReviewRow = {
  review_id: string
  clinical_findings: string | null
  recommended_action: string | null
  treatment_plan: string | null
  medication_prescribed: Review['medicationPrescribed']
  reviewed_at: Date | null
}

export async function listSharedReviews(tx: Tx, reportId: string): Promise<SharedReviewRow[]> {
  const { rows } = await sql<SharedReviewRow>`
    select review_id, clinical_findings, recommended_action, treatment_plan, medication_prescribed, reviewed_at
    from public.doctor_reviews where report_id = ${reportId} and state = 'signed'
    order by reviewed_at, review_id`.execute(tx)
  return rows
}

export type SharedAddendumRow = { addendum_id: string; review_id: string; addendum_text: string; created_at: Date }

export async function listSharedAddenda(tx: Tx, reviewIds: readonly string[]): Promise<SharedAddendumRow[]> {
  const { rows } = await sql<SharedAddendumRow>`
    select addendum_id, review_id, addendum_text, created_at from public.review_addenda
    where review_id = any(${[...reviewIds]}::uuid[]) order by created_at, addendum_id`.execute(tx)
  return rows
}

export type SharedImageRow = { image_id: string; width: number | null; height: number | null; has_pixels: boolean }

export async function listSharedImages(tx: Tx, reportId: string): Promise<SharedImageRow[]> {
  const { rows } = await sql<SharedImageRow>`
    select image_id, width, height, has_pixels from public.report_images
    where report_id = ${reportId} and made_by_run is null order by display_order, image_id`.execute(tx)
  return rows
}
