import { isDeepStrictEqual } from 'node:util'
import { type Annotation, type AnnotationDraft, Problem } from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import { audit } from '../../audit/index.ts'
import { openOptional, sealOptional } from '../../platform/fields.ts'
import type { Keys } from '../../platform/keys.ts'
import { findReport, type ReportRow } from '../../reports/index.ts'
import {
  type AnnotationRow,
  countOwn,
  hasFrame,
  insertAnnotation,
  listAnnotations,
  lockAnnotation,
  removeAnnotation,
  updateAnnotation,
} from './queries.ts'

/** More than anybody draws by hand, and few enough to be sent as one list. */
const mostOwn = 500

type Which = { reportId: string; annotationId: string }
export type Saved = { annotation: Annotation; isNew: boolean }

/**
 * Saves a new annotation, or the next state of one of the caller's. The client chose the id, so a saving whose answer was
 * lost is repeated safely: what already stands as sent is answered as it stands.
 *
 * @throws Problem  not-found, forbidden (another doctor's), wrong-status (archived), annotation-changed, too-many-annotations
 */
export async function saveAnnotation(
  tx: Tx,
  keys: Keys,
  who: Principal,
  { reportId, annotationId }: Which,
  draft: AnnotationDraft,
): Promise<Saved> {
  const report = await writableReport(tx, who, reportId)
  const row = await ownAnnotation(tx, who, { reportId, annotationId })
  if (row && isRepeated(keys, row, draft)) return { annotation: toAnnotation(keys, row), isNew: false }
  if ((row?.version ?? 0) !== draft.version || row?.removed_at) throw new Problem('annotation-changed')
  const label_text = sealOptional(keys, labelPlace(annotationId), draft.label)
  if (row) {
    if (!isSamePlace(row, draft)) throw new Problem('annotation-changed')
    await updateAnnotation(tx, annotationId, { points: draft.points, label_text })
  } else await insertNew(tx, who, { reportId, annotationId }, draft, label_text)
  const saved = (await listAnnotations(tx, reportId)).find((one) => one.annotation_id === annotationId)
  if (!saved) throw new Error('an annotation just saved is not to be seen')
  await note(tx, report, saved, row ? 'change_annotation' : 'create_annotation')
  return { annotation: toAnnotation(keys, saved), isNew: !row }
}

/** Leaves a tombstone. Removing twice is removing once. @throws Problem  not-found, forbidden, wrong-status, annotation-changed */
export async function dropAnnotation(tx: Tx, who: Principal, which: Which, version: number): Promise<void> {
  const report = await writableReport(tx, who, which.reportId)
  const row = await ownAnnotation(tx, who, which)
  if (!row) throw new Problem('not-found')
  if (row.removed_at) return
  if (row.version !== version) throw new Problem('annotation-changed')
  await removeAnnotation(tx, which.annotationId)
  await note(tx, report, row, 'remove_annotation')
}

async function writableReport(tx: Tx, who: Principal, reportId: string): Promise<ReportRow> {
  const report = await findReport(tx, who.role, reportId)
  if (!report) throw new Problem('not-found')
  if (report.status === 'archived') throw new Problem('wrong-status')
  return report
}

async function ownAnnotation(tx: Tx, who: Principal, { reportId, annotationId }: Which) {
  const row = await lockAnnotation(tx, annotationId)
  if (!row) return undefined
  if (row.report_id !== reportId) throw new Problem('not-found')
  if (row.author_id !== who.userId) throw new Problem('forbidden')
  return row
}

async function insertNew(
  tx: Tx,
  who: Principal,
  { reportId, annotationId }: Which,
  { imageId, frame, tool, points }: AnnotationDraft,
  label_text: string | null,
): Promise<void> {
  if (!(await hasFrame(tx, reportId, imageId, frame))) throw new Problem('not-found')
  if ((await countOwn(tx, reportId, who.userId)) >= mostOwn) throw new Problem('too-many-annotations')
  const place = { annotation_id: annotationId, report_id: reportId, image_id: imageId, frame, tool }
  await insertAnnotation(tx, { ...place, points, label_text, author_id: who.userId })
}

/** An annotation changes its form and its words, not its image and its kind. */
const isSamePlace = (row: AnnotationRow, { imageId, frame, tool }: AnnotationDraft) =>
  row.image_id === imageId && row.frame === frame && row.tool === tool

/** The answer to a saving was lost, and here it is again: nothing came between. */
function isRepeated(keys: Keys, row: AnnotationRow, draft: AnnotationDraft): boolean {
  const is = toAnnotation(keys, row)
  const isNext = row.version === draft.version + 1 && !row.removed_at
  return isNext && isSamePlace(row, draft) && is.label === draft.label && isDeepStrictEqual(is.points, draft.points)
}

const note = (tx: Tx, report: ReportRow, row: AnnotationRow, action: string) =>
  audit(tx, {
    action,
    entityType: 'annotation',
    entityId: row.annotation_id,
    patientIds: [report.patient_id],
    newValues: { reportId: report.report_id, imageId: row.image_id, tool: row.tool, version: row.version },
  })

const labelPlace = (annotationId: string) => ({ table: 'image_annotations', column: 'label_text', row: annotationId })

export const toAnnotation = (keys: Keys, row: AnnotationRow): Annotation => ({
  annotationId: row.annotation_id,
  reportId: row.report_id,
  imageId: row.image_id,
  frame: row.frame,
  tool: row.tool,
  points: row.points,
  label: openOptional(keys, labelPlace(row.annotation_id), row.label_text),
  authorId: row.author_id,
  authorName: row.author_name,
  version: row.version,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
})
