import { randomUUID } from 'node:crypto'
import { Problem } from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import type { Upload } from './arrival.ts'
import { imageMetadataOf, studyTypeOf, symptomsOf } from './defaults.ts'
import { ageAt, type Claim, genderOf, type Identity } from './identity.ts'
import {
  claimOfReport,
  makeProvisional,
  nameOf,
  type OwnReport,
  ownReportsOf,
  seriesElsewhere,
  studyHeld,
} from './queries.ts'
import { imageUrl, insertReport, quarantine } from './store-queries.ts'
import type { StudyDraft } from './study.ts'

/** The report that new images go to. `insert` writes its row when it is a new one. */
export type Place = {
  reportId: string
  patientId: string
  identityState: 'verified' | 'open'
  isNew: boolean
  firstImageId: string
  insert(): Promise<void>
}

type Owner = { patientId: string; identityState: 'verified' | 'open'; patientName: string | null }

/**
 * Where an upload belongs. A study that waits takes more images; one that moved on gets a further report, because what
 * was read must stay what it was (docs/decisions).
 *
 * @throws Problem  instance-conflict when study or series UID belong to another patient or study
 */
export async function placeOf(
  tx: Tx,
  who: Principal,
  upload: Upload,
  study: StudyDraft,
  identity: Identity,
): Promise<Place> {
  const own = await ownReportsOf(tx, study.uid, who.userId)
  const owner = await ownerOf(tx, study, identity, own[0])
  const elsewhere = await seriesElsewhere(
    tx,
    study.series.map(({ uid }) => uid),
    study.uid,
  )
  if (elsewhere > 0) throw new Problem('instance-conflict', 'A series of these files is part of another study')
  const waiting = own.find((report) => report.status === 'pending' && report.patient_id === owner.patientId)
  const firstImageId = randomUUID()
  const reportId = waiting?.report_id ?? randomUUID()
  const insert = waiting
    ? async () => undefined
    : () => insertNew(tx, who, { upload, study, identity, owner, reportId, firstImageId })
  const identityState = waiting?.identity_state ?? owner.identityState
  return { reportId, patientId: owner.patientId, identityState, isNew: !waiting, firstImageId, insert }
}

/** A study UID is fixed to its first patient. An open identity joins only what is its sender's own. */
async function ownerOf(
  tx: Tx,
  study: StudyDraft,
  { patient, claim }: Identity,
  own: OwnReport | undefined,
): Promise<Owner> {
  const held = await studyHeld(tx, study.uid)
  if (patient) {
    if (held && held.patient_id !== patient.id)
      throw new Problem('instance-conflict', 'The study belongs to another patient')
    return { patientId: patient.id, identityState: 'verified', patientName: patient.name }
  }
  if (own) {
    await refuseOtherClaim(tx, own.report_id, claim)
    return { patientId: own.patient_id, identityState: own.identity_state, patientName: own.patient_name }
  }
  const patientName = claim.name ?? 'Unknown'
  // A UID alone joins nothing: two senders may mean two people by it (security.md 4).
  if (held) throw new Problem('instance-conflict', 'The study is known; name its patient')
  const patientId = await makeProvisional(tx, patientName, claim.birthDate)
  return { patientId, identityState: 'open', patientName }
}

/** Without a verified identifier a study UID alone joins nothing: the files have to claim the same patient, too. */
async function refuseOtherClaim(tx: Tx, reportId: string, claim: Claim): Promise<void> {
  const before = await claimOfReport(tx, reportId)
  if (before && (before.patient_id !== claim.patientId || before.issuer !== claim.issuer)) {
    throw new Problem('instance-conflict', 'The study came with another PatientID before')
  }
}

type NewReport = {
  upload: Upload
  study: StudyDraft
  identity: Identity
  owner: Owner
  reportId: string
  firstImageId: string
}

async function insertNew(tx: Tx, who: Principal, draft: NewReport): Promise<void> {
  const { upload, study, identity, owner, reportId, firstImageId } = draft
  await insertReport(tx, {
    reportId,
    patientId: owner.patientId,
    patientName: owner.patientName,
    uploader: who.userId,
    uploaderName: await nameOf(tx, who.userId),
    studyUid: study.uid,
    studyType: studyTypeOf(study, upload.fields),
    patientAge: ageAt(identity, study.date),
    patientGender: genderOf(identity.claim),
    symptoms: symptomsOf(upload.fields),
    imageMetadata: imageMetadataOf(study),
    firstImageUrl: imageUrl(reportId, firstImageId),
    // Only uploads without UIDs of their own: DICOM is known by its instances, and a study may get a second report.
    contentDigest: upload.arrivals.every(({ checked }) => checked.format !== 'DICOM') ? study.digest : null,
    identityState: owner.identityState,
    priority: upload.fields.priority ?? 'routine',
  })
  const sopUid = study.instances[0]?.sopInstanceUid ?? ''
  if (owner.identityState === 'open') await quarantine(tx, reportId, owner.patientId, identity.claim, sopUid)
}
