import { deflateRawSync } from 'node:zlib'
import { type ElementValues, elementsOf } from './elements.ts'
import { DicomError } from './errors.ts'
import type { DicomJson } from './json.ts'
import { encodeRle } from './rle-encode.ts'
import { modules } from './synthetic-modules.ts'
import { number } from './text.ts'
import { explicitLittleEndian, transferSyntax } from './transfer-syntax.ts'
import { uidFromDigest } from './uid.ts'
import { write } from './write.ts'

export type SyntheticKind = 'DX' | 'CT' | 'SC'

export type SyntheticElements = ElementValues

export interface SynthesizeOptions {
  readonly kind?: SyntheticKind
  /** the same seed makes the same bytes; patient, study and series follow from their own seeds where given */
  readonly seed?: number | string
  readonly patient?: number | string
  readonly study?: number | string
  readonly series?: number | string
  readonly rows?: number
  readonly columns?: number
  readonly frames?: number
  /** native, deflated, RLE or deflated frame; other codings need an encoder */
  readonly transferSyntaxUid?: string
  /** elements to add, replace or (`undefined`) remove */
  readonly elements?: SyntheticElements
}

/**
 * Makes a small, valid DICOM file for tests: a digital radiograph, a CT slice or a colour secondary capture of a
 * made-up patient, with a made-up picture. Deterministic in its options; accepted by dcmdump and dciodvfy.
 *
 * @throws RangeError  unknown keyword
 * @throws DicomError  unsupported-transfer-syntax
 */
export function synthesize(options: SynthesizeOptions = {}): Uint8Array {
  const { transferSyntaxUid = explicitLittleEndian } = options
  const elements = syntheticElements(options)
  return write(elements, {
    transferSyntaxUid,
    pixelData: coded(elements, syntheticPixels(elements, options), transferSyntaxUid),
  })
}

/** The data set of `synthesize` without its pixels. */
export function syntheticElements(options: SynthesizeOptions = {}): DicomJson {
  const { kind = 'DX', seed = 1, rows = 64, columns = 48, frames, elements } = options
  const { patient = seed, study = seed, series = seed } = options
  const name = (what: string, of: number | string) => uidFromDigest(`firstread synthetic ${what} ${of}`)
  const ids = {
    SOPInstanceUID: name(`instance ${patient} ${study} ${series}`, seed),
    StudyInstanceUID: name(`study ${patient}`, study),
    SeriesInstanceUID: name(`series ${patient} ${study}`, series),
    PatientID: `SYN-${patient}`,
    PatientName: `Synthetic^${patient}`,
    AccessionNumber: `A${study}`.slice(0, 16),
    Rows: rows,
    Columns: columns,
    ...(frames === undefined ? {} : { NumberOfFrames: frames }),
  }
  return elementsOf({ ...modules[kind](name('frame of reference', study)), ...ids, ...elements })
}

/** Random numbers from 0 to 1 that depend on the seed alone (mulberry32). */
export function randomFrom(seed: number | string): () => number {
  let state = [...String(seed)].reduce((hash, c) => Math.imul(hash ^ c.charCodeAt(0), 0x01000193), 0x811c9dc5)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A bright ellipse on a dark slope with noise, little endian words as wide as BitsAllocated. */
export function syntheticPixels(elements: DicomJson, { seed = 1 }: SynthesizeOptions = {}): Uint8Array {
  const get = (keyword: string) => number(elements, keyword) ?? 1
  const [rows, columns, samples] = [get('Rows'), get('Columns'), get('SamplesPerPixel')]
  const frames = number(elements, 'NumberOfFrames') ?? 1
  const wordBytes = get('BitsAllocated') / 8
  const top = 2 ** get('BitsStored') - 1
  const random = randomFrom(seed)
  const [cx, cy] = [0.4 + 0.2 * random(), 0.4 + 0.2 * random()]
  const out = Buffer.alloc(rows * columns * samples * frames * wordBytes)
  for (let i = 0, at = 0; at < out.length; i++, at += wordBytes) {
    const pixel = Math.floor(i / samples) % (rows * columns)
    const x = (pixel % columns) / columns
    const y = Math.floor(pixel / columns) / rows
    const inside = ((x - cx) / 0.3) ** 2 + ((y - cy) / 0.4) ** 2 < 1
    const level = (inside ? 0.7 : 0.15) + 0.1 * y + 0.05 * random() + 0.04 * (i % samples)
    out.writeUIntLE(Math.round(level * top), at, wordBytes)
  }
  return out
}

/** The pixels as the transfer syntax wants them: whole when native, else frame by frame. */
function coded(elements: DicomJson, pixels: Uint8Array, transferSyntaxUid: string): Uint8Array | Uint8Array[] {
  const { coding } = transferSyntax(transferSyntaxUid)
  if (coding === 'native') return pixels
  const frames = number(elements, 'NumberOfFrames') ?? 1
  const length = pixels.length / frames
  const samples = number(elements, 'SamplesPerPixel') ?? 1
  const wordBytes = (number(elements, 'BitsAllocated') ?? 16) / 8
  return Array.from({ length: frames }, (_, i) => {
    const frame = pixels.subarray(i * length, (i + 1) * length)
    if (coding === 'rle') return encodeRle(frame, samples, wordBytes)
    if (coding === 'deflated-frame') return deflateRawSync(frame)
    if (coding === 'encapsulated-native') return frame
    throw new DicomError('unsupported-transfer-syntax', 'no encoder')
  })
}
