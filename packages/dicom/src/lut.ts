import type { DataSet } from './data-set.ts'
import { DicomError } from './errors.ts'

/** A lookup table, PS3.3 C.11.1.1: values below `first` take the first entry, values above the last one. */
export interface Lut {
  /** input value of entry 0 */
  readonly first: number
  /** bits of an entry */
  readonly bits: number
  readonly entries: Uint16Array | Uint8Array
}

export function lookUp({ first, entries }: Lut, value: number): number {
  const index = Math.min(entries.length - 1, Math.max(0, Math.round(value) - first))
  return entries[index] ?? 0
}

/**
 * The table of an item with LUTDescriptor and LUTData, or of a palette.
 *
 * @param signed  whether the first input value is signed: that of the pixels (PS3.3 C.11.1.1.1)
 */
export function readLut(set: DataSet, descriptor: string, data: string, signed: boolean): Lut | undefined {
  const words = descriptorWords(set, descriptor)
  const element = set.element(data)
  if (words === undefined || element === undefined || element.length === 0) return undefined
  const [count, start, bits] = words
  const n = count === 0 ? 65536 : count
  const first = signed && start > 0x7fff ? start - 0x10000 : start
  return { first, bits, entries: readEntries(set, element.length, set.wordsOf({ ...element }, 'US'), data, n) }
}

/** Three words. The second may be written as SS: all are read as they stand, sign is decided by the caller. */
export function descriptorWords(set: DataSet, keyword: string): [number, number, number] | undefined {
  const element = set.element(keyword)
  if (element === undefined || element.length < 6) return undefined
  const [count = 0, start = 0, bits = 16] = set.wordsOf(element, 'US')
  return [count, start, bits]
}

/** Entries are words, or bytes where as many bytes as entries are there (both are seen with 8 bits). */
function readEntries(
  set: DataSet,
  length: number,
  words: number[],
  keyword: string,
  n: number,
): Uint16Array | Uint8Array {
  if (length >= 2 * n) return Uint16Array.from(words.slice(0, n))
  const bytes = set.bytes(keyword)
  if (bytes === undefined || length < n) throw new DicomError('malformed', 'a lookup table is too short')
  return bytes.slice(0, n)
}
