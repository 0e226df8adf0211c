import { DicomError } from '../errors.ts'

const itemStart = 0xfffee000
const sequenceEnd = 0xfffee0dd
/** Tag and length of an item, always little endian: encapsulated pixels exist in no other order (PS3.5 A.4). */
const headerBytes = 8

/**
 * The items of encapsulated pixels up to and with their delimiter, as they come; whatever stands behind is left.
 *
 * @param source  the file from the first item on
 * @throws DicomError  bad-pixels when something else than an item comes, truncated when the delimiter does not
 */
export async function* encapsulatedItems(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let header = Buffer.alloc(0)
  let left = 0
  for await (const chunk of source) {
    let at = 0
    while (at < chunk.length) {
      if (left > 0) {
        const part = chunk.subarray(at, at + left)
        yield part
        left -= part.length
        at += part.length
        continue
      }
      const wanted = headerBytes - header.length
      header = Buffer.concat([header, chunk.subarray(at, at + wanted)])
      at += wanted
      if (header.length < headerBytes) break
      const tag = header.readUInt16LE(0) * 0x10000 + header.readUInt16LE(2)
      if (tag !== itemStart && tag !== sequenceEnd) throw new DicomError('bad-pixels', 'no item where one belongs')
      yield header
      if (tag === sequenceEnd) return
      left = header.readUInt32LE(4)
      header = Buffer.alloc(0)
    }
  }
  throw new DicomError('truncated', 'pixel data')
}
