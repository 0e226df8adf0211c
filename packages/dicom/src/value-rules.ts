import type { JsonElement, JsonValue, PersonName } from './json.ts'

/** Lengths are in characters; neither a backslash nor a control character belongs into a text of one line (PS3.5 6.2). */
const line = (length: number) => new RegExp(`^[^\\\\\\p{Cc}]{0,${length}}$`, 'u')

/** PS3.5 Table 6.2-1, for what is copied from one object to another. */
const rules: Readonly<Record<string, RegExp>> = {
  AS: /^\d{3}[DWMY]$/,
  CS: /^[A-Z0-9_ ]{0,16}$/,
  DA: /^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/,
  LO: line(64),
  PN: line(64),
  SH: line(16),
  TM: /^([01]\d|2[0-3])([0-5]\d(([0-5]\d|60)(\.\d{1,6})?)?)?$/,
}

/**
 * Whether an element's values are as its VR asks, so that they can stand in an object of ours. What an element received
 * says is kept in its own object, whatever it is. VRs without a rule here are taken as they are.
 */
export function followsItsVr({ vr, Value: values = [] }: JsonElement): boolean {
  const rule = rules[vr]
  return rule === undefined || values.flatMap(textsOf).every((text) => rule.test(text))
}

/** Each group of a name has its own 64 characters (PS3.5 6.2.1.1). */
function textsOf(value: JsonValue): string[] {
  if (value === null) return []
  if (typeof value !== 'object') return [String(value)]
  const { Alphabetic = '', Ideographic = '', Phonetic = '' } = value as PersonName
  return [Alphabetic, Ideographic, Phonetic]
}
