import { type Charset, decodeText, defaultCharset } from './charset.ts'
import { tagOf } from './dictionary.ts'
import { ruleOf, type Vr } from './vr.ts'

/** One fragment of an encapsulated value: where its bytes lie. */
export interface Fragment {
  readonly offset: number
  readonly length: number
}

/** One element: where its value lies in the bytes of its data set, and what it holds if it holds more than a value. */
export interface Element {
  readonly tag: number
  readonly vr: Vr
  readonly offset: number
  readonly length: number
  readonly items?: readonly DataSet[]
  readonly fragments?: readonly Fragment[]
}

/** Where a data set lies and in which order its bytes are. */
export interface Source {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly littleEndian: boolean
}

export type NumberVr = 'FD' | 'FL' | 'SL' | 'SS' | 'UL' | 'US' | 'SV' | 'UV'

type Reader = (view: DataView, at: number, littleEndian: boolean) => number

/** How one number is read. 64-bit integers come as doubles: exact up to 2^53; the JSON model reads larger ones itself. */
export const numberReaders: Readonly<Record<NumberVr, Reader>> = {
  FD: (v, at, le) => v.getFloat64(at, le),
  FL: (v, at, le) => v.getFloat32(at, le),
  SL: (v, at, le) => v.getInt32(at, le),
  SS: (v, at, le) => v.getInt16(at, le),
  UL: (v, at, le) => v.getUint32(at, le),
  US: (v, at, le) => v.getUint16(at, le),
  SV: (v, at, le) => Number(v.getBigInt64(at, le)),
  UV: (v, at, le) => Number(v.getBigUint64(at, le)),
}

const isNumberVr = (vr: Vr): vr is NumberVr => vr in numberReaders

/** More than any table of the standard has: an element may claim to be a gigabyte of numbers. */
const MOST_WORDS = 1 << 20
const MOST_TEXT_BYTES = 1 << 20

/**
 * A parsed data set or item: elements by tag, values read when asked for. Absent and empty values are `undefined`.
 * Keywords are those of PS3.6 (`'PatientID'`), tags are numbers.
 */
export class DataSet {
  readonly source: Source
  readonly elements = new Map<number, Element>()
  charset: Charset

  constructor(source: Source, charset: Charset = defaultCharset) {
    this.source = source
    this.charset = charset
  }

  element(key: string | number): Element | undefined {
    return this.elements.get(typeof key === 'number' ? key : tagOf(key))
  }

  has(key: string | number): boolean {
    return this.element(key) !== undefined
  }

  /** The bytes of a value as they stand in the file. */
  bytes(key: string | number): Uint8Array | undefined {
    const e = this.element(key)
    return e === undefined || e.items !== undefined || e.fragments !== undefined ? undefined : this.bytesOf(e)
  }

  bytesOf(e: Element | Fragment): Uint8Array {
    return this.source.bytes.subarray(e.offset, e.offset + e.length)
  }

  /** The texts of a value, decoded, without padding; `[]` when absent. */
  strings(key: string | number): string[] {
    const e = this.element(key)
    if (e === undefined) return []
    return ruleOf(e.vr).kind === 'number' ? this.numbers(key).map(String) : this.textsOf(e)
  }

  textsOf(e: Element): string[] {
    const rule = ruleOf(e.vr)
    if (rule.kind !== 'text' && e.vr !== 'UN') return []
    return decodeText(
      this.bytesOf(e).subarray(0, MOST_TEXT_BYTES),
      rule.charset ? this.charset : defaultCharset,
      e.vr,
      rule.multiple,
    )
  }

  string(key: string | number): string | undefined {
    return this.strings(key)[0] || undefined
  }

  /** The numbers of a value: binary ones, or DS and IS that are numbers. */
  numbers(key: string | number): number[] {
    const e = this.element(key)
    if (e === undefined) return []
    if (!isNumberVr(e.vr))
      return this.textsOf(e)
        .map(parseDecimal)
        .filter((n) => n !== undefined)
    return this.wordsOf(e, e.vr)
  }

  /** The words of a value: at most `most` of them, and only those whose bytes are here. */
  wordsOf(e: Element, vr: NumberVr, most = MOST_WORDS): number[] {
    const { bytes, view, littleEndian } = this.source
    const size = ruleOf(vr).size
    const here = Math.min(e.length, Math.max(0, bytes.length - e.offset))
    const count = Math.min(most, Math.floor(here / size))
    return Array.from({ length: count }, (_, i) => numberReaders[vr](view, e.offset + i * size, littleEndian))
  }

  /** The first number of a value, without reading the rest. */
  number(key: string | number): number | undefined {
    const e = this.element(key)
    return e !== undefined && isNumberVr(e.vr) ? this.wordsOf(e, e.vr, 1)[0] : this.numbers(key)[0]
  }

  items(key: string | number): readonly DataSet[] {
    return this.element(key)?.items ?? []
  }
}

/** DS and IS, PS3.5 6.2: decimal digits with sign, point and exponent. Anything else is no number. */
export function parseDecimal(text: string): number | undefined {
  const digits = text.trim()
  if (digits.length > 64 || !/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(digits)) return undefined
  const value = Number(digits)
  return Number.isFinite(value) ? value : undefined
}
