import { DicomError } from '../errors.ts'

/** Bytes from words of hexadecimal and texts: `bytes('0800 0500', 'CS')`. */
export function hex(...parts: string[]): Uint8Array {
  return new Uint8Array(Buffer.from(parts.join('').replace(/\s/g, ''), 'hex'))
}

export const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))

export const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

/** One element in explicit VR little endian with a 16-bit length, or a 32-bit one for `long` VRs. */
export function element(tag: string, vr: string, value: Uint8Array | string, length?: number): Uint8Array {
  const body = typeof value === 'string' ? ascii(value.length % 2 === 0 ? value : `${value} `) : value
  const long = ['OB', 'OW', 'SQ', 'UN', 'UT', 'OV'].includes(vr)
  const header = Buffer.alloc(long ? 12 : 8)
  header.writeUInt16LE(Number.parseInt(tag.slice(0, 4), 16), 0)
  header.writeUInt16LE(Number.parseInt(tag.slice(4), 16), 2)
  header.write(vr, 4, 'latin1')
  if (long) header.writeUInt32LE(length ?? body.length, 8)
  else header.writeUInt16LE(length ?? body.length, 6)
  return joined(header, body)
}

/** An item (FFFE,E000) or, with another element number, a delimiter. */
export function item(body: Uint8Array, length = body.length, elementNumber = 0xe000): Uint8Array {
  const header = Buffer.alloc(8)
  header.writeUInt16LE(0xfffe, 0)
  header.writeUInt16LE(elementNumber, 2)
  header.writeUInt32LE(length, 4)
  return joined(header, body)
}

export const itemEnd = item(new Uint8Array(), 0, 0xe00d)
export const sequenceEnd = item(new Uint8Array(), 0, 0xe0dd)

/** A file with meta information of nothing but a transfer syntax. */
export function fileOf(transferSyntaxUid: string, ...dataSet: Uint8Array[]): Uint8Array {
  const uid = transferSyntaxUid.length % 2 === 0 ? transferSyntaxUid : `${transferSyntaxUid}\0`
  return joined(new Uint8Array(128), ascii('DICM'), element('00020010', 'UI', uid), ...dataSet)
}

/** The code of the DicomError that `work` throws; anything else thrown goes on, nothing thrown is `undefined`. */
export function codeOf(work: () => unknown): string | undefined {
  try {
    work()
    return undefined
  } catch (e) {
    if (e instanceof DicomError) return e.code
    throw e
  }
}

export async function codeOfAsync(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work()
    return undefined
  } catch (e) {
    if (e instanceof DicomError) return e.code
    throw e
  }
}
