import { fewRandomBytes } from './random.ts'

/** Where an object lies inside a pack: bytes, multiples of 16. */
export type PackedPlace = { pack: string; offset: number; length: number }

/** Offsets and lengths are told in units of 16 bytes: 24 and 20 bits of them. */
export const packUnit = 16
export const largestPack = 2 ** 24 * packUnit

/**
 * The id of an object in a pack says where it is, so that nothing has to be looked up: a UUID of version 8 (RFC 9562 5.8).
 *
 * ```
 * 48 bits  number of the pack, random; its first byte names the folder, as for every object
 *  4       version 8
 * 12       offset, high bits
 *  2       variant
 *  6       random
 * 12       offset, low bits
 * 20       length
 * 24       random, so that a place that is used again gets another id
 * ```
 */
export function packedId({ pack, offset, length }: PackedPlace): string {
  const bytes = Buffer.allocUnsafe(16)
  fewRandomBytes(8).copy(bytes, 8)
  const [from, size] = [offset / packUnit, length / packUnit]
  bytes.write(pack, 0, 'hex')
  bytes.writeUInt16BE(0x8000 | (from >>> 12), 6)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  bytes.writeUInt32BE((((from & 0xfff) << 20) | size) >>> 0, 9)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** Undefined for an object with a file of its own (version 4). */
export function placeOfId(objectId: string): PackedPlace | undefined {
  if (objectId[14] !== '8') return undefined
  const bytes = Buffer.from(objectId.replaceAll('-', ''), 'hex')
  const low = bytes.readUInt32BE(9)
  const from = ((bytes.readUInt16BE(6) & 0xfff) << 12) | (low >>> 20)
  return { pack: bytes.toString('hex', 0, 6), offset: from * packUnit, length: (low & 0xfffff) * packUnit }
}
