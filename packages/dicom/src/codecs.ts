import { type CodedSize, jpeg2000Size, jpegLsSize } from './code-stream.ts'
import { DicomError } from './errors.ts'
import { type ImageLayout, valuesInFrame } from './image.ts'
import { inflate } from './inflate.ts'
import { decodeJpeg } from './jpeg/index.ts'
import type { Limits } from './limits.ts'
import { byPixel, nativeFrame } from './native.ts'
import { newWords, type Words } from './pixel-values.ts'
import { decodeRle } from './rle.ts'
import type { PixelCoding } from './transfer-syntax.ts'
import { type CodecFrameInfo, runCodec, type WasmCodec } from './wasm.ts'

/** A decoded frame before bits are sorted out: colour by pixel, and how the colours are to be understood. */
export interface Decoded {
  readonly words: Words
  readonly photometricInterpretation: string
}

type Decode = (bytes: Uint8Array, layout: ImageLayout, limits: Limits) => Decoded | Promise<Decoded>

/** One decoder for each way of coding a frame (PS3.5 8.2). Native pixels are read elsewhere, without copying. */
const decoders: Partial<Record<PixelCoding, Decode>> = {
  rle: (bytes, layout) => asCoded(packed(decodeRle(bytes, layout), layout), layout),
  jpeg,
  'jpeg-ls': jpegLs,
  'jpeg-2000': (bytes, layout) => jpeg2000('jpeg-2000', bytes, layout),
  htj2k: (bytes, layout) => jpeg2000('htj2k', bytes, layout),
  'deflated-frame': deflatedFrame,
  'encapsulated-native': (bytes, layout) =>
    asCoded(nativeFrame(bytes, layout, 0, { littleEndian: true, swappedPairs: false }), layout),
}

/** @throws DicomError  unsupported-transfer-syntax, bad-pixels, too-large */
export async function decodeCoded(
  coding: PixelCoding,
  bytes: Uint8Array,
  layout: ImageLayout,
  limits: Limits,
): Promise<Decoded> {
  const decode = decoders[coding]
  if (decode === undefined) throw new DicomError('unsupported-transfer-syntax')
  return await decode(bytes, layout, limits)
}

const asCoded = (words: Words, { photometricInterpretation }: ImageLayout): Decoded => ({
  words,
  photometricInterpretation,
})

/** Coded 1-bit frames hold the packed bits of a native frame. */
function packed(words: Words, layout: ImageLayout): Words {
  if (layout.bitsAllocated !== 1) return words
  return nativeFrame(words as Uint8Array, layout, 0, { littleEndian: true, swappedPairs: false })
}

/** PS3.5 8.2.16: each frame is a raw deflate stream of its native bytes. */
function deflatedFrame(bytes: Uint8Array, layout: ImageLayout, limits: Limits): Decoded {
  const order = { littleEndian: true, swappedPairs: false }
  return asCoded(nativeFrame(inflate(bytes, limits, false), layout, 0, order), layout)
}

/** Chroma is at full size after decoding, so YBR_FULL_422 has become YBR_FULL. JFIF and APP14 know better than a header that says RGB. */
function jpeg(bytes: Uint8Array, layout: ImageLayout): Decoded {
  const { rows, columns, samplesPerPixel } = layout
  const image = decodeJpeg(bytes, { rows, columns, components: samplesPerPixel })
  const words = fit(image.samples, layout)
  const said = layout.photometricInterpretation
  if (samplesPerPixel === 1) return { words, photometricInterpretation: said }
  const coded = image.adobeTransform ?? (image.hasJfif ? 1 : undefined)
  const isRgb = coded === undefined ? said === 'RGB' : coded === 0 && said === 'RGB'
  return { words, photometricInterpretation: isRgb ? 'RGB' : 'YBR_FULL' }
}

async function jpegLs(bytes: Uint8Array, layout: ImageLayout): Promise<Decoded> {
  sameSize(jpegLsSize(bytes), layout)
  if (!endsWithEoi(bytes)) throw new DicomError('bad-pixels', 'the JPEG-LS stream is cut off')
  const words = await runCodec('jpeg-ls', bytes, (decoded, info, decoder) => {
    const words = fit(wordsOf(decoded, info, layout), layout)
    const byPlane = layout.samplesPerPixel > 1 && decoder.getInterleaveMode?.() === 0
    return byPlane ? byPixel(words, { ...layout, planar: true }) : words
  })
  return asCoded(words, layout)
}

/** The end marker, or one hidden in a few bytes of padding. Without it CharLS reads on through its memory for half a minute. */
function endsWithEoi(bytes: Uint8Array): boolean {
  const tail = bytes.subarray(-32)
  return tail.some((b, i) => b === 0xff && tail[i + 1] === 0xd9)
}

/** The decoder undoes the colour transformation of the code stream (T.800 Annex G): YBR_RCT and YBR_ICT come out as RGB. */
async function jpeg2000(codec: WasmCodec, bytes: Uint8Array, layout: ImageLayout): Promise<Decoded> {
  const size = jpeg2000Size(bytes)
  sameSize(size, layout)
  if (size?.plain !== true) throw new DicomError('bad-pixels', 'subsampled, or more than 16 bits')
  const stream = bytes.subarray(size?.at ?? 0)
  const words = await runCodec(codec, stream, (decoded, info) => fit(wordsOf(decoded, info, layout), layout))
  const said = layout.photometricInterpretation
  return { words, photometricInterpretation: said === 'YBR_RCT' || said === 'YBR_ICT' ? 'RGB' : said }
}

function sameSize(size: CodedSize | undefined, { rows, columns, samplesPerPixel }: ImageLayout): void {
  const same = size?.rows === rows && size.columns === columns && size.components === samplesPerPixel
  if (!same) throw new DicomError('bad-pixels', 'not the size that the data set says')
}

/** A codec's output as words of 8 or 16 bits, copied out of its memory. */
function wordsOf(decoded: Uint8Array, info: CodecFrameInfo, layout: ImageLayout): Words {
  const bytesPerValue = info.bitsPerSample <= 8 ? 1 : 2
  const length = valuesInFrame(layout) * bytesPerValue
  if (decoded.length < length) throw new DicomError('bad-pixels', 'too few values')
  const copy = new Uint8Array(length) // CharLS hands over a clamped array: its kind must not travel on
  copy.set(decoded.subarray(0, length))
  return bytesPerValue === 1 ? copy : new Uint16Array(copy.buffer, 0, length / 2)
}

/** Words as wide as BitsAllocated says, whatever precision the code stream has. */
function fit(words: Words, layout: ImageLayout): Words {
  const wanted = newWords(layout)
  if (words.length !== wanted.length) throw new DicomError('bad-pixels', 'too few values')
  if (words.BYTES_PER_ELEMENT === wanted.BYTES_PER_ELEMENT) return words
  if (words.BYTES_PER_ELEMENT > wanted.BYTES_PER_ELEMENT)
    throw new DicomError('bad-pixels', 'more bits than are allocated')
  wanted.set(words)
  return wanted
}
