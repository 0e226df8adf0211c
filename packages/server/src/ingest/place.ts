import { randomUUID } from 'node:crypto'
import type { UploadFields } from '@firstread/contract'
import { claimKey, type Identity } from './identity.ts'
import { isOwn, type Known, type OwnInstance, type OwnReport } from './known.ts'
import type { InstanceDraft, StudyDraft } from './study.ts'
import type { Failure, Refusal } from './verdict.ts'

/** One study on its way in: what its files say, whose it is, and what its sender adds. */
export type Arriving = {
  study: StudyDraft
  identity: Identity
  fields: UploadFields
  /** From the network: analyzed when nothing of it came for a while. */
  settles: boolean
  requestId: string | undefined
}

const refuse = (failure: Failure, detail: string): Refusal => ({ failure, code: 'instance-conflict', detail })

/** The report that the new instances of a study go to. */
export type Place = {
  reportId: string
  patientId: string
  patientName: string | null
  identityState: 'verified' | 'open'
  isNew: boolean
  /** The patient has to be made first: nobody knows yet who it is. */
  isProvisional: boolean
  /** The display order of the first new image. */
  nextPlace: number
}

/** What is to become of a study. Every instance is in exactly one of the three. */
export type Placed = Arriving & {
  fresh: InstanceDraft[]
  /** The same instance with the same bytes is here already, in this report. */
  held: Map<InstanceDraft, OwnInstance>
  refused: Map<InstanceDraft, Refusal>
  /** Undefined when nothing is fresh. */
  place: Place | undefined
}

/**
 * Where a study belongs. A study that waits takes more images; one that moved on gets a further report, because what was
 * read must stay what it was (docs/decisions). Nothing is decided here that the database would not refuse otherwise: its
 * keys and policies hold whatever this says.
 *
 * @param known  of this moment, with the study locked
 */
export function placeStudy(arriving: Arriving, known: Known): Placed {
  const held = new Map<InstanceDraft, OwnInstance>()
  const refused = new Map<InstanceDraft, Refusal>()
  const fresh: InstanceDraft[] = []
  const asks = askKnown(arriving, known)
  for (const one of arriving.study.instances) {
    const answer = asks(one)
    if (answer === undefined) fresh.push(one)
    else if ('reportId' in answer) held.set(one, answer)
    else refused.set(one, answer)
  }
  const place = fresh.length > 0 ? placeOf(arriving, known) : undefined
  if (!place || !('code' in place)) return { ...arriving, fresh, held, refused, place }
  for (const one of fresh.splice(0)) refused.set(one, place)
  return { ...arriving, fresh, held, refused, place: undefined }
}

/**
 * Same instance, same bytes, same patient: known, and the report that has it. Anything else under a UID that is taken is a
 * conflict; so is a series of another study.
 */
function askKnown({ study, identity: { patient } }: Arriving, known: Known) {
  return ({ sopInstanceUid, seriesUid, sha256 }: InstanceDraft): OwnInstance | Refusal | undefined => {
    const row = known.instances.get(sopInstanceUid)
    if (row) {
      const isSame = row.sha256 === sha256.toString('hex') && (!patient || row.patientId === patient.id)
      return isSame && isOwn(row) ? row : refuse('duplicate-instance', 'Its SOP Instance UID is taken')
    }
    const elsewhere = (known.series.get(seriesUid) ?? study.uid) !== study.uid
    return elsewhere ? refuse('other-patient-or-study', 'Its series is part of another study') : undefined
  }
}

type Owner = Pick<Place, 'patientId' | 'patientName' | 'identityState' | 'isProvisional'>

function placeOf(arriving: Arriving, known: Known): Place | Refusal {
  const own = known.reports.get(arriving.study.uid) ?? []
  const owner = ownerOf(arriving, known, own[0])
  if ('code' in owner) return owner
  const waiting = own.find(({ status, patientId }) => status === 'pending' && patientId === owner.patientId)
  if (!waiting) return { ...owner, reportId: randomUUID(), isNew: true, nextPlace: 0 }
  const { reportId, identityState, nextPlace } = waiting
  return { ...owner, reportId, identityState, isNew: false, nextPlace }
}

/** A study UID is fixed to its first patient. An open identity joins only what is its sender's own. */
function ownerOf({ study, identity }: Arriving, known: Known, own: OwnReport | undefined): Owner | Refusal {
  const { patient, claim } = identity
  const held = known.studies.get(study.uid)
  if (patient) {
    if (held && held.patientId !== patient.id)
      return refuse('other-patient-or-study', 'The study belongs to another patient')
    const identityState = patient.is_provisional ? 'open' : 'verified'
    return { patientId: patient.id, patientName: patient.name, identityState, isProvisional: false }
  }
  if (own) {
    // Without a verified identifier a study UID alone joins nothing: the files have to claim the same patient, too.
    if (held?.hasHeader && claimKey({ patientId: held.identifier, issuer: held.issuer }) !== claimKey(claim))
      return refuse('other-patient-or-study', 'The study came with another PatientID before')
    const { patientId, patientName, identityState } = own
    return { patientId, patientName, identityState, isProvisional: false }
  }
  // A UID alone joins nothing: two senders may mean two people by it (security.md 4).
  if (held) return refuse('other-patient-or-study', 'The study is known; name its patient')
  return {
    patientId: randomUUID(),
    patientName: claim.name ?? 'Unknown',
    identityState: 'open',
    isProvisional: true,
  }
}
