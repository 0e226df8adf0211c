import { createHash, randomUUID } from 'node:crypto'
import { Problem, type Uploaded, uploaded } from '@firstread/contract'
import { enqueue, type Principal, type Tx } from '@firstread/database'
import { audit } from '../audit/index.ts'
import { imagesOf, toImage } from '../reports/index.ts'
import { digestOf, type Upload } from './arrival.ts'
import { imageTypeOf } from './defaults.ts'
import { type Identity, identify } from './identity.ts'
import { type Place, placeOf } from './place.ts'
import { findAnswer, findOwnReport, instancesHeld, keepAnswer, lockStudy, nextPlace, tellDoctors } from './queries.ts'
import {
  type ImageDraft,
  insertImages,
  insertInstances,
  insertObjects,
  insertSeries,
  insertStudy,
} from './store-queries.ts'
import { draftStudy, type InstanceDraft, type StudyDraft } from './study.ts'

/** The report moved on while images were being added to it; the whole transaction is tried again. */
export class MovedOn extends Error {
  override name = 'MovedOn'
}

/** `unused`: instances that were here already, whose new objects may go. */
export type Settled = { answer: Uploaded; isRepeat: boolean; unused: InstanceDraft[] | 'all' }

/**
 * Everything of an upload that the database keeps, in the caller's transaction: objects, study, report, images, index,
 * audit, job, and the answer to this Idempotency-Key.
 *
 * @throws Problem  unknown-patient, patient-mismatch, several-studies, instance-conflict, idempotency-mismatch
 * @throws MovedOn  to be tried again
 */
export async function settle(tx: Tx, who: Principal, upload: Upload, requestId: string | undefined): Promise<Settled> {
  const digest = requestDigest(upload)
  const before = upload.idempotencyKey && (await findAnswer(tx, who.userId, upload.idempotencyKey))
  if (before) {
    if (!before.request_digest.equals(digest)) throw new Problem('idempotency-mismatch')
    return { answer: uploaded.parse(before.response), isRepeat: true, unused: 'all' }
  }
  const settled = await settleStudy(tx, who, upload, requestId)
  if (upload.idempotencyKey) await keepAnswer(tx, who.userId, upload.idempotencyKey, digest, settled.answer)
  return settled
}

async function settleStudy(tx: Tx, who: Principal, upload: Upload, requestId: string | undefined): Promise<Settled> {
  const identity = await identify(tx, upload.fields.patientId, upload.arrivals)
  const study = draftStudy(upload.arrivals, `${who.userId} ${identity.patient?.id ?? 'open'}`)
  await lockStudy(tx, study.uid)
  const held = await heldInstances(tx, study, identity)
  const fresh = study.instances.filter((one) => !held.has(one.sopInstanceUid))
  const firstHeld = [...held.values()][0]
  if (fresh.length === 0 && firstHeld) return answerAgain(tx, firstHeld)
  const place = await placeOf(tx, who, upload, study, identity)
  await store(tx, study, place, fresh, upload)
  await audit(tx, {
    action: 'upload_report',
    entityType: 'report',
    entityId: place.reportId,
    patientIds: [place.patientId],
    newValues: { images: fresh.length, identityState: place.identityState, isNew: place.isNew },
  })
  await enqueue(
    tx,
    'analyze_study',
    { reportId: place.reportId, kind: 'first', ...(requestId ? { requestId } : {}) },
    { key: `analyze:${place.reportId}` },
  )
  await tellDoctors(tx, place.reportId)
  const unused = study.instances.filter((one) => held.has(one.sopInstanceUid))
  return {
    answer: await answerOf(tx, place.reportId),
    isRepeat: false,
    unused: [...unused, ...repeated(study, upload)],
  }
}

/**
 * Same instance, same bytes, same patient: known. Anything else under a UID that is taken is a conflict.
 *
 * @returns report id by SOP Instance UID
 */
async function heldInstances(tx: Tx, study: StudyDraft, { patient }: Identity): Promise<Map<string, string>> {
  const known = new Map(study.instances.map((one) => [one.sopInstanceUid, one]))
  const held = new Map<string, string>()
  const errors = []
  for (const row of await instancesHeld(tx, [...known.keys()])) {
    const one = known.get(row.sop_instance_uid)
    if (!one) continue
    const isSame = row.is_own && row.sha256.equals(one.sha256) && (!patient || row.patient_id === patient.id)
    if (isSame && row.report_id) held.set(row.sop_instance_uid, row.report_id)
    else errors.push({ item: one.arrival.item, code: 'instance-conflict', detail: 'Its SOP Instance UID is taken' })
  }
  if (errors.length > 0) throw new Problem('instance-conflict', undefined, { errors })
  // Files in the order they came, so that the first one's report answers.
  return new Map(
    study.instances.flatMap(({ sopInstanceUid: uid }) => {
      const report = held.get(uid)
      return report ? [[uid, report]] : []
    }),
  )
}

async function store(tx: Tx, study: StudyDraft, place: Place, fresh: InstanceDraft[], upload: Upload): Promise<void> {
  const start = place.isNew ? 0 : await nextPlace(tx, place.reportId)
  const images: ImageDraft[] = fresh.map((one, i) => ({
    ...one,
    imageId: i === 0 ? place.firstImageId : randomUUID(),
    imageType: imageTypeOf(one, upload.fields),
    place: start + i,
  }))
  await insertStudy(tx, study, place.patientId)
  await insertSeries(tx, study)
  await place.insert()
  await insertObjects(tx, images)
  await insertImages(tx, place.reportId, images)
  await insertInstances(tx, images)
  // The foreign key of the images now holds the report's row: whoever wants to advance it waits for us, and finds them.
  const report = await findOwnReport(tx, place.reportId)
  if (report?.status !== 'pending') throw new MovedOn('the report moved on')
}

async function answerAgain(tx: Tx, reportId: string): Promise<Settled> {
  const answer = await answerOf(tx, reportId)
  await audit(tx, {
    action: 'upload_report',
    entityType: 'report',
    entityId: reportId,
    patientIds: [answer.patientId],
    newValues: { images: 0, isRepeat: true },
  })
  return { answer, isRepeat: true, unused: 'all' }
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

/** Objects of files that came twice in this upload. */
const repeated = (study: StudyDraft, { arrivals }: Upload): InstanceDraft[] => {
  const kept = new Set(study.instances.map(({ arrival }) => arrival))
  return arrivals
    .filter((arrival) => !kept.has(arrival))
    .map((arrival) => ({ sopInstanceUid: '', seriesUid: '', sha256: arrival.object.sha256, arrival }))
}

/** What makes two requests with one Idempotency-Key the same: the fields and the files in their order. */
function requestDigest({ fields, arrivals }: Upload): Buffer {
  const sorted = Object.entries(fields).sort(([a], [b]) => a.localeCompare(b))
  return createHash('sha256')
    .update(JSON.stringify([sorted, arrivals.map(digestOf)]))
    .digest()
}
