import type { Element } from '../data-set.ts'
import { DicomError } from '../errors.ts'
import { type DicomFile, decodeFrame, type Frame, parse } from '../file.ts'
import { pixelElement, refuseTogether } from '../image.ts'
import type { Limits } from '../limits.ts'
import type { Encoding } from '../parse-context.ts'
import { transferSyntax } from '../transfer-syntax.ts'
import { evenDeflated, fileHead, headerBytes, itemHeader, UNDEFINED } from '../write.ts'
import { lossyBefore, lossyNow, lossyUid, pixelChanges } from './attributes.ts'
import { type Coded, codedTargets, encodeFrame, type JpegEncoder } from './frames.ts'
import { allocatedBits, nativeBytesOf } from './native-bytes.ts'
import { type Changes, inOrder, lengthOf, rewritten } from './rewrite.ts'

export interface TranscodeOptions {
  readonly limits?: Partial<Limits>
  /** makes JPEG baseline streams; without it that transfer syntax cannot be written */
  readonly jpeg?: JpegEncoder
}

/** What can be written without coding pixels; big endian was retired and is only read. */
const nativeTargets = ['1.2.840.10008.1.2.1', '1.2.840.10008.1.2', '1.2.840.10008.1.2.1.99']

/** Every transfer syntax that `transcode` writes. JPEG baseline loses, all others give the very same values. */
export const writableSyntaxes: readonly string[] = [...nativeTargets, ...codedTargets]

const baseline = '1.2.840.10008.1.2.4.50'

const PIXEL_DATA = 0x7fe00010

/**
 * A file in another transfer syntax (PS3.5 Annex A). Values, texts and private elements stay as they are; of the attributes
 * only those change that describe the pixels. A lossy copy gets a SOP Instance UID of its own.
 *
 * @returns the file in pieces
 * @throws DicomError  unsupported-transfer-syntax when the pixels cannot be read, or do not fit into the wanted coding;
 *                     and whatever `parse` and `decodeFrame` throw
 */
export async function transcode(
  bytes: Uint8Array,
  transferSyntaxUid: string,
  { limits, jpeg }: TranscodeOptions = {},
): Promise<Uint8Array[]> {
  if (!writableSyntaxes.includes(transferSyntaxUid)) throw new DicomError('unsupported-transfer-syntax', 'no writer')
  const file = parse(bytes, limits)
  const target = transferSyntax(transferSyntaxUid)
  const changes = await changesFor(file, transferSyntaxUid, target, jpeg)
  const body = rewritten(file.dataSet, target, changes)
  const sopInstanceUid =
    transferSyntaxUid === baseline ? lossyUid(instanceOf(file), transferSyntaxUid) : instanceOf(file)
  const head = fileHead({ sopClassUid: classOf(file), sopInstanceUid, transferSyntaxUid })
  return [head, ...(target.deflated ? [evenDeflated(Buffer.concat(body))] : body)]
}

const classOf = ({ dataSet, meta }: DicomFile) =>
  dataSet.string('SOPClassUID') ?? meta.string('MediaStorageSOPClassUID') ?? ''
const instanceOf = ({ dataSet, meta }: DicomFile) =>
  dataSet.string('SOPInstanceUID') ?? meta.string('MediaStorageSOPInstanceUID') ?? ''

async function changesFor(
  file: DicomFile,
  target: string,
  encoding: Encoding,
  jpeg: JpegEncoder | undefined,
): Promise<Changes> {
  const element = pixelElement(file.dataSet)?.element
  const isNativeTarget = nativeTargets.includes(target)
  if (element === undefined || file.image === undefined) {
    if (!isNativeTarget) throw new DicomError('no-pixels')
    return {}
  }
  const isNative = element.fragments === undefined
  if (isNative && isNativeTarget) return turnedPixels(file, element, encoding)
  refuseTogether(file.image, file.image.frames, file.limits)
  if (isNativeTarget) return opened(file, encoding)
  return coded(file, target, jpeg)
}

/** In big endian a pixel of 32 bits is turned as a whole, although OW names words of 16 (PS3.5 8.1.2). */
function turnedPixels({ dataSet, image, encoding }: DicomFile, element: Element, to: Encoding): Changes {
  if (encoding.littleEndian || image?.bitsAllocated !== 32 || element.vr !== 'OW') return {}
  const bytes = inOrder(dataSet.bytesOf(element), 'OL', false, true)
  return { '7FE00010': [headerBytes(PIXEL_DATA, 'OW', bytes.length, to), bytes] }
}

async function opened(file: DicomFile, encoding: Encoding): Promise<Changes> {
  const frames = await Array.fromAsync(framesOf(file))
  const [first] = frames
  if (first === undefined) throw new DicomError('no-pixels')
  const bytes = first.bitsAllocated === 1 ? [packedTogether(frames)] : frames.map(nativeBytesOf)
  const length = lengthOf(bytes)
  const pad = length % 2 === 0 ? [] : [new Uint8Array(1)]
  const vr = allocatedBits(first.bitsAllocated) <= 8 && encoding.explicit ? 'OB' : 'OW' // PS3.5 A.1 and A.2
  return {
    ...pixelChanges(first, first.photometricInterpretation),
    ...lossyBefore(file),
    '7FE00010': [headerBytes(PIXEL_DATA, vr, length + pad.length, encoding), ...bytes, ...pad],
  }
}

/** Frames of one bit follow each other without padding (PS3.5 8.1.1). */
const packedTogether = (frames: readonly Frame[]) =>
  nativeBytesOf({ values: Uint8Array.from(frames.flatMap(({ values }) => [...values])), bitsAllocated: 1 })

async function coded(file: DicomFile, target: string, jpeg: JpegEncoder | undefined): Promise<Changes> {
  const done: Coded[] = []
  let first: Frame | undefined
  let size = 0
  for await (const frame of framesOf(file)) {
    first ??= frame
    size += frame.values.byteLength
    done.push(await encodeFrame(frame, target, jpeg))
  }
  const kind = done[0]?.photometricInterpretation
  if (first === undefined || kind === undefined) throw new DicomError('no-pixels')
  const bytes = done.map((one) => one.bytes)
  return {
    ...pixelChanges(first, kind),
    ...lossyBefore(file),
    ...(target === baseline ? lossyNow(file, target, size / lengthOf(bytes)) : {}),
    '7FE00010': encapsulated(bytes),
  }
}

async function* framesOf(file: DicomFile): AsyncGenerator<Frame> {
  const count = file.image?.frames ?? 0
  for (let index = 0; index < count; index++) yield await decodeFrame(file, index)
}

/** PS3.5 A.4: a basic offset table, then one fragment a frame. */
function encapsulated(frames: readonly Uint8Array[]): Uint8Array[] {
  const table = Buffer.alloc(frames.length * 4)
  let offset = 0
  const items = frames.flatMap((frame, i) => {
    const pad = frame.length % 2 === 0 ? [] : [new Uint8Array(1)]
    const length = frame.length + pad.length
    table.writeUInt32LE(offset, i * 4)
    offset += 8 + length
    return [itemHeader(0xe000, length, true), frame, ...pad]
  })
  const explicit = { explicit: true, littleEndian: true }
  const start = headerBytes(PIXEL_DATA, 'OB', UNDEFINED, explicit)
  return [start, itemHeader(0xe000, table.length, true), table, ...items, itemHeader(0xe0dd, 0, true)]
}
