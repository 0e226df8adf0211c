import { type NamedUpload, type PartialUpload, Problem, partialUpload, pieceLimits } from '@firstread/contract'
import { actAs, actAsWorker, type Caller } from '@firstread/database'
import { audit } from '../../audit/index.ts'
import type { App, WorkerApp } from '../../platform/app.ts'
import { type Keyed, once } from '../../platform/idempotency.ts'
import { ObjectError } from '../../platform/objects/index.ts'
import { admit } from '../admit.ts'
import type { IncomingFile } from '../arrival.ts'
import * as queries from './queries.ts'

/** Twice a whole upload may be under way: one that goes on, and one that somebody has given up. */
const generosity = 2

/** @throws Problem  forbidden, no-room, idempotency-mismatch, too-large for the file or for all one has under way */
export async function beginUpload(
  app: App,
  caller: Caller,
  sizeBytes: number,
  keyed: Keyed,
): Promise<{ answer: PartialUpload; isRepeat: boolean }> {
  await admit(app, caller)
  const { UPLOAD_MAX_BYTES: maxBytes, UPLOAD_MAX_FILES: maxFiles } = app.config
  if (sizeBytes > maxBytes) throw new Problem('too-large', `A file may have ${maxBytes} bytes`)
  return actAs(app.db, caller, async (tx, who) => {
    if (who.role !== 'radiologist') throw new Problem('forbidden')
    return once(tx, who, keyed, partialUpload, async () => {
      const { files, bytes } = await queries.underWay(tx)
      if (files >= maxFiles * generosity || bytes + sizeBytes > Math.max(maxBytes * 8, sizeBytes))
        throw new Problem('too-large', 'Too much is under way already; send what you have begun, or drop it')
      const row = await queries.insertPartial(tx, sizeBytes)
      const entity = { entityType: 'upload', entityId: row.upload_id } as const
      await audit(tx, { action: 'begin_upload', ...entity, newValues: { sizeBytes } })
      return toPartial(row)
    })
  })
}

/**
 * Takes the next piece of a file. It is whole and durable when it is answered, or nothing of it is kept: a piece that the
 * connection cut is sent again from where it began.
 *
 * @throws Problem  not-found, forbidden, wrong-offset, too-large, malformed-body when the body ends early, no-room
 */
export async function takePiece(
  app: App,
  caller: Caller,
  uploadId: string,
  begin: number,
  body: AsyncIterable<Uint8Array>,
): Promise<PartialUpload> {
  await admit(app, caller)
  const before = await actAs(app.db, caller, (tx) => queries.findPartial(tx, uploadId))
  if (!before) throw new Problem('not-found')
  if (before.received_bytes !== begin) throw new Problem('wrong-offset')
  const most = Math.min(pieceLimits.most, before.size_bytes - begin)
  const object = await app.objects.put(body, { maxBytes: most }).catch(translate)
  try {
    return await actAs(app.db, caller, async (tx) => {
      const present = await queries.findPartial(tx, uploadId, true)
      if (!present) throw new Problem('not-found')
      // Somebody else, or a request that was thought lost, has brought this piece meanwhile.
      if (present.received_bytes !== begin) throw new Problem('wrong-offset')
      const end = begin + object.sizeBytes
      if (end < present.size_bytes && object.sizeBytes < pieceLimits.least)
        throw new Problem('invalid-request', `Every piece but the last has at least ${pieceLimits.least} bytes`)
      if (object.sizeBytes === 0) throw new Problem('invalid-request', 'The piece is empty')
      await queries.addPiece(tx, uploadId, { objectId: object.objectId, begin, size: object.sizeBytes })
      const newValues = { begin, size: object.sizeBytes }
      await audit(tx, { action: 'upload_piece', entityType: 'upload', entityId: uploadId, newValues })
      return toPartial({ ...present, received_bytes: end })
    })
  } catch (error) {
    // Sure to have no row only when PostgreSQL said no; what a broken commit leaves is judged by the sweep.
    if (error instanceof Problem) await app.objects.remove(object.objectId)
    throw error
  }
}

function translate(error: unknown): never {
  if (error instanceof ObjectError && error.code === 'too-large')
    throw new Problem('too-large', 'The piece is longer than a piece, or the file, may be', { cause: error })
  if (error instanceof ObjectError && error.code === 'no-room')
    throw new Problem('no-room', undefined, { retryAfterSeconds: 60, cause: error })
  throw error
}

/** @throws Problem  not-found */
export function stateOfUpload(app: App, caller: Caller, uploadId: string): Promise<PartialUpload> {
  return actAs(app.db, caller, async (tx) => {
    const row = await queries.findPartial(tx, uploadId)
    if (!row) throw new Problem('not-found')
    await audit(tx, { action: 'view_upload', entityType: 'upload', entityId: uploadId })
    return toPartial(row)
  })
}

/** Lets go of a file that came in pieces: after its study was stored, or instead of it. @throws Problem not-found */
export async function dropUpload(app: App, caller: Caller, uploadId: string): Promise<void> {
  const objects = await actAs(app.db, caller, async (tx) => {
    if (!(await queries.findPartial(tx, uploadId, true))) throw new Problem('not-found')
    const pieces = await queries.deletePartial(tx, uploadId)
    await audit(tx, { action: 'drop_upload', entityType: 'upload', entityId: uploadId })
    return pieces
  })
  await Promise.all(objects.map((objectId) => app.objects.remove(objectId)))
}

/**
 * The named files as if they had come in the form. They stay when the study is stored, so that a request whose answer was
 * lost can be repeated; whoever sent them drops them then, or the sweep does after a day.
 *
 * @throws Problem  unknown-upload when one is not the caller's or not whole
 */
export async function* filesOf(app: App, caller: Caller, named: readonly NamedUpload[]): AsyncGenerator<IncomingFile> {
  for (const [place, { uploadId, name }] of named.entries()) {
    const pieces = await actAs(app.db, caller, async (tx) => {
      const row = await queries.findPartial(tx, uploadId)
      if (!row || row.received_bytes !== row.size_bytes) {
        const errors = [
          { item: `uploads[${place}]`, code: 'unknown-upload', detail: row ? 'Not whole yet' : 'Not here' },
        ]
        throw new Problem('unknown-upload', undefined, { errors })
      }
      return queries.piecesOf(tx, uploadId)
    })
    const { promise: isRead, resolve: done } = Promise.withResolvers<void>()
    yield { ...(name === undefined ? {} : { name }), bytes: joined(app, pieces, done), isOwned: true, isRead }
  }
}

async function* joined(app: App, objectIds: readonly string[], done: () => void): AsyncGenerator<Uint8Array> {
  try {
    for (const objectId of objectIds) yield* app.objects.chunks(objectId)
  } finally {
    done()
  }
}

/** Forgets what nobody went on with for a day. */
export async function sweepUploads(app: WorkerApp): Promise<void> {
  const objects = await actAsWorker(app.db, 'sweep', (tx) => queries.forgetExpired(tx))
  for (const objectId of objects) await app.objects.remove(objectId)
  if (objects.length > 0) app.log.info({ step: 'ingest', removed: objects.length }, 'pieces of uploads swept')
}

const toPartial = (row: queries.PartialRow): PartialUpload => ({
  uploadId: row.upload_id,
  sizeBytes: row.size_bytes,
  receivedBytes: row.received_bytes,
  expiresAt: row.expires_at.toISOString(),
})
