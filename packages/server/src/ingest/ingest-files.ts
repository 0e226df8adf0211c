import { Problem, type UploadFields } from '@firstread/contract'
import { actAs, type Caller, NotEntered } from '@firstread/database'
import type { App } from '../platform/app.ts'
import type { Arrival, IncomingFile } from './arrival.ts'
import { MovedOn, type Settled, settle } from './settle.ts'
import { dropObjects, stageFiles } from './stage.ts'
import { namedStudy } from './study.ts'

export type IngestUpload = {
  files: AsyncIterable<IncomingFile>
  /** Asked after the last file: a form may name its fields behind its files. @throws Problem invalid-request */
  fields(): UploadFields
  idempotencyKey?: string | undefined
}
export type Ingested = Omit<Settled, 'unused'>

/** Intake stops here and reads go on (security.md 8). */
const leastRoom = 0.1
/** Identical uploads at once race for the same unique keys; whoever loses finds the winner's study at the next try. */
const tries = 6

/**
 * The one way into Firstread, whichever door a study came through: check, store, identify, index, answer. It answers only
 * what is durable: every object was flushed before the transaction, and the transaction is committed.
 *
 * @throws Problem  forbidden, no-room; about files: unsupported-file, broken-file, hostile-file, file-limits, too-large,
 *                  no-images; about identity: unknown-patient, patient-mismatch, several-studies, instance-conflict;
 *                  idempotency-mismatch
 */
export async function ingestFiles(app: App, caller: Caller, upload: IngestUpload): Promise<Ingested> {
  await actAs(app.db, caller, async (_tx, who) => {
    if (who.role !== 'radiologist') throw new Problem('forbidden')
  })
  if ((await app.objects.room()) < leastRoom) throw new Problem('no-room', undefined, { retryAfterSeconds: 60 })
  const arrivals = await stageFiles(app, upload.files)
  const settled = await settleWithRetry(app, caller, upload, arrivals).catch(async (error) => {
    if (isSurelyRolledBack(error)) await dropObjects(app, arrivals)
    throw error
  })
  // Committed: from here on nothing may fail the upload, or take an object that has a row.
  await dropUnused(app, arrivals, settled)
  app.metrics.ingested.inc({ result: settled.isRepeat ? 'repeated' : 'stored' }, arrivals.length)
  return { answer: settled.answer, isRepeat: settled.isRepeat }
}

async function settleWithRetry(app: App, caller: Caller, upload: IngestUpload, arrivals: Arrival[]): Promise<Settled> {
  namedStudy(arrivals) // several studies are refused before anybody asks whose they are
  const whole = { arrivals, fields: upload.fields(), idempotencyKey: upload.idempotencyKey }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await actAs(app.db, caller, (tx, who) => settle(tx, who, whole, caller.requestId))
    } catch (error) {
      if (attempt === tries || !mayHelp(error)) throw error
    }
  }
}

/**
 * unique_violation, serialization_failure, deadlock_detected: the same transaction may pass the next time. So may
 * insufficient_privilege: images join a pending report only, and the worker may have started it since we looked.
 */
const passing = new Set(['23505', '40001', '40P01', '42501'])
const codeOf = (error: unknown) => String((error as { code?: unknown } | undefined)?.code ?? '')
const mayHelp = (error: unknown) => error instanceof MovedOn || passing.has(codeOf(error))

/** Bad data, broken constraint, transaction rollback, missing right, an exception of ours: PostgreSQL took it all back. */
const rolledBack = new Set(['22', '23', '40', '42', 'FR', 'P0'])

/** When connection or server broke during the commit, nobody knows: the objects stay, and the sweep of orphans decides. */
const isSurelyRolledBack = (error: unknown) =>
  error instanceof Problem ||
  error instanceof NotEntered ||
  error instanceof MovedOn ||
  (codeOf(error).length === 5 && rolledBack.has(codeOf(error).slice(0, 2)))

/** Images that were here already have their objects; these came for nothing. What cannot be removed now is swept later. */
async function dropUnused(app: App, arrivals: Arrival[], { unused, answer }: Settled): Promise<void> {
  const objects = unused === 'all' ? arrivals : unused.map(({ arrival }) => arrival)
  await dropObjects(app, objects).catch((error) => {
    app.log.warn({ step: 'ingest', reportId: answer.reportId, err: error }, 'repeated objects stay until the sweep')
  })
}
