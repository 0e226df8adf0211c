import { decodeCoded } from './codecs.ts'
import { DicomError } from './errors.ts'
import { byteOrder, type DicomFile, type Frame, newFrame, pixelsOf } from './file.ts'
import { imageLayout, valuesInFrame } from './image.ts'
import { toJson } from './json.ts'
import { type Limits, withDefaults } from './limits.ts'
import { nativeFrame } from './native.ts'
import { UNDEFINED_LENGTH } from './parse-context.ts'
import { open } from './part10.ts'
import { storedValues } from './pixel-values.ts'

/**
 * The header of a file whose pixels come apart from it, frame by frame: an image of a gigabyte is then decoded without ever
 * being whole in memory. Not for deflated files, whose header has no end of its own.
 *
 * @param head        the file up to its first pixel value, or to the first item of encapsulated pixels
 * @param totalBytes  length of the whole file
 * @throws DicomError  as `parse`; need-more when `head` ends too early
 */
export function parseHead(head: Uint8Array, totalBytes: number, limits?: Partial<Limits>): DicomFile {
  const bounds = withDefaults(limits)
  const opened = open(head, { limits: bounds, total: totalBytes, stopAtPixels: true })
  return {
    ...opened,
    limits: bounds,
    image: imageLayout(opened.dataSet, bounds),
    get elements() {
      return toJson(opened.dataSet, bounds.bulkBytes)
    },
  }
}

/**
 * Decodes one frame from its own bytes: the code stream, or native bytes that begin with the frame.
 *
 * @param frame  0-based
 * @throws DicomError  no-pixels, no-such-frame, unsupported-transfer-syntax, bad-pixels, truncated, too-large
 */
export async function decodeFrameBytes(file: DicomFile, frame: number, bytes: Uint8Array): Promise<Frame> {
  const { layout, element } = pixelsOf(file, frame)
  const { littleEndian } = file.encoding
  if (layout.kind !== 'integer') return newFrame(layout, frame, floats(bytes, layout.kind, valuesInFrame(layout)))
  if (element.length !== UNDEFINED_LENGTH && element.fragments === undefined) {
    const words = nativeFrame(bytes, { ...layout, frames: 1 }, 0, byteOrder(littleEndian, element, layout))
    return newFrame(layout, frame, storedValues(words, layout))
  }
  const { words, photometricInterpretation } = await decodeCoded(file.syntax.coding, bytes, layout, file.limits)
  return newFrame({ ...layout, photometricInterpretation }, frame, storedValues(words, layout))
}

/** Floating-point pixels are never big endian in a file that is still written. */
function floats(bytes: Uint8Array, kind: 'float' | 'double', length: number): Float32Array | Float64Array {
  const size = kind === 'float' ? 4 : 8
  if (bytes.length < length * size) throw new DicomError('truncated', 'pixel data')
  const copy = new Uint8Array(bytes.subarray(0, length * size)).buffer
  return kind === 'float' ? new Float32Array(copy) : new Float64Array(copy)
}
