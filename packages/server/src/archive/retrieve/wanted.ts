import { Problem } from '@firstread/contract'
import { type DicomJson, texts } from '@firstread/dicom'
import { levelOf, type Model } from '../search/identifier.ts'

/** Unique keys of a retrieval; an empty list does not narrow anything. */
export type Wanted = { patientIds: string[]; studies: string[]; series: string[]; instances: string[] }

const uniqueKey = {
  patient: 'PatientID',
  study: 'StudyInstanceUID',
  series: 'SeriesInstanceUID',
  instance: 'SOPInstanceUID',
} as const

/**
 * What an identifier of C-GET or C-MOVE names (PS3.4 C.4.2.2.1): the unique key of its level, which may be a list of UIDs,
 * and those above it.
 *
 * @throws Problem  bad-query: no level, or a unique key is missing, or is a pattern
 */
export function wantedBy(identifier: DicomJson, model: Model, isRelational: boolean): Wanted {
  const level = levelOf(identifier, model, isRelational)
  const named = (keyword: string) => texts(identifier, keyword).filter((value) => value !== '')
  if (named(uniqueKey[level]).length === 0)
    throw new Problem('bad-query', `Nothing is retrieved without ${uniqueKey[level]}`)
  const wanted = {
    patientIds: model === 'patient' ? named('PatientID') : [],
    studies: named('StudyInstanceUID'),
    series: named('SeriesInstanceUID'),
    instances: named('SOPInstanceUID'),
  }
  if (
    Object.values(wanted)
      .flat()
      .some((value) => /[*?]/.test(value))
  )
    throw new Problem('bad-query', 'A retrieval names what it wants; it does not search')
  return wanted
}
