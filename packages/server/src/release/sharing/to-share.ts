import { Problem, plainWords, type Share, type SharedResult } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { openField, openOptional } from '../../platform/fields.ts'
import type { Keys } from '../../platform/keys.ts'
import { addendumPlace, placeOf } from '../../review/index.ts'
import { textPlace } from '../release.ts'
import {
  listSharedAddenda,
  listSharedImages,
  listSharedReviews,
  type SharedAddendumRow,
  type SharedImageRow,
  type SharedReviewRow,
  type SharedRow,
  type ShareRow,
} from './queries.ts'

export const toShare = (row: ShareRow): Share => ({
  shareId: row.share_id,
  reportId: row.report_id,
  studyType: row.study_type,
  uploadDate: row.upload_date.toISOString(),
  label: row.label,
  allowsPictures: row.allows_pictures,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  state: row.close_reason ?? (row.is_expired ? 'expired' : 'open'),
  openedCount: row.opened_count,
  lastOpenedAt: row.last_opened_at?.toISOString() ?? null,
})

/** The shared result as its visitor reads it. @throws Problem  not-found */
export async function composeShared(tx: Tx, keys: Keys, row: SharedRow): Promise<SharedResult> {
  if (row.patient_text === null || row.release_at === null) throw new Problem('not-found')
  const reviews = await listSharedReviews(tx, row.report_id)
  const addenda = await listSharedAddenda(
    tx,
    reviews.map((one) => one.review_id),
  )
  const words = plainWords.parse(JSON.parse(openField(keys, textPlace(row.report_id), row.patient_text)))
  return {
    shareId: row.share_id,
    patientName: row.patient_name,
    studyType: row.study_type,
    uploadDate: row.upload_date.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    allowsPictures: row.allows_pictures,
    assessment: row.risk,
    result: { ...words, releasedAt: row.release_at.toISOString() },
    reviews: reviews.map((one) => toSharedReview(keys, one, addenda)),
    images: (await listSharedImages(tx, row.report_id)).map(toSharedImage(row.share_id)),
  }
}

function toSharedReview(keys: Keys, row: SharedReviewRow, addenda: readonly SharedAddendumRow[]) {
  const open = (column: string, sealed: string | null) => openOptional(keys, placeOf(column, row.review_id), sealed)
  return {
    reviewId: row.review_id,
    clinicalFindings: open('clinical_findings', row.clinical_findings),
    recommendedAction: open('recommended_action', row.recommended_action),
    treatmentPlan: open('treatment_plan', row.treatment_plan),
    medicationPrescribed: row.medication_prescribed,
    reviewedAt: row.reviewed_at?.toISOString() ?? null,
    addenda: addenda
      .filter((one) => one.review_id === row.review_id)
      .map((one) => ({
        addendumId: one.addendum_id,
        text: openField(keys, addendumPlace(one.addendum_id), one.addendum_text),
        createdAt: one.created_at.toISOString(),
      })),
  }
}

const toSharedImage = (shareId: string) => (row: SharedImageRow) => ({
  imageId: row.image_id,
  width: row.width,
  height: row.height,
  hasPixels: row.has_pixels,
  url: `/api/v1/shared/${shareId}/images/${row.image_id}`,
})
