import type { DataSet } from './data-set.ts'
import { DicomError } from './errors.ts'
import { descriptorWords, type Lut, readLut } from './lut.ts'

const channels = ['Red', 'Green', 'Blue'] as const

/**
 * The palette of a PALETTE COLOR image (PS3.3 C.7.6.3.1.5 and C.7.9.2): three tables with 8-bit entries.
 *
 * @throws DicomError  malformed
 */
export function readPalette(set: DataSet, signed: boolean): Lut[] {
  return channels.map((channel) => {
    const descriptor = `${channel}PaletteColorLookupTableDescriptor`
    const plain = readLut(set, descriptor, `${channel}PaletteColorLookupTableData`, signed)
    const lut = plain ?? segmentedLut(set, descriptor, `Segmented${channel}PaletteColorLookupTableData`, signed)
    if (lut === undefined) throw new DicomError('malformed', 'a palette is missing')
    return toBytes(lut)
  })
}

/** 16-bit entries lose their low byte. Tables that declare 16 bits but hold only bytes are seen: they stay as they are. */
function toBytes(lut: Lut): Lut {
  const wide = lut.bits > 8 && lut.entries.some((entry) => entry > 0xff)
  return { ...lut, bits: 8, entries: Uint8Array.from(lut.entries, (entry) => (wide ? entry >> 8 : entry)) }
}

function segmentedLut(set: DataSet, descriptor: string, data: string, signed: boolean): Lut | undefined {
  const words = descriptorWords(set, descriptor)
  const element = set.element(data)
  if (words === undefined || element === undefined) return undefined
  const [count, start, bits] = words
  const n = count === 0 ? 65536 : count
  const segments = bits === 8 && element.vr === 'OB' ? [...set.bytesOf(element)] : set.wordsOf(element, 'US')
  return { first: signed && start > 0x7fff ? start - 0x10000 : start, bits, entries: expandSegments(segments, n) }
}

/** PS3.3 C.7.9.2: 0 entries as they are, 1 a line from the last entry to a new one, 2 earlier segments once more. */
export function expandSegments(words: readonly number[], n: number): Uint16Array {
  const out: number[] = []
  const run = (from: number, segments: number, nested: boolean): void => {
    for (let at = from, left = segments; left > 0 && at + 1 < words.length && out.length < n; left--) {
      const [kind, length = 0] = [words[at], words[at + 1]]
      if (kind === 0) {
        for (let i = 0; i < length; i++) out.push(words[at + 2 + i] ?? 0)
        at += 2 + length
      } else if (kind === 1) {
        line(out, words[at + 2] ?? 0, length)
        at += 3
      } else if (kind === 2 && !nested) {
        run((words[at + 2] ?? 0) + (words[at + 3] ?? 0) * 0x10000, length, true)
        at += 4
      } else throw new DicomError('malformed', 'a palette segment')
    }
  }
  run(0, Number.POSITIVE_INFINITY, false)
  if (out.length < n) throw new DicomError('malformed', 'a palette is too short')
  return Uint16Array.from(out.slice(0, n))
}

function line(out: number[], to: number, length: number): void {
  const from = out.at(-1) ?? 0
  for (let i = 1; i <= length; i++) out.push(Math.round(from + ((to - from) * i) / length))
}
