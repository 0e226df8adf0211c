import type { DataSet, Element } from '../data-set.ts'
import type { JsonElement } from '../json.ts'
import type { Encoding } from '../parse-context.ts'
import { ruleOf, type Vr } from '../vr.ts'
import { elementBytes, headerBytes, itemHeader, UNDEFINED } from '../write.ts'
import { turned } from '../write-values.ts'

/**
 * Elements to write instead of those that are there, by tag as eight hexadecimal digits: as JSON model, or as the bytes of a
 * whole element in pieces; `undefined` leaves one out.
 */
export type Changes = Readonly<Record<string, JsonElement | Uint8Array[] | undefined>>

/**
 * A data set in another encoding, value for value: texts stay in their character set, numbers are turned where the byte
 * order changes, private elements travel along. Sequences get a defined length, group lengths are left out.
 *
 * @returns the data set in pieces; large values are not copied
 */
export function rewritten(set: DataSet, encoding: Encoding, changes: Changes = {}): Uint8Array[] {
  const kept = [...set.elements.values()].filter((e) => (e.tag & 0xffff) !== 0 && !Object.hasOwn(changes, hexOf(e.tag)))
  const changed = Object.entries(changes).flatMap(([key, element]) =>
    element === undefined ? [] : [{ tag: Number.parseInt(key, 16), element }],
  )
  return [
    ...kept.map((e) => ({ tag: e.tag, pieces: () => elementPieces(set, e, encoding) })),
    ...changed.map(({ tag, element }) => ({
      tag,
      pieces: () => (Array.isArray(element) ? element : [elementBytes(tag, element, encoding)]),
    })),
  ]
    .sort((a, b) => a.tag - b.tag)
    .flatMap(({ pieces }) => pieces())
}

const hexOf = (tag: number) => tag.toString(16).toUpperCase().padStart(8, '0')

function elementPieces(set: DataSet, e: Element, encoding: Encoding): Uint8Array[] {
  if (e.items !== undefined) return sequencePieces(e, encoding)
  if (e.fragments !== undefined) return fragmentPieces(set, e, encoding)
  const value = inOrder(set.bytesOf(e), e.vr, set.source.littleEndian, encoding.littleEndian)
  const pad = value.length % 2 === 0 ? [] : [Uint8Array.of(ruleOf(e.vr).kind === 'text' && e.vr !== 'UI' ? 0x20 : 0)]
  return [headerBytes(e.tag, e.vr, value.length + pad.length, encoding), value, ...pad]
}

function sequencePieces(e: Element, encoding: Encoding): Uint8Array[] {
  const items = (e.items ?? []).flatMap((item) => {
    const body = rewritten(item, encoding)
    return [itemHeader(0xe000, lengthOf(body), encoding.littleEndian), ...body]
  })
  return [headerBytes(e.tag, 'SQ', lengthOf(items), encoding), ...items]
}

/** Encapsulated values within items (an icon, say) stay as they are. */
function fragmentPieces(set: DataSet, e: Element, encoding: Encoding): Uint8Array[] {
  const items = (e.fragments ?? []).flatMap((f) => [itemHeader(0xe000, f.length, true), set.bytesOf(f)])
  return [headerBytes(e.tag, e.vr, UNDEFINED, encoding), ...items, itemHeader(0xe0dd, 0, true)]
}

/** Both byte orders swap the same way, so turning to big endian also turns back. */
export function inOrder(bytes: Uint8Array, vr: Vr, from: boolean, to: boolean): Uint8Array {
  const { size } = ruleOf(vr)
  if (from === to || size === 1) return bytes
  const whole = bytes.length - (bytes.length % size)
  return turned(Buffer.from(bytes.subarray(0, whole)), size, false)
}

export const lengthOf = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, piece) => sum + piece.length, 0)
