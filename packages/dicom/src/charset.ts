import { byEscape, type Decode, latin1, setOf } from './character-sets.ts'
import type { Vr } from './vr.ts'

/** The character sets of one data set: the set in force at the start of each value, and whether escapes may change it. */
export interface Charset {
  /** defined terms of SpecificCharacterSet as received, first one may be empty */
  readonly terms: readonly string[]
  /** decodes text from the start of a value; undefined: only ASCII was promised */
  readonly initial: Decode | undefined
  readonly escapes: boolean
}

const ESC = 0x1b

/** ASCII was promised. Bytes above it are most often UTF-8, else Latin 1. */
function guess(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return latin1(bytes) // not UTF-8: every byte has a meaning in Latin 1
  }
}

export const defaultCharset: Charset = { terms: [], initial: undefined, escapes: false }

const known = new Map<string, Charset>()

/**
 * The rules for a value of SpecificCharacterSet. Writing habits are forgiven: ISO-IR, ISO_2022_IR, lower case.
 * @param terms  the defined terms in order, the first may be empty
 */
export function charsetOf(terms: readonly string[]): Charset {
  const key = terms.join('\\')
  const found = known.get(key)
  if (found !== undefined) return found
  const first = setOf(terms[0] ?? '')
  const plain = first === undefined || first.plain === true || first.double === true
  const charset = {
    terms,
    initial: plain ? undefined : first.decode,
    escapes: terms.some((t) => /2022/.test(t)) || terms.length > 1,
  }
  if (known.size < 64 && key.length < 256) known.set(key, charset) // a cache against repetition, bounded against invention
  return charset
}

/**
 * Decodes a text value and cuts it into its values, without padding.
 *
 * @param bytes     the value as it stands in the file
 * @param vr        leading spaces are kept in ST, LT, UT (PS3.5 6.2), names reset the character set at `^` and `=`
 * @param multiple  whether backslash separates values
 */
export function decodeText(bytes: Uint8Array, charset: Charset, vr: Vr, multiple: boolean): string[] {
  if (bytes.length === 0) return []
  const whole = decode(bytes, charset, vr === 'PN', multiple)
  const trim = multiple && vr !== 'UC' ? trimBoth : trimEnd
  return multiple ? whole.split('\\').map(trim) : [trim(whole)]
}

const isPadding = (code: number) => code === 0x20 || code === 0

/** By hand: a pattern like / +$/ takes quadratic time on long runs of blanks. */
function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && isPadding(text.charCodeAt(end - 1))) end--
  return text.slice(0, end)
}

function trimBoth(text: string): string {
  let start = 0
  while (start < text.length && isPadding(text.charCodeAt(start))) start++
  return trimEnd(text.slice(start))
}

function decode(bytes: Uint8Array, charset: Charset, name: boolean, multiple: boolean): string {
  const shape = scan(bytes)
  if (shape === 'ascii') return latin1(bytes)
  if (shape === 'escapes' && charset.escapes) return decodeEscaped(bytes, charset, name, multiple)
  return (charset.initial ?? guess)(bytes)
}

function scan(bytes: Uint8Array): 'ascii' | 'escapes' | 'high' {
  let high = false
  for (const b of bytes) {
    if (b === ESC) return 'escapes'
    if (b >= 0x80) high = true
  }
  return high ? 'high' : 'ascii'
}

/**
 * ISO 2022 code extension, PS3.5 6.1.2.5: runs between escapes, each decoded in the sets in force. At a delimiter (line
 * ends, tab, backslash between values, `^` and `=` in names) the sets of the start come back (PS3.5 6.1.2.5.3); where
 * the start has none for high bytes the last one stays, since many writers do not repeat the escape.
 */
function decodeEscaped(bytes: Uint8Array, charset: Charset, name: boolean, multiple: boolean): string {
  const delimiters = new Set([0x09, 0x0a, 0x0c, 0x0d, ...(multiple ? [0x5c] : []), ...(name ? [0x5e, 0x3d] : [])])
  const parts: string[] = []
  let high = charset.initial
  let double: Decode | undefined
  let start = 0
  const flush = (end: number) => {
    if (end > start) parts.push((double ?? high ?? guess)(bytes.subarray(start, end)))
    start = end
  }
  for (let i = 0; i < bytes.length; ) {
    const b = bytes[i] ?? 0
    const inPair = double !== undefined && b > 0x20 && b !== ESC
    if (b === ESC) {
      const set = byEscape.find((s) => startsWith(bytes, i + 1, s.escape ?? ''))
      flush(i)
      i += set === undefined ? 1 : 1 + (set.escape?.length ?? 0)
      start = i
      if (set === undefined) continue
      if (set.double) double = set.decode
      else if (set.escape?.startsWith('('))
        double = undefined // back to single bytes, high bytes stay as they were
      else high = set.decode
    } else if (!inPair && delimiters.has(b)) {
      flush(i)
      double = undefined
      high = charset.initial ?? high
      i++
    } else i += inPair ? 2 : 1
  }
  flush(bytes.length)
  return parts.join('')
}

const startsWith = (bytes: Uint8Array, at: number, text: string) =>
  [...text].every((c, i) => bytes[at + i] === c.charCodeAt(0))
