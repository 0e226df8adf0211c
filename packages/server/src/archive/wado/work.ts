import { Problem, type ProblemCode } from '@firstread/contract'
import { InferenceError, type InferenceErrorCode, type Pixels, type RenderOptions } from '@firstread/inference'
import type { App } from '../../platform/app.ts'
import { openLanes } from '../../platform/lanes.ts'
import { KeptPictures } from '../kept-pictures.ts'
import { openParts, type Parts } from './parts.ts'
import type { StoredInstance } from './queries.ts'

/** One picture or conversion in hand for each process, and a bounded line behind them (security.md 8). */
const lanes = { width: 2, waiting: 64 }
const keptBytes = 64 * 1024 * 1024

/** What is done with pixels in processes of their own (security.md 4); pictures are kept. */
export type PixelWork = {
  parts: Parts
  /** @throws Problem  not-acceptable, not-found (no such frame), busy, not-ready */
  picture(instance: StoredInstance, options: RenderOptions): Promise<Uint8Array>
  /** Frames (0-based) as native bytes or code streams of a transfer syntax. */
  frames(instance: StoredInstance, frames: number[], transferSyntax: string): Promise<Buffer[]>
  transcoded(instance: StoredInstance, transferSyntax: string): Promise<Buffer>
  bulk(instance: StoredInstance, path: string): Promise<Buffer>
}

export function openPixelWork(app: App): PixelWork {
  const parts = openParts(app)
  const lane = openLanes(lanes)
  const kept = new KeptPictures(keptBytes)
  const making = new Map<string, Promise<Uint8Array>>()
  const ask = <T>(work: (pixels: Pixels) => Promise<T>) =>
    lane(() => work(app.pixels)).catch((error) => {
      throw toProblem(error)
    })
  const make = async (instance: StoredInstance, options: RenderOptions, key: string) => {
    const input = await parts.input(instance, [options.frame ?? 0])
    const { bytes } = await ask((pixels) => pixels.render(input, options))
    kept.keep(key, bytes)
    return bytes
  }
  return {
    parts,
    async picture(instance, options) {
      if (!instance.has_pixels) throw new Problem('not-acceptable', 'There is no picture in this instance')
      const key = pictureKey(instance, options)
      const found = kept.get(key)
      if (found) return found
      // Two who ask for the same picture at once wait for one.
      const waiting = making.get(key) ?? make(instance, options, key).finally(() => making.delete(key))
      making.set(key, waiting)
      return waiting
    },
    async frames(instance, frames, transferSyntax) {
      const input = await parts.input(instance, frames)
      return ask((pixels) => pixels.frames(input, frames, transferSyntax))
    },
    transcoded: (instance, transferSyntax) => ask((pixels) => pixels.transcode(parts.whole(instance), transferSyntax)),
    bulk: (instance, path) => ask((pixels) => pixels.bulk(parts.whole(instance), path)),
  }
}

/** Instances never change, so a picture is named by its instance and what was asked. */
export const pictureKey = ({ image_id, digest }: StoredInstance, options: RenderOptions): string =>
  JSON.stringify([image_id, digest, Object.entries(options).toSorted()])

const translated: Partial<Record<InferenceErrorCode, ProblemCode>> = {
  'unreadable-image': 'not-acceptable',
  'unsupported-type': 'not-acceptable',
  'unsupported-encoding': 'not-acceptable',
  'no-pixels': 'not-acceptable',
  'not-finite': 'not-acceptable',
  'too-large': 'not-acceptable',
  // The file killed its process; a new one is started for the next.
  'child-died': 'not-acceptable',
  timeout: 'not-acceptable',
  memory: 'not-acceptable',
  'no-such-frame': 'not-found',
  'start-failed': 'not-ready',
  closed: 'not-ready',
}

function toProblem(error: unknown): unknown {
  const code = error instanceof InferenceError ? translated[error.code] : undefined
  return code ? new Problem(code, (error as Error).message, { cause: error }) : error
}
