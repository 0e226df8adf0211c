import { type DicomJson, jsonKey } from '@firstread/dicom'
import { failures, type Verdict } from '../verdict.ts'

const retrieveUrl = jsonKey('RetrieveURL')
const referencedClass = jsonKey('ReferencedSOPClassUID')
const referencedInstance = jsonKey('ReferencedSOPInstanceUID')
const referencedSequence = jsonKey('ReferencedSOPSequence')
const failedSequence = jsonKey('FailedSOPSequence')
const otherFailures = jsonKey('OtherFailuresSequence')
const failureReason = jsonKey('FailureReason')

/** A status and the Store Instances Response Module, PS3.18 10.5.3 and annex I. */
export type StowAnswer = { status: 200 | 202 | 400 | 409; module: DicomJson }

type Failed = Extract<Verdict, { result: 'failed' }>

/**
 * What a STOW-RS request is answered once everything that it lists as stored is durable.
 *
 * @param base  address of the DICOMweb service, no slash at its end
 */
export function answerOf(verdicts: readonly Verdict[], base: string): StowAnswer {
  const stored = verdicts.filter(({ result }) => result !== 'failed')
  const failed = verdicts.filter((one): one is Failed => one.result === 'failed')
  const named = failed.filter(({ uids }) => uids.sopInstanceUid !== undefined)
  const nameless = failed.filter(({ uids }) => uids.sopInstanceUid === undefined)
  const studies = new Set(stored.map(({ uids }) => uids.studyInstanceUid))
  const [study] = studies
  return {
    status: statusOf(stored.length, failed),
    module: {
      // Type 2: it is of one study, and there may be several.
      [retrieveUrl]: studies.size === 1 ? { vr: 'UR', Value: [`${base}/studies/${study}`] } : { vr: 'UR' },
      ...sequence(failedSequence, named.map(failedItem)),
      ...sequence(
        referencedSequence,
        unique(stored).map((one) => storedItem(one, base)),
      ),
      ...sequence(otherFailures, nameless.map(reasonOf)),
    },
  }
}

/** PS3.18 table 10.5.3-1. Nothing that could even be read is bad syntax; everything else that fails is a conflict. */
function statusOf(stored: number, failed: readonly Failed[]): StowAnswer['status'] {
  if (failed.length === 0 && stored > 0) return 200
  if (stored > 0) return 202
  const isSyntax = ({ failure }: Failed) => failure === 'cannot-understand' || failure === 'hostile'
  return failed.every(isSyntax) ? 400 : 409
}

/** An instance that came twice is listed once. */
const unique = (stored: readonly Verdict[]) => [
  ...new Map(stored.map((one) => [one.uids.sopInstanceUid, one])).values(),
]

const sequence = (key: string, items: DicomJson[]): DicomJson =>
  items.length > 0 ? { [key]: { vr: 'SQ', Value: items } } : {}

const referenced = ({ uids }: Verdict): DicomJson => ({
  [referencedClass]: uidElement(uids.sopClassUid),
  [referencedInstance]: uidElement(uids.sopInstanceUid),
})
const uidElement = (uid: string | undefined) => (uid === undefined ? { vr: 'UI' } : { vr: 'UI', Value: [uid] })

const reasonOf = ({ failure }: Failed): DicomJson => ({ [failureReason]: { vr: 'US', Value: [failures[failure]] } })
const failedItem = (one: Failed): DicomJson => ({ ...referenced(one), ...reasonOf(one) })

function storedItem(one: Verdict, base: string): DicomJson {
  const { studyInstanceUid, seriesInstanceUid, sopInstanceUid } = one.uids
  const url = `${base}/studies/${studyInstanceUid}/series/${seriesInstanceUid}/instances/${sopInstanceUid}`
  return { ...referenced(one), [retrieveUrl]: { vr: 'UR', Value: [url] } }
}
