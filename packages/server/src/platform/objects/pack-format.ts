import type { Keys } from '../keys.ts'
import { ObjectError } from './errors.ts'
import { headerBytes, newHeader, openChunk, openHeader, sealChunk, tagBytes } from './format.ts'
import { type PackedPlace, packedId, packUnit } from './packed-id.ts'

/**
 * Many small objects in one file, so that one flush makes all of them durable.
 *
 * ```
 * pack    8  magic, 8  when it was begun (ms, big endian), then entries, each beginning at a multiple of 16
 * entry   4  magic: living or removed
 *         4  bytes of the object, big endian: header and one sealed chunk, as in a file of its own (format.ts)
 *         8  when it was written (ms, big endian)
 *         n  the object, then zeros up to a multiple of 16
 * ```
 *
 * The lead of an entry helps to walk and guards nothing: everything that matters is authenticated with the object.
 */
export const packHeadBytes = 16
export const leadBytes = 16
/** The object's id stands in its header, behind 16 bytes (format.ts). */
export const idStart = leadBytes + 16
export const idEnd = idStart + 16
const packMagic = Buffer.from('FROPACK\x01', 'latin1')
export const living = Buffer.from('FROE', 'latin1')
export const removed = Buffer.from('FROX', 'latin1')
const padding = Buffer.alloc(packUnit)

const inUnits = (bytes: number) => Math.ceil(bytes / packUnit) * packUnit
/** Bytes that an object of `size` plain bytes takes in a pack. */
export const entryBytes = (size: number): number => inUnits(leadBytes + headerBytes + size + tagBytes)

export function packHead(begunAt: number): Buffer {
  const head = Buffer.alloc(packHeadBytes)
  packMagic.copy(head)
  head.writeBigUInt64BE(BigInt(begunAt), 8)
  return head
}

/** When the pack was begun, in ms; undefined for what is no pack. */
export const begunAt = (head: Buffer): number | undefined =>
  head.length === packHeadBytes && head.subarray(0, 8).equals(packMagic) ? Number(head.readBigUInt64BE(8)) : undefined

export type Lead = { isLiving: boolean; length: number; writtenAt: number }

export function readLead(lead: Buffer): Lead | undefined {
  const magic = lead.subarray(0, 4)
  if (lead.length < leadBytes || !(magic.equals(living) || magic.equals(removed))) return undefined
  const length = inUnits(leadBytes + lead.readUInt32BE(4))
  return { isLiving: magic.equals(living), length, writtenAt: Number(lead.readBigUInt64BE(8)) }
}

/** The bytes of an entry, to be written at its place. */
export function sealEntry(keys: Keys, place: PackedPlace, pieces: readonly Uint8Array[], now: number) {
  const objectId = packedId(place)
  const { header, key } = newHeader(keys, objectId)
  const sealed = sealChunk(key, 0, true, pieces)
  const length = sealed.reduce((sum, { length }) => sum + length, header.length)
  const lead = Buffer.alloc(leadBytes)
  living.copy(lead)
  lead.writeUInt32BE(length, 4)
  lead.writeBigUInt64BE(BigInt(now), 8)
  const rest = padding.subarray(0, place.length - leadBytes - length)
  return { objectId, keyId: key.keyId, buffers: [lead, header, ...sealed, rest] }
}

/** @throws ObjectError  missing when it was removed; damaged */
export function openEntry(keys: Keys, objectId: string, entry: Buffer): Buffer {
  const lead = readLead(entry)
  if (lead && !lead.isLiving) throw new ObjectError('missing')
  const end = leadBytes + (lead ? entry.readUInt32BE(4) : 0)
  if (!lead || lead.length !== entry.length || end > entry.length) throw new ObjectError('damaged')
  const key = openHeader(keys, objectId, entry.subarray(leadBytes, leadBytes + headerBytes))
  return openChunk(key, 0, true, entry.subarray(leadBytes + headerBytes, end))
}
