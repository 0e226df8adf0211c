import { Problem } from '@firstread/contract'
import type { Caller, Db } from '@firstread/database'
import { type DicomJson, jsonKey, text } from '@firstread/dicom'
import { levelOf, type Model, matchesOf } from './identifier.ts'
import type { Level } from './keys.ts'
import { toResult } from './result.ts'
import { searchAs } from './search.ts'
import type { Row } from './wanted.ts'

export type FindRequest = {
  model: Model
  /** As received: keys with values to match, keys without to be returned. */
  identifier: DicomJson
  /** Our own AE title, for RetrieveAETitle (0008,0054). */
  retrieveAeTitle: string
  /** What extended negotiation agreed on (PS3.4 C.5.1.1); nothing without it. */
  isRelational?: boolean
  isFuzzy?: boolean
  isCombined?: boolean
  /** Ends when the peer cancels. */
  signal?: AbortSignal
}

const pageSize = 500
/** A peer that asks for more than this has asked too much. */
const mostAnswers = 10_000

/**
 * Answers to a C-FIND, one identifier each, as the caller may see them. Each page is read and audited in a transaction of its
 * own before its answers are given, so a slow peer holds none open.
 *
 * @throws Problem  bad-query (status A900), search-too-broad (A700); those of searchAs
 */
export async function* find(app: { db: Db }, caller: Caller, request: FindRequest): AsyncGenerator<DicomJson> {
  const { identifier, model, isRelational = false, isFuzzy = false, isCombined = false, signal } = request
  const level = levelOf(identifier, model, isRelational)
  const shown = level === 'patient' ? 'study' : level
  const matches = matchesOf(identifier, isFuzzy)
  const given = new Set<string>()
  for (let offset = 0; !signal?.aborted; offset += pageSize) {
    const wanted = {
      level: shown,
      matches,
      limit: pageSize,
      offset,
      isCombined,
      shown: { study: true, series: true, header: level === 'instance' },
    }
    const { rows, hasMore } = await searchAs(app.db, caller, wanted, (results) => results)
    for (const row of rows) {
      const name = nameOf(row, level)
      // While pages are read studies arrive, and what was last on one page is first on the next.
      if (given.has(name)) continue
      given.add(name)
      if (signal?.aborted) return
      yield toAnswer(row, level, request)
    }
    if (!hasMore) return
    if (given.size >= mostAnswers || offset >= 10 * mostAnswers) throw new Problem('search-too-broad')
  }
}

/** What makes two answers the same one. A patient is who the sender says: PatientID and its issuer. */
function nameOf(row: Row, level: Level): string {
  if (level === 'study') return row.study_instance_uid
  if (level === 'series') return row.series_instance_uid
  if (level === 'instance') return row.sop_instance_uid
  const header = row.study_attributes ?? {}
  const issued = [text(header, 'IssuerOfPatientID') ?? '', text(header, 'PatientID') ?? '']
  return issued[1] === '' ? `study ${row.study_instance_uid}` : issued.join('\n')
}

/** What was asked for, filled or empty, and what an answer always has (PS3.4 C.4.1.1.3.2). */
function toAnswer(row: Row, level: Level, { identifier, retrieveAeTitle }: FindRequest): DicomJson {
  const shown = level === 'patient' ? 'study' : level
  const known = toResult(row, shown, ['study', 'series'], { keys: new Set(Object.keys(identifier)), isAll: false }, '')
  const answer: DicomJson = {}
  for (const [key, { vr }] of Object.entries(identifier)) {
    const isKnown = key !== retrieveUrl && (level !== 'patient' || patientKeys.has(key))
    answer[key] = (isKnown ? known[key] : undefined) ?? { vr }
  }
  return Object.assign(answer, uniqueKeys(known, level), {
    [jsonKey('SpecificCharacterSet')]: { vr: 'CS', Value: ['ISO_IR 192'] },
    [jsonKey('QueryRetrieveLevel')]: identifier[jsonKey('QueryRetrieveLevel')],
    [jsonKey('RetrieveAETitle')]: { vr: 'AE', Value: [retrieveAeTitle] },
    [jsonKey('InstanceAvailability')]: { vr: 'CS', Value: ['ONLINE'] },
  })
}

const retrieveUrl = jsonKey('RetrieveURL')
const unique: Record<Level, readonly string[]> = {
  patient: ['PatientID'],
  study: ['StudyInstanceUID'],
  series: ['StudyInstanceUID', 'SeriesInstanceUID'],
  instance: ['StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID'],
}

function uniqueKeys(known: DicomJson, level: Level): DicomJson {
  return Object.fromEntries(
    unique[level].flatMap((keyword) => {
      const element = known[jsonKey(keyword)]
      return element ? [[jsonKey(keyword), element]] : []
    }),
  )
}

/** Patient level of PS3.4 Table C.6-1; the rest of a study is no part of its patient. */
const patientKeys = new Set(
  [
    ...['PatientName', 'PatientID', 'IssuerOfPatientID', 'PatientBirthDate', 'PatientBirthTime', 'PatientSex'],
    ...['OtherPatientIDs', 'OtherPatientIDsSequence', 'OtherPatientNames', 'EthnicGroup', 'PatientComments'],
    ...['TypeOfPatientID', 'IssuerOfPatientIDQualifiersSequence'],
  ].map(jsonKey),
)
