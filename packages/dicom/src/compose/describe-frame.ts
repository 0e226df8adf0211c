import { jpeg2000Size, jpegLsSize } from '../code-stream.ts'
import { DicomError } from '../errors.ts'
import { readSegments } from '../jpeg/markers.ts'
import type { DicomJson, JsonElement, JsonValue } from '../json.ts'
import { jsonKey } from '../text.ts'
import { transferSyntax } from '../transfer-syntax.ts'

type Described = {
  rows: number
  columns: number
  components: number
  precision: number
  signed: boolean
  colour: string
}

/**
 * The Image Pixel Description Macro (PS3.3 C.7.6.3) as code streams tell it, for metadata that leave it out; nothing where
 * the header has Rows: it is believed then.
 *
 * @throws DicomError  bad-pixels, when a stream does not say what it is; malformed, when its kind never does
 */
export function describeFrame(frames: readonly Uint8Array[], transferSyntaxUid: string, header: DicomJson): DicomJson {
  if (jsonKey('Rows') in header) return {}
  const { coding, lossless } = transferSyntax(transferSyntaxUid)
  const read = readers[coding]
  const frame = frames[0]
  if (read === undefined || frame === undefined) throw new DicomError('malformed', 'pixels without a description')
  const { rows, columns, components, precision, signed, colour } = read(frame, lossless)
  const isColour = components === 3
  return Object.fromEntries([
    ...entry('SamplesPerPixel', 'US', components),
    ...entry('PhotometricInterpretation', 'CS', isColour ? colour : 'MONOCHROME2'),
    ...(isColour ? entry('PlanarConfiguration', 'US', 0) : []),
    ...(frames.length > 1 ? entry('NumberOfFrames', 'IS', frames.length) : []),
    ...entry('Rows', 'US', rows),
    ...entry('Columns', 'US', columns),
    ...entry('BitsAllocated', 'US', precision > 8 ? 16 : 8),
    ...entry('BitsStored', 'US', precision),
    ...entry('HighBit', 'US', precision - 1),
    ...entry('PixelRepresentation', 'US', signed ? 1 : 0),
    ...(lossless ? [] : entry('LossyImageCompression', 'CS', '01')),
  ])
}

const entry = (keyword: string, vr: string, value: JsonValue): [string, JsonElement][] => [
  [jsonKey(keyword), { vr, Value: [value] }],
]

const readers: Partial<Record<string, (frame: Uint8Array, lossless: boolean) => Described>> = {
  jpeg: jpegOf,
  'jpeg-ls': jpegLsOf,
  'jpeg-2000': jpeg2000Of,
  htj2k: jpeg2000Of,
}

const silent = () => new DicomError('bad-pixels', 'a code stream that does not say its size')

function jpegOf(frame: Uint8Array): Described {
  const { frame: found, adobeTransform } = readSegments(frame, () => frame.length)
  if (found === undefined) throw silent()
  const { rows, columns, precision, components, process } = found
  const [first] = components
  const isHalf = first !== undefined && first.h > 1
  const colour = process === 'lossless' || adobeTransform === 0 ? 'RGB' : isHalf ? 'YBR_FULL_422' : 'YBR_FULL'
  return { rows, columns, precision, components: components.length, signed: false, colour }
}

function jpegLsOf(frame: Uint8Array): Described {
  const size = jpegLsSize(frame)
  if (size === undefined) throw silent()
  return { ...size, signed: false, colour: 'RGB' }
}

/** Ssiz has the sign in its first bit; COD says whether the colours were turned (ITU-T T.800 A.5.1 and A.6.1). */
function jpeg2000Of(frame: Uint8Array): Described {
  const size = jpeg2000Size(frame)
  if (size === undefined) throw silent()
  const cod = Buffer.from(frame.buffer, frame.byteOffset, frame.length).indexOf(Uint8Array.of(0xff, 0x52), size.at)
  const [isTurned, isReversible] = cod < 0 ? [false, true] : [frame[cod + 8] === 1, frame[cod + 13] === 1]
  const colour = isTurned ? (isReversible ? 'YBR_RCT' : 'YBR_ICT') : 'RGB'
  return { ...size, signed: ((frame[size.at + 42] ?? 0) & 0x80) !== 0, colour }
}
