import { createHash } from 'node:crypto'
import { Problem, type Uploaded, uploaded } from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import { audit } from '../audit/index.ts'
import { once } from '../platform/idempotency.ts'
import { imagesOf, toImage } from '../reports/index.ts'
import { type Arrival, digestOf, type Upload } from './arrival.ts'
import { batchOf } from './batch.ts'
import { claimOf, type Identity, identify } from './identity.ts'
import { indexKnown, type Known } from './known.ts'
import { type Placed, placeStudy } from './place.ts'
import { findOwnReport, findPatient, lookUp, store } from './queries.ts'
import { draftStudy, elementsOf, type StudyDraft } from './study.ts'
import { uploadEntry } from './trail.ts'

/** `unused`: files that were here already, whose new objects may go. */
export type Settled = { answer: Uploaded; isRepeat: boolean; unused: Arrival[] }

/**
 * Everything of an upload that the database keeps, in the caller's transaction: objects, study, report, images, index,
 * audit, job, and the answer to this Idempotency-Key. All of it or nothing.
 *
 * @throws Problem  unknown-patient, patient-mismatch, several-studies, instance-conflict, idempotency-mismatch
 */
export async function settle(tx: Tx, who: Principal, upload: Upload, requestId: string | undefined): Promise<Settled> {
  const keyed = { key: upload.idempotencyKey, digest: requestDigest(upload) }
  let settled: Settled | undefined
  const { answer } = await once(tx, who, keyed, uploaded, async () => {
    settled = await settleStudy(tx, who, upload, requestId)
    return settled.answer
  })
  return settled ?? { answer, isRepeat: true, unused: upload.arrivals }
}

async function settleStudy(tx: Tx, who: Principal, upload: Upload, requestId: string | undefined): Promise<Settled> {
  const identity = await identityOf(tx, upload)
  const study = draftStudy(upload.arrivals, `${who.userId} ${identity.patient?.id ?? 'open'}`)
  const known = indexKnown(await lookUp(tx, wantedOf(study)))
  const placed = placeStudy({ study, identity, fields: upload.fields, settles: false, requestId }, known)
  refuseConflicts(placed)
  const [firstHeld] = placed.held.values()
  if (!placed.place && firstHeld) return answerAgain(tx, firstHeld.reportId, upload)
  const reportId = await keep(tx, placed, known)
  const stored = new Set(placed.fresh.map(({ arrival }) => arrival))
  const unused = upload.arrivals.filter((arrival) => !stored.has(arrival))
  return { answer: await answerOf(tx, reportId), isRepeat: false, unused }
}

async function identityOf(tx: Tx, { fields, arrivals }: Upload): Promise<Identity> {
  const named = fields.patientId === undefined ? undefined : await findPatient(tx, fields.patientId)
  if (fields.patientId !== undefined && !named) throw new Problem('unknown-patient')
  const claims = arrivals.map(elementsOf).flatMap((elements) => (elements ? [claimOf(elements)] : []))
  const { patients } = indexKnown(await lookUp(tx, { claims, studies: [], series: [], instances: [] }))
  return identify(named, claims, patients)
}

const wantedOf = (study: StudyDraft) => ({
  claims: [],
  studies: [study.uid],
  series: study.series.map(({ uid }) => uid),
  instances: study.instances.map(({ sopInstanceUid }) => sopInstanceUid),
})

function refuseConflicts({ refused }: Placed): void {
  const [first] = refused.values()
  if (!first) return
  const errors = [...refused].map(([{ arrival }, { code, detail }]) => ({ item: arrival.item, code, detail }))
  throw new Problem(first.code, first.detail, { errors })
}

async function keep(tx: Tx, placed: Placed, known: Known): Promise<string> {
  if (!placed.place) throw new Error('an upload without images has passed the checks')
  await store(tx, batchOf([placed], known), [uploadEntry(placed)])
  return placed.place.reportId
}

async function answerAgain(tx: Tx, reportId: string, { arrivals }: Upload): Promise<Settled> {
  const answer = await answerOf(tx, reportId)
  await audit(tx, {
    action: 'upload_report',
    entityType: 'report',
    entityId: reportId,
    patientIds: [answer.patientId],
    newValues: { images: 0, isRepeat: true },
  })
  return { answer, isRepeat: true, unused: arrivals }
}

async function answerOf(tx: Tx, reportId: string): Promise<Uploaded> {
  const report = await findOwnReport(tx, reportId)
  if (!report) throw new Error('an uploaded report is not to be seen by its uploader')
  return uploaded.parse({
    reportId,
    patientId: report.patient_id,
    studyInstanceUid: report.study_instance_uid,
    status: report.status,
    identityState: report.identity_state,
    images: (await imagesOf(tx, [reportId])).map(toImage),
  })
}

/** What makes two requests with one Idempotency-Key the same: the fields and the files in their order. */
function requestDigest({ fields, arrivals }: Upload): Buffer {
  const sorted = Object.entries(fields).sort(([a], [b]) => a.localeCompare(b))
  return createHash('sha256')
    .update(JSON.stringify([sorted, arrivals.map(digestOf)]))
    .digest()
}
