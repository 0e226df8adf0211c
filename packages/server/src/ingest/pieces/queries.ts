import type { Tx } from '@firstread/database'
import { sql } from 'kysely'

export type PartialRow = { upload_id: string; size_bytes: number; received_bytes: number; expires_at: Date }

const columns = sql`upload_id, size_bytes::float8 as size_bytes, received_bytes::float8 as received_bytes, expires_at`

export async function insertPartial(tx: Tx, sizeBytes: number): Promise<PartialRow> {
  const { rows } = await sql<PartialRow>`insert into public.partial_uploads (user_id, size_bytes)
    values (auth.uid(), ${sizeBytes}) returning ${columns}`.execute(tx)
  return rows[0]!
}

/** How much the caller has under way. Until the transaction ends, the caller begins nothing else. */
export async function underWay(tx: Tx): Promise<{ files: number; bytes: number }> {
  await sql`select pg_advisory_xact_lock(hashtextextended('uploads:' || auth.uid(), 0))`.execute(tx)
  const { rows } = await sql<{ files: number; bytes: number }>`select count(*)::int as files,
    coalesce(sum(size_bytes), 0)::float8 as bytes from public.partial_uploads where expires_at > current_timestamp`.execute(
    tx,
  )
  return rows[0]!
}

/** The caller's own, not expired. `isLocked`: until the transaction ends, nobody else adds a piece. */
export async function findPartial(tx: Tx, uploadId: string, isLocked = false): Promise<PartialRow | undefined> {
  const { rows } = await sql<PartialRow>`select ${columns} from public.partial_uploads
    where upload_id = ${uploadId} and expires_at > current_timestamp ${isLocked ? sql`for update` : sql``}`.execute(tx)
  return rows[0]
}

export async function addPiece(
  tx: Tx,
  uploadId: string,
  { objectId, begin, size }: { objectId: string; begin: number; size: number },
): Promise<void> {
  await sql`insert into public.partial_upload_pieces (upload_id, begin_bytes, size_bytes, object_id)
    values (${uploadId}, ${begin}, ${size}, ${objectId})`.execute(tx)
  await sql`update public.partial_uploads set received_bytes = ${begin + size} where upload_id = ${uploadId}`.execute(
    tx,
  )
}

/** The objects of an upload, in the order of the file. */
export async function piecesOf(tx: Tx, uploadId: string): Promise<string[]> {
  const { rows } = await sql<{ object_id: string }>`select object_id from public.partial_upload_pieces
    where upload_id = ${uploadId} order by begin_bytes`.execute(tx)
  return rows.map((row) => row.object_id)
}

/** @returns the objects that nobody needs any more */
export async function deletePartial(tx: Tx, uploadId: string): Promise<string[]> {
  const { rows } = await sql<{ object_id: string }>`select app.drop_upload(${uploadId}) as object_id`.execute(tx)
  return rows.map((row) => row.object_id)
}

/** As the worker: forgets what has expired. @returns the objects that nobody needs any more */
export async function forgetExpired(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ object_id: string }>`
    select p.object_id from public.partial_upload_pieces p join public.partial_uploads u on u.upload_id = p.upload_id
    where u.expires_at < current_timestamp`.execute(tx)
  await sql`delete from public.partial_uploads where expires_at < current_timestamp`.execute(tx)
  // A piece is an object of its own; should one be an image's all the same, the image keeps it.
  const left = rows.map((row) => row.object_id)
  const known = await sql<{ id: string }>`select app.objects_known(${left}::uuid[]) as id`.execute(tx)
  const stays = new Set(known.rows.map(({ id }) => id))
  return left.filter((objectId) => !stays.has(objectId))
}
