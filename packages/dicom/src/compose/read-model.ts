import { DicomError } from '../errors.ts'
import type { DicomJson, JsonElement, JsonValue } from '../json.ts'
import { type Limits, withDefaults } from '../limits.ts'
import { ruleOf, type Vr, vrRules } from '../vr.ts'

/**
 * The DICOM JSON model out of whatever somebody sent as JSON (PS3.18 F.2). Group lengths and file meta information are left
 * out: they say how something was encoded elsewhere.
 *
 * @throws DicomError  malformed, too-deep, too-many-elements
 */
export function readModel(value: unknown, limits?: Partial<Limits>): DicomJson {
  return new Reader(withDefaults(limits)).dataSet(value, 0)
}

const malformed = (detail: string) => new DicomError('malformed', detail)
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

class Reader {
  readonly #limits: Limits
  #elements = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  dataSet(value: unknown, depth: number): DicomJson {
    if (depth > this.#limits.maxDepth) throw new DicomError('too-deep')
    if (!isRecord(value)) throw malformed('a data set is an object')
    const model: DicomJson = {}
    for (const [name, element] of Object.entries(value)) {
      const key = name.toUpperCase()
      if (!/^[0-9A-F]{8}$/.test(key) || /^(0000|FFFE)/.test(key)) throw malformed('a tag that is none')
      this.#elements += 1
      if (this.#elements > this.#limits.maxElements) throw new DicomError('too-many-elements')
      if (!key.startsWith('0002') && !key.endsWith('0000')) model[key] = this.#element(element, depth)
    }
    return model
  }

  #element(value: unknown, depth: number): JsonElement {
    if (!isRecord(value) || typeof value.vr !== 'string' || !Object.hasOwn(vrRules, value.vr))
      throw malformed('an element without a VR that is known')
    const { vr, Value: values, InlineBinary, BulkDataURI } = value
    const forms = [values, InlineBinary, BulkDataURI].filter((form) => form !== undefined)
    if (forms.length > 1) throw malformed('an element with two values')
    if (typeof InlineBinary === 'string') return { vr, InlineBinary }
    if (typeof BulkDataURI === 'string') return { vr, BulkDataURI }
    if (forms.length === 0) return { vr }
    if (!Array.isArray(values)) throw malformed('a value that is no list')
    return { vr, Value: values.map((one) => this.#value(vr as Vr, one, depth)) }
  }

  #value(vr: Vr, value: unknown, depth: number): JsonValue {
    if (vr === 'SQ') return this.dataSet(value ?? {}, depth + 1) // an empty item may be null (F.2.5)
    if (value === null) return null
    if (vr === 'PN' && isRecord(value)) return nameOf(value)
    if (typeof value !== 'string' && typeof value !== 'number')
      throw malformed('a value that is neither text nor number')
    if (ruleOf(vr).kind === 'number' && !isNumber(vr, String(value))) throw malformed('a number that is none')
    if (vr === 'AT' && !/^[0-9A-Fa-f]{8}$/.test(String(value))) throw malformed('a tag that is none')
    return value
  }
}

/** Whole ones for what is written with 64 bits; floating ones may be `NaN` and `Infinity`, as texts. */
const isNumber = (vr: Vr, text: string): boolean =>
  vr === 'SV' || vr === 'UV'
    ? /^-?\d{1,20}$/.test(text)
    : text.trim() !== '' && (text === 'NaN' || !Number.isNaN(Number(text)))

const groups = ['Alphabetic', 'Ideographic', 'Phonetic'] as const
function nameOf(value: Record<string, unknown>): JsonValue {
  const name: Partial<Record<(typeof groups)[number], string>> = {}
  for (const group of groups) {
    const text = value[group]
    if (text !== undefined && text !== null && typeof text !== 'string') throw malformed('a name that is no text')
    if (text) name[group] = text
  }
  return name
}
