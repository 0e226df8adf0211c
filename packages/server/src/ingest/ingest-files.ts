import type { UploadFields } from '@firstread/contract'
import { actAs, type Caller } from '@firstread/database'
import type { App } from '../platform/app.ts'
import { admit } from './admit.ts'
import { again, dropUnused, isSurelyRolledBack } from './again.ts'
import type { Arrival, IncomingFile } from './arrival.ts'
import { type Settled, settle } from './settle.ts'
import { dropObjects, isArrival, refuseFailed, stageFiles } from './stage.ts'
import { namedStudy } from './study.ts'

export type IngestUpload = {
  files: AsyncIterable<IncomingFile>
  /** Asked after the last file: a form may name its fields behind its files. @throws Problem invalid-request */
  fields(): UploadFields
  idempotencyKey?: string | undefined
}
export type Ingested = Omit<Settled, 'unused'>

/**
 * The one way into Firstread, whichever door a study came through: check, store, identify, index, answer. It answers only
 * what is durable: every object was flushed before the transaction, and the transaction is committed.
 *
 * @throws Problem  forbidden, no-room; about files: unsupported-file, broken-file, hostile-file, file-limits, too-large,
 *                  no-images; about identity: unknown-patient, patient-mismatch, several-studies, instance-conflict;
 *                  idempotency-mismatch
 */
export async function ingestFiles(app: App, caller: Caller, upload: IngestUpload): Promise<Ingested> {
  await admit(app, caller)
  const arrivals = await stageWhole(app, upload)
  const settled = await settleWithRetry(app, caller, upload, arrivals).catch(async (error) => {
    if (isSurelyRolledBack(error)) await dropObjects(app, arrivals)
    throw error
  })
  // Committed: from here on nothing may fail the upload, or take an object that has a row.
  await dropUnused(app, settled.unused)
  app.metrics.ingested.inc({ result: settled.isRepeat ? 'repeated' : 'stored' }, arrivals.length)
  return { answer: settled.answer, isRepeat: settled.isRepeat }
}

async function stageWhole(app: App, upload: IngestUpload): Promise<Arrival[]> {
  const staged = await stageFiles(app, upload.files)
  const arrivals = staged.filter(isArrival)
  try {
    refuseFailed(staged)
  } catch (error) {
    await dropObjects(app, arrivals)
    throw error
  }
  return arrivals
}

async function settleWithRetry(app: App, caller: Caller, upload: IngestUpload, arrivals: Arrival[]): Promise<Settled> {
  namedStudy(arrivals) // several studies are refused before anybody asks whose they are
  const whole = { arrivals, fields: upload.fields(), idempotencyKey: upload.idempotencyKey }
  return again(() => actAs(app.db, caller, (tx, who) => settle(tx, who, whole, caller.requestId)))
}
