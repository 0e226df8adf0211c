/** The protobuf wire format, as much of it as looking through an ONNX file needs (protobuf.dev, "Encoding"). Values are views, never copies. */

import { InferenceError } from '../errors.ts'

export type Field = { number: number; varint: bigint; bytes: Uint8Array | undefined }

const malformed = () => new InferenceError('model-invalid', 'the network file is not well-formed protobuf')

type Cursor = { bytes: Uint8Array; at: number }

function varint(cursor: Cursor): bigint {
  let value = 0n
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = cursor.bytes[cursor.at++]
    if (byte === undefined) throw malformed()
    value |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return value
  }
  throw malformed()
}

function take(cursor: Cursor, length: bigint): Uint8Array {
  const end = BigInt(cursor.at) + length
  if (end > BigInt(cursor.bytes.length)) throw malformed()
  const view = cursor.bytes.subarray(cursor.at, Number(end))
  cursor.at = Number(end)
  return view
}

/** The fields of one message in file order. @throws InferenceError `model-invalid` when the bytes are no message */
export function* fields(bytes: Uint8Array): Generator<Field> {
  const cursor = { bytes, at: 0 }
  while (cursor.at < bytes.length) {
    const key = varint(cursor)
    const number = Number(key >> 3n)
    const wire = Number(key & 7n)
    if (wire === 0) yield { number, varint: varint(cursor), bytes: undefined }
    else if (wire === 1) yield { number, varint: 0n, bytes: take(cursor, 8n) }
    else if (wire === 2) yield { number, varint: 0n, bytes: take(cursor, varint(cursor)) }
    else if (wire === 5) yield { number, varint: 0n, bytes: take(cursor, 4n) }
    else throw malformed()
  }
}

const utf8 = new TextDecoder()

export const asText = (field: Field): string => utf8.decode(field.bytes ?? new Uint8Array())
