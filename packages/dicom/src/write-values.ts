import { DicomError } from './errors.ts'
import type { JsonElement, JsonValue, PersonName } from './json.ts'
import { ruleOf, type Vr } from './vr.ts'

/**
 * The bytes of one value of the JSON model, padded to even length (PS3.5 6.2 and 7.1.1). Text is written in UTF-8.
 * Sequences and pixels are written elsewhere.
 */
export function valueBytes(vr: Vr, element: JsonElement, littleEndian: boolean): Uint8Array {
  const { Value: values = [], InlineBinary: binary } = element
  const rule = ruleOf(vr)
  if (binary !== undefined) return padded(turned(Buffer.from(binary, 'base64'), rule.size, littleEndian), 0)
  if (rule.kind === 'bytes' && values.length > 0) throw new DicomError('malformed', 'binary values go as InlineBinary')
  if (rule.kind === 'tag') return tagBytes(values, littleEndian)
  if (rule.kind === 'number') return numberBytes(vr, values, littleEndian)
  const texts = values.map((value) => textOf(vr, value)).join('\\')
  return padded(Buffer.from(texts, 'utf8'), vr === 'UI' ? 0 : 0x20) // PS3.5 9.1: a UID is padded with NUL
}

function padded(bytes: Uint8Array, pad: number): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Uint8Array.of(pad)])
}

/** Words given in little endian, in the order of the file. */
export function turned(bytes: Buffer, size: 1 | 2 | 4 | 8, littleEndian: boolean): Buffer {
  if (littleEndian || size === 1) return bytes
  const copy = Buffer.from(bytes)
  if (size === 2) return copy.swap16()
  return size === 4 ? copy.swap32() : copy.swap64()
}

function textOf(vr: Vr, value: JsonValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return vr === 'DS' ? decimal(value) : String(value)
  return typeof value === 'string' ? value : nameOf(value as PersonName)
}

const nameOf = ({ Alphabetic = '', Ideographic = '', Phonetic = '' }: PersonName): string =>
  [Alphabetic, Ideographic, Phonetic].join('=').replace(/={1,2}$/, '')

/** DS has at most 16 characters (PS3.5 6.2): as many digits as fit. */
function decimal(value: number): string {
  let text = String(value)
  for (let digits = 16; text.length > 16; digits--) text = value.toPrecision(digits)
  return text
}

function tagBytes(values: readonly JsonValue[], littleEndian: boolean): Uint8Array {
  const out = Buffer.alloc(values.length * 4)
  values.forEach((value, i) => {
    const tag = Number.parseInt(String(value), 16)
    const words = [tag >>> 16, tag & 0xffff]
    words.forEach((word, j) => {
      if (littleEndian) out.writeUInt16LE(word, i * 4 + j * 2)
      else out.writeUInt16BE(word, i * 4 + j * 2)
    })
  })
  return out
}

type Writer = (view: DataView, at: number, value: number | string, littleEndian: boolean) => void

const writers: Partial<Record<Vr, Writer>> = {
  FD: (v, at, x, le) => v.setFloat64(at, Number(x), le),
  FL: (v, at, x, le) => v.setFloat32(at, Number(x), le),
  SL: (v, at, x, le) => v.setInt32(at, Number(x), le),
  SS: (v, at, x, le) => v.setInt16(at, Number(x), le),
  UL: (v, at, x, le) => v.setUint32(at, Number(x), le),
  US: (v, at, x, le) => v.setUint16(at, Number(x), le),
  SV: (v, at, x, le) => v.setBigInt64(at, BigInt(x), le),
  UV: (v, at, x, le) => v.setBigUint64(at, BigInt(x), le),
}

function numberBytes(vr: Vr, values: readonly JsonValue[], littleEndian: boolean): Uint8Array {
  const { size } = ruleOf(vr)
  const write = writers[vr]
  const out = new Uint8Array(values.length * size)
  const view = new DataView(out.buffer)
  values.forEach((value, i) => {
    const usable = typeof value === 'number' || typeof value === 'string' ? value : 0
    write?.(view, i * size, usable, littleEndian)
  })
  return out
}
