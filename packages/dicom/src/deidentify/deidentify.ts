import { createHmac } from 'node:crypto'
import { attributeOf } from '../dictionary.ts'
import { elementsOf } from '../elements.ts'
import type { DicomJson, JsonElement, JsonValue } from '../json.ts'
import { code, codeItem } from '../sr/codes.ts'
import { jsonKey } from '../text.ts'
import { actionFor, isListed } from './actions.ts'
import { shiftedElement } from './dates.ts'
import { dummyOf } from './dummies.ts'

export interface DeidentifyOptions {
  /**
   * Ties what belongs together: one secret maps one UID, patient or date always to the same. 32 random bytes, used for one
   * export and then forgotten, so that nobody can find the way back.
   */
  readonly secret: Uint8Array
  /** whose data sets these are, as the caller knows it: files of one patient may write PatientID in several ways */
  readonly patient: string
  /** `shift`: the option "Retain Longitudinal Temporal Information With Modified Dates" (PS3.15 E.3.6) */
  readonly dates: 'remove' | 'shift'
}

export interface Deidentifier {
  /** The data set as it may leave. Made for whole data sets; items of sequences are treated inside. */
  elements(original: DicomJson): DicomJson
  /** What a UID became. */
  uid(original: string): string
}

/** De-identification by PS3.15 Annex E, Basic Application Level Confidentiality Profile, nested sequences included. */
export function deidentifier(options: DeidentifyOptions): Deidentifier {
  const uid = (original: string) => `2.25.${BigInt(`0x${keyed(options.secret, 'uid', original).slice(0, 32)}`)}`
  const way = { ...options, uid, days: daysOf(options) }
  return { uid, elements: (original) => treatDataSet(original, way) }
}

type Way = DeidentifyOptions & { uid(original: string): string; days: number }

const keyed = (secret: Uint8Array, what: string, value: string): string =>
  createHmac('sha256', secret).update(`${what} ${value}`).digest('hex')

/** One to ten years earlier, the same for everything of one patient, so that intervals stay what they were. */
function daysOf({ secret, patient }: DeidentifyOptions): number {
  const hex = keyed(secret, 'days', patient)
  return -(365 + (Number.parseInt(hex.slice(0, 8), 16) % 3287))
}

function treatDataSet(original: DicomJson, way: Way): DicomJson {
  const pseudonym = `ANON-${keyed(way.secret, 'patient', way.patient).slice(0, 8).toUpperCase()}`
  return { ...treat(original, way), ...elementsOf({ PatientID: pseudonym, PatientName: pseudonym }), ...marks(way) }
}

/** What the data set now says of itself, PS3.15 E.1.1 and PS3.3 C.12.1.1.1, C.7.1.1. */
const marks = ({ dates }: Way): DicomJson =>
  elementsOf({
    PatientIdentityRemoved: 'YES',
    DeidentificationMethod: 'Firstread: PS3.15 Annex E',
    DeidentificationMethodCodeSequence: [
      codeItem(code('113100', 'DCM', 'Basic Application Confidentiality Profile')),
      ...(dates === 'shift' ? [codeItem(retainModifiedDates)] : []),
    ],
    LongitudinalTemporalInformationModified: dates === 'shift' ? 'MODIFIED' : 'REMOVED',
  })

const retainModifiedDates = code('113107', 'DCM', 'Retain Longitudinal Temporal Information Modified Dates Option')

function treat(elements: DicomJson, way: Way): DicomJson {
  return Object.fromEntries(
    Object.entries(elements).flatMap(([key, element]) => {
      const treated = treatElement(Number.parseInt(key, 16), element, way)
      return treated === undefined ? [] : [[key, treated]]
    }),
  )
}

function treatElement(tag: number, element: JsonElement, way: Way): JsonElement | undefined {
  if (isDate(element) && !ofTheBirth.has(tag)) return treatDate(tag, element, way)
  switch (actionFor(tag, element.vr, attributeOf(tag) !== undefined)) {
    case 'remove':
      return undefined
    case 'empty':
      return { vr: element.vr }
    case 'dummy':
      return dummyOf(element)
    case 'uid':
      return mapped(element, way)
    case 'inside':
      return { ...element, Value: (element.Value ?? []).map((item) => treat(item as DicomJson, way)) }
    case 'keep':
      // What should be a sequence or a text and came as unknown bytes may hold anything (PS3.5 6.2.2).
      return element.vr === 'UN' ? undefined : element
  }
}

const isDate = ({ vr }: JsonElement) => vr === 'DA' || vr === 'DT' || vr === 'TM'

/** A birth date is no part of the course of a disease: no option keeps it. */
const ofTheBirth = new Set(
  [
    'PatientBirthDate',
    'PatientBirthTime',
    'PatientBirthDateInAlternativeCalendar',
    'PatientDeathDateInAlternativeCalendar',
  ].map((keyword) => Number.parseInt(jsonKey(keyword), 16)),
)

/** Dates that the table does not know yet are dates all the same, and lose their value. */
function treatDate(tag: number, element: JsonElement, way: Way): JsonElement | undefined {
  const action = actionFor(tag, element.vr, attributeOf(tag) !== undefined)
  if (way.dates === 'shift' && (isListed(tag) || action !== 'remove')) {
    if (element.vr === 'TM') return element
    const moved = shiftedElement(element, way.days)
    if (moved) return moved
  }
  if (action === 'remove') return undefined
  return action === 'dummy' ? dummyOf(element) : { vr: element.vr }
}

function mapped({ vr, Value: values = [] }: JsonElement, { uid }: Way): JsonElement {
  const one = (value: JsonValue) => (typeof value === 'string' && value !== '' ? uid(value) : null)
  return { vr, Value: values.map(one) }
}
