import type { AnnotationTool } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { sql } from 'kysely'

export type AnnotationRow = {
  annotation_id: string
  report_id: string
  image_id: string
  frame: number
  tool: AnnotationTool
  points: [number, number][]
  label_text: string | null
  author_id: string
  author_name: string | null
  version: number
  created_at: Date
  updated_at: Date
  removed_at: Date | null
}

// A radiologist may not read the directory and gets null for the name.
const columns = sql`annotation_id, report_id, image_id, frame, tool, points, label_text, author_id,
  (select u.name from public.users u where u.id = author_id) as author_name, version, created_at, updated_at, removed_at`

/** What is drawn on a report's images now, the oldest first. */
export async function listAnnotations(tx: Tx, reportId: string): Promise<AnnotationRow[]> {
  const { rows } = await sql<AnnotationRow>`
    select ${columns} from public.image_annotations where report_id = ${reportId} and removed_at is null
    order by created_at, annotation_id`.execute(tx)
  return rows
}

/** A removed one too. Two savings of one annotation go one after the other: its author's row is locked. */
export async function lockAnnotation(tx: Tx, annotationId: string): Promise<AnnotationRow | undefined> {
  const found = sql<AnnotationRow>`
    select ${columns} from public.image_annotations where annotation_id = ${annotationId}`
  const { rows: locked } = await sql<AnnotationRow>`${found} for update`.execute(tx)
  // Locking asks for the right to change, which is the author's; another doctor's is as it can be read.
  return locked[0] ?? (await found.execute(tx)).rows[0]
}

export async function countOwn(tx: Tx, reportId: string, authorId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from public.image_annotations
    where report_id = ${reportId} and author_id = ${authorId} and removed_at is null`.execute(tx)
  return rows[0]?.n ?? 0
}

/** Whether the image belongs to the report and has such a frame. */
export async function hasFrame(tx: Tx, reportId: string, imageId: string, frame: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 from public.report_images
    where report_id = ${reportId} and image_id = ${imageId} and has_pixels and frames > ${frame}`.execute(tx)
  return rows.length > 0
}

export type NewAnnotation = Pick<AnnotationRow, 'annotation_id' | 'report_id' | 'image_id' | 'frame' | 'tool'> &
  Pick<AnnotationRow, 'points' | 'label_text' | 'author_id'>

export async function insertAnnotation(tx: Tx, made: NewAnnotation): Promise<void> {
  await tx
    .insertInto('image_annotations')
    .values({ ...made, points: JSON.stringify(made.points) })
    .execute()
}

type Change = Pick<AnnotationRow, 'points' | 'label_text'>

export async function updateAnnotation(tx: Tx, annotationId: string, { points, label_text }: Change): Promise<void> {
  await tx
    .updateTable('image_annotations')
    .set({ points: JSON.stringify(points), label_text })
    .where('annotation_id', '=', annotationId)
    .execute()
}

/** The trigger writes the moment. */
export async function removeAnnotation(tx: Tx, annotationId: string): Promise<void> {
  await tx
    .updateTable('image_annotations')
    .set({ removed_at: sql`current_timestamp` })
    .where('annotation_id', '=', annotationId)
    .execute()
}
