import { text } from '@firstread/dicom'
import { type Arrival, digestOf } from './arrival.ts'
import { cleanText } from './clean.ts'
import { type Claim, claimKey, claimOf } from './identity.ts'
import { elementsOf, type InstanceDraft, type StudyDraft, studyOf, uidOf } from './study.ts'
import type { Refusal } from './verdict.ts'

/** An instance from the network with the request that brought it. */
export type Sent = { arrival: Arrival; requestId: string | undefined }

/** What came, sorted by study. Every arrival is an instance of a study, a repeat of one, or refused. */
export type Drafts = {
  studies: { study: StudyDraft; claim: Claim; requestId: string | undefined }[]
  repeats: Map<Arrival, InstanceDraft>
  refused: Map<Arrival, Refusal>
}

type Group = { claim: Claim; key: string; requestId: string | undefined; instances: InstanceDraft[] }

/**
 * Sorts instances of any studies, from any number of requests of one sender. What came first counts: a second patient in
 * one study, a second study of one series and a second content of one instance are refused.
 */
export function draftNetwork(sent: readonly Sent[]): Drafts {
  const sorter = new Sorter()
  for (const one of sent) sorter.add(one)
  return sorter.end()
}

class Sorter {
  readonly #groups = new Map<string, Group>()
  readonly #series = new Map<string, string>()
  readonly #instances = new Map<string, InstanceDraft>()
  readonly #repeats = new Map<Arrival, InstanceDraft>()
  readonly #refused = new Map<Arrival, Refusal>()

  add({ arrival, requestId }: Sent): void {
    const uid = (level: 'studyInstanceUid' | 'seriesInstanceUid' | 'sopInstanceUid') => uidOf(arrival, level) ?? ''
    const [studyUid, seriesUid, sopInstanceUid] = [
      uid('studyInstanceUid'),
      uid('seriesInstanceUid'),
      uid('sopInstanceUid'),
    ]
    const draft = { sopInstanceUid, seriesUid, sha256: arrival.object.sha256, arrival }
    const before = this.#instances.get(sopInstanceUid)
    const group = this.#groups.get(studyUid) ?? this.#open(studyUid, arrival, requestId)
    if (before) this.#again(draft, before)
    else if (group.key !== keyOf(arrival))
      this.#refuse(arrival, 'patient-mismatch', 'The study came with another PatientID')
    else if ((this.#series.get(seriesUid) ?? studyUid) !== studyUid)
      this.#refuse(arrival, 'instance-conflict', 'Its series is part of another study')
    else this.#keep(draft, studyUid, group)
  }

  #keep(draft: InstanceDraft, studyUid: string, group: Group): void {
    this.#series.set(draft.seriesUid, studyUid)
    this.#instances.set(draft.sopInstanceUid, draft)
    group.instances.push(draft)
  }

  end(): Drafts {
    const studies = [...this.#groups].map(([uid, { claim, requestId, instances }]) => ({
      study: studyOf(uid, instances),
      claim,
      requestId,
    }))
    return { studies, repeats: this.#repeats, refused: this.#refused }
  }

  #open(studyUid: string, arrival: Arrival, requestId: string | undefined): Group {
    const group = { claim: claimOf(elementsOf(arrival) ?? {}), key: keyOf(arrival), requestId, instances: [] }
    this.#groups.set(studyUid, group)
    return group
  }

  #again(draft: InstanceDraft, before: InstanceDraft): void {
    if (digestOf(draft.arrival) === digestOf(before.arrival)) this.#repeats.set(draft.arrival, before)
    else
      this.#refused.set(draft.arrival, {
        failure: 'duplicate-instance',
        code: 'instance-conflict',
        detail: 'Its SOP Instance UID came with other content',
      })
  }

  #refuse(arrival: Arrival, code: Refusal['code'], detail: string): void {
    this.#refused.set(arrival, { failure: 'other-patient-or-study', code, detail })
  }
}

/** The claimed identity without the work of reading all of it. */
function keyOf(arrival: Arrival): string {
  const elements = elementsOf(arrival) ?? {}
  return claimKey({
    patientId: cleanText(text(elements, 'PatientID'), 64),
    issuer: cleanText(text(elements, 'IssuerOfPatientID'), 64),
  })
}
