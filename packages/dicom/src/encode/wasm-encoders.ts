import { createRequire } from 'node:module'
import { DicomError } from '../errors.ts'

/** What an encoder of the Cornerstone project wants to know about a frame. */
export interface EncoderFrameInfo {
  readonly width: number
  readonly height: number
  readonly bitsPerSample: number
  readonly componentCount: number
  readonly isSigned: boolean
  /** HTJ2K only: false leaves the colours as they are */
  readonly isUsingColorTransform: boolean
}

interface Encoder {
  getDecodedBuffer(info: EncoderFrameInfo): Uint8Array
  getEncodedBuffer(): Uint8Array
  encode(): void
  delete(): void
  setNearLossless?(difference: number): void
  setInterleaveMode?(mode: number): void
  setQuality?(lossless: boolean, step: number): void
  setDecompositions?(levels: number): void
}

/** PS3.5 8.2.3: samples of a colour image are interleaved by sample (2); one component has nothing to interleave (0). */
const interleave = ({ componentCount }: EncoderFrameInfo) => (componentCount > 1 ? 2 : 0)

/** Five wavelet levels, or as many as the shorter side can be halved: OpenJPEG refuses more. */
function lossless(encoder: Encoder, { width, height }: EncoderFrameInfo): void {
  encoder.setDecompositions?.(Math.min(5, Math.floor(Math.log2(Math.min(width, height)))))
  encoder.setQuality?.(true, 0)
}

const encoders = {
  'jpeg-ls': {
    script: '@cornerstonejs/codec-charls/wasmjs',
    wasm: '@cornerstonejs/codec-charls/wasm',
    encoder: 'JpegLSEncoder',
    tune(encoder: Encoder, info: EncoderFrameInfo) {
      encoder.setNearLossless?.(0)
      encoder.setInterleaveMode?.(interleave(info))
    },
  },
  'jpeg-2000': {
    script: '@cornerstonejs/codec-openjpeg/wasmjs',
    wasm: '@cornerstonejs/codec-openjpeg/wasm',
    encoder: 'J2KEncoder',
    tune: lossless,
  },
  htj2k: {
    script: '@cornerstonejs/codec-openjph/wasmjs',
    wasm: '@cornerstonejs/codec-openjph/wasm',
    encoder: 'HTJ2KEncoder',
    tune: lossless,
  },
} as const

export type WasmEncoder = keyof typeof encoders
type Module = Record<string, new () => Encoder>
type Factory = (options: { print(): void; printErr(): void; locateFile(): string }) => Promise<Module>

const require = createRequire(import.meta.url)
const loaded = new Map<WasmEncoder, Promise<Module>>()
const silent = () => undefined

function load(codec: WasmEncoder): Promise<Module> {
  const found = loaded.get(codec)
  if (found !== undefined) return found
  const { script, wasm } = encoders[codec]
  const factory = require(script) as Factory
  const module = factory({ print: silent, printErr: silent, locateFile: () => require.resolve(wasm) })
  loaded.set(codec, module)
  return module
}

/**
 * Encodes a frame without loss.
 *
 * @param bytes  little endian words of 8 or 16 bits, colour by pixel
 * @throws DicomError  bad-pixels; the codec is loaded anew after a failure, since its memory may be in any state
 */
export async function runEncoder(codec: WasmEncoder, bytes: Uint8Array, info: EncoderFrameInfo): Promise<Uint8Array> {
  const module = await load(codec)
  const Made = module[encoders[codec].encoder]
  if (Made === undefined) throw new TypeError(`${codec} has no encoder`)
  try {
    const encoder = new Made()
    encoder.getDecodedBuffer(info).set(bytes)
    encoders[codec].tune(encoder, info)
    encoder.encode()
    const coded = new Uint8Array(encoder.getEncodedBuffer()) // a copy, and CharLS hands over a clamped array
    encoder.delete()
    return coded
  } catch (cause) {
    loaded.delete(codec)
    throw new DicomError('bad-pixels', `${codec} encoder`, { cause })
  }
}
