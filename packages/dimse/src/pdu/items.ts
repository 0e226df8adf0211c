import { ProtocolError } from '../errors.ts'

/** An item of an A-ASSOCIATE PDU: type, a reserved byte, length in 16 bits, value. All numbers are big endian (PS3.8 9.3.1). */
export interface Item {
  readonly type: number
  readonly value: Buffer
}

export const itemTypes = {
  applicationContext: 0x10,
  proposedContext: 0x20,
  answeredContext: 0x21,
  abstractSyntax: 0x30,
  transferSyntax: 0x40,
  userInformation: 0x50,
  maximumLength: 0x51,
  implementationClassUid: 0x52,
  asynchronousOperations: 0x53,
  roleSelection: 0x54,
  implementationVersionName: 0x55,
  extendedNegotiation: 0x56,
} as const

/** @throws ProtocolError  when an item goes beyond its parent */
export function* itemsOf(bytes: Buffer): Generator<Item> {
  for (let at = 0; at < bytes.length; ) {
    if (at + 4 > bytes.length) throw new ProtocolError('invalid-parameter', 'An item is cut off')
    const end = at + 4 + bytes.readUInt16BE(at + 2)
    if (end > bytes.length) throw new ProtocolError('invalid-parameter', 'An item is longer than what holds it')
    yield { type: bytes.readUInt8(at), value: bytes.subarray(at + 4, end) }
    at = end
  }
}

export function itemBytes(type: number, ...values: Uint8Array[]): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt8(type, 0)
  header.writeUInt16BE(
    values.reduce((sum, value) => sum + value.length, 0),
    2,
  )
  return Buffer.concat([header, ...values])
}

/** UIDs stand without padding in PDUs (PS3.8 F.1), yet some peers send a NUL or a blank behind them. */
export const uidOf = (bytes: Buffer): string => bytes.toString('latin1').replace(/[\0 ]+$/, '')

export const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')

/** A UID with its length in 16 bits before it, as role selection and extended negotiation have it. */
export function lengthAndUid(uid: string): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(uid.length)
  return Buffer.concat([length, ascii(uid)])
}

/** @returns the UID and what stands behind it */
export function takeUid(bytes: Buffer): { uid: string; rest: Buffer } {
  const end = bytes.length < 2 ? Number.POSITIVE_INFINITY : 2 + bytes.readUInt16BE(0)
  if (end > bytes.length) throw new ProtocolError('invalid-parameter', 'A UID is longer than its item')
  return { uid: uidOf(bytes.subarray(2, end)), rest: bytes.subarray(end) }
}
