import { createRequire } from 'node:module'
import { DicomError } from './errors.ts'

/** What a codec of the Cornerstone project says about a decoded frame. */
export interface CodecFrameInfo {
  readonly width: number
  readonly height: number
  readonly bitsPerSample: number
  readonly componentCount: number
  readonly isSigned: boolean
}

export interface CodecDecoder {
  getEncodedBuffer(length: number): Uint8Array
  getDecodedBuffer(): Uint8Array
  getFrameInfo(): CodecFrameInfo
  decode(): void
  /** JPEG-LS: 0 by plane, 1 by line, 2 by sample */
  getInterleaveMode?(): number
  delete(): void
}

/** The three decoders that run as WebAssembly. The plain JavaScript builds of these packages are four times slower. */
const codecs = {
  'jpeg-ls': {
    script: '@cornerstonejs/codec-charls/decodewasmjs',
    wasm: '@cornerstonejs/codec-charls/decodewasm',
    decoder: 'JpegLSDecoder',
  },
  'jpeg-2000': {
    script: '@cornerstonejs/codec-openjpeg/decodewasmjs',
    wasm: '@cornerstonejs/codec-openjpeg/decodewasm',
    decoder: 'J2KDecoder',
  },
  htj2k: {
    script: '@cornerstonejs/codec-openjph/wasmjs',
    wasm: '@cornerstonejs/codec-openjph/wasm',
    decoder: 'HTJ2KDecoder',
  },
} as const

export type WasmCodec = keyof typeof codecs
type Module = Record<string, new () => CodecDecoder>
type Factory = (options: { print(): void; printErr(): void; locateFile(): string }) => Promise<Module>

const require = createRequire(import.meta.url)
const loaded = new Map<WasmCodec, Promise<Module>>()

/** Codecs print to stdout unless they are given somewhere else. */
const silent = () => undefined

function load(codec: WasmCodec): Promise<Module> {
  const found = loaded.get(codec)
  if (found !== undefined) return found
  const { script, wasm } = codecs[codec]
  const factory = require(script) as Factory
  const module = factory({ print: silent, printErr: silent, locateFile: () => require.resolve(wasm) })
  loaded.set(codec, module)
  return module
}

/**
 * Runs a decoder and hands the result to `use`, which must copy what it keeps: the memory belongs to the codec.
 *
 * @throws DicomError  bad-pixels; the codec is loaded anew after a failure, since its memory may be in any state
 */
export async function runCodec<T>(
  codec: WasmCodec,
  bytes: Uint8Array,
  use: (decoded: Uint8Array, info: CodecFrameInfo, decoder: CodecDecoder) => T,
): Promise<T> {
  const module = await load(codec)
  const Decoder = module[codecs[codec].decoder]
  if (Decoder === undefined) throw new TypeError(`${codec} has no decoder`)
  try {
    const decoder = new Decoder()
    decoder.getEncodedBuffer(bytes.length).set(bytes)
    decoder.decode()
    const result = use(decoder.getDecodedBuffer(), decoder.getFrameInfo(), decoder)
    decoder.delete()
    return result
  } catch (cause) {
    loaded.delete(codec)
    if (cause instanceof DicomError) throw cause
    throw new DicomError('bad-pixels', codec, { cause })
  }
}
