import { deflateRawSync } from 'node:zlib'
import { DicomError } from '../errors.ts'
import type { Frame } from '../file.ts'
import { encodeRle } from '../rle-encode.ts'
import { allocatedBits, nativeBytesOf } from './native-bytes.ts'
import { type EncoderFrameInfo, runEncoder } from './wasm-encoders.ts'

/** A frame as it will stand in the file, and how its colours are to be understood then. */
export interface Coded {
  readonly bytes: Uint8Array
  readonly photometricInterpretation: string
}

/** Makes a JPEG baseline stream of 8-bit grey or RGB; where it comes from is the caller's affair, this package has none. */
export type JpegEncoder = (
  pixels: Uint8Array,
  size: { width: number; height: number; channels: 1 | 3 },
) => Promise<Uint8Array>

type Encode = (frame: Frame, jpeg?: JpegEncoder) => Promise<Uint8Array | Coded>

/** One encoder for each transfer syntax that we can write with coded pixels. All but the last lose nothing. */
const encoders: Readonly<Record<string, Encode>> = {
  '1.2.840.10008.1.2.5': async (frame) => rle(frame),
  '1.2.840.10008.1.2.4.80': (frame) => jpegLs(frame),
  '1.2.840.10008.1.2.4.90': (frame) => jpeg2000(frame),
  '1.2.840.10008.1.2.4.201': (frame) => htj2k(frame),
  '1.2.840.10008.1.2.8.1': async (frame) => deflateRawSync(nativeBytesOf(frame), { level: 1 }),
  '1.2.840.10008.1.2.4.50': (frame, jpeg) => baseline(frame, jpeg),
}

export const codedTargets: readonly string[] = Object.keys(encoders)

/** @throws DicomError  unsupported-transfer-syntax when these pixels do not fit into that coding; bad-pixels */
export async function encodeFrame(frame: Frame, transferSyntaxUid: string, jpeg?: JpegEncoder): Promise<Coded> {
  const encode = Object.hasOwn(encoders, transferSyntaxUid) ? encoders[transferSyntaxUid] : undefined
  if (encode === undefined) throw unsupported('no encoder')
  const coded = await encode(frame, jpeg)
  if (!(coded instanceof Uint8Array)) return coded
  return { bytes: coded, photometricInterpretation: fullColour(frame.photometricInterpretation) }
}

/** A decoded frame has its chroma at full size, whatever it was called. */
export const fullColour = (kind: string): string => (kind === 'YBR_FULL_422' ? 'YBR_FULL' : kind)

const unsupported = (detail: string) => new DicomError('unsupported-transfer-syntax', detail)

function rle(frame: Frame): Uint8Array {
  const bits = allocatedBits(frame.bitsAllocated)
  // Packed bits are one byte plane of the whole frame (PS3.5 8.2.2).
  if (bits === 1) return encodeRle(nativeBytesOf(frame), 1, 1)
  if (frame.samplesPerPixel * (bits / 8) > 15) throw unsupported('RLE has 15 segments')
  return encodeRle(nativeBytesOf(frame), frame.samplesPerPixel, bits / 8)
}

/** Integers of 2 to 16 bits; the bits above BitsStored are cleared. */
function integers(frame: Frame): Uint8Array {
  const { values, bitsStored, bitsAllocated } = frame
  const isWide = values.BYTES_PER_ELEMENT > 2 || values instanceof Float32Array || values instanceof Float64Array
  if (isWide || bitsAllocated === 1 || bitsStored < 2) throw unsupported('bits')
  if (!frame.signed || bitsStored === values.BYTES_PER_ELEMENT * 8) return nativeBytesOf(frame)
  const mask = 2 ** bitsStored - 1
  const words =
    values.BYTES_PER_ELEMENT === 1
      ? Uint8Array.from(values, (v) => v & mask)
      : Uint16Array.from(values, (v) => v & mask)
  return new Uint8Array(words.buffer)
}

function infoOf(frame: Frame): EncoderFrameInfo {
  const { columns: width, rows: height, bitsStored: bitsPerSample, samplesPerPixel: componentCount, signed } = frame
  return { width, height, bitsPerSample, componentCount, isSigned: signed, isUsingColorTransform: false }
}

/** JPEG-LS knows no sign: the bits go in as they are, and PixelRepresentation says what they mean. */
const jpegLs = async (frame: Frame) =>
  runEncoder('jpeg-ls', wide(frame, integers(frame)), { ...infoOf(frame), isSigned: false })

/** The encoder turns three components from RGB to YBR_RCT (T.800 G.2) and cannot be told not to; deep colour it cannot do. */
async function jpeg2000(frame: Frame): Promise<Uint8Array | Coded> {
  const isColour = frame.samplesPerPixel > 1
  if (isColour && (frame.photometricInterpretation !== 'RGB' || frame.bitsStored > 8)) throw unsupported('colours')
  const bytes = await runEncoder('jpeg-2000', signedWords(frame), infoOf(frame))
  return isColour ? { bytes, photometricInterpretation: 'YBR_RCT' } : bytes
}

async function htj2k(frame: Frame): Promise<Uint8Array> {
  if (frame.samplesPerPixel > 1 && frame.bitsStored > 8) throw unsupported('deep colour does not come back as it was')
  return runEncoder('htj2k', signedWords(frame), infoOf(frame))
}

function signedWords(frame: Frame): Uint8Array {
  integers(frame) // refuses what does not fit
  return wide(frame, nativeBytesOf(frame))
}

/** The codecs take one byte up to 8 bits and two above, whatever was allocated. */
function wide({ bitsStored, values }: Frame, bytes: Uint8Array): Uint8Array {
  if (bitsStored > 8 || values.BYTES_PER_ELEMENT === 1) return bytes
  return Uint8Array.from({ length: bytes.length / 2 }, (_, i) => bytes[2 * i] ?? 0)
}

/** JPEG baseline (process 1) has 8 bits; RGB goes out as YBR with chroma at full size (PS3.5 8.2.1). */
async function baseline(frame: Frame, jpeg: JpegEncoder | undefined): Promise<Coded> {
  const { values, columns: width, rows: height, bitsStored, samplesPerPixel, photometricInterpretation: kind } = frame
  const isGrey = samplesPerPixel === 1 && kind.startsWith('MONOCHROME')
  if (jpeg === undefined || frame.signed || bitsStored !== 8 || values.BYTES_PER_ELEMENT !== 1)
    throw unsupported('bits')
  if (!isGrey && kind !== 'RGB') throw unsupported('colours')
  const bytes = await jpeg(nativeBytesOf(frame), { width, height, channels: isGrey ? 1 : 3 })
  return { bytes, photometricInterpretation: isGrey ? kind : 'YBR_FULL' }
}
