import { Problem, type ProblemCode, type RenderQuery } from '@firstread/contract'
import { InferenceError, type InferenceErrorCode, type RenderOptions } from '@firstread/inference'
import type { App } from '../platform/app.ts'
import { openLanes } from '../platform/lanes.ts'
import { KeptPictures } from './kept-pictures.ts'
import type { ImageObject } from './queries.ts'

export type Renderer = (image: ImageObject, query: RenderQuery) => Promise<Uint8Array>

const MiB = 1024 * 1024
/** A picture needs its whole file in memory, in the process that makes it. */
const largestFile = 512 * MiB
const keptBytes = 64 * MiB
const lanes = { width: 2, waiting: 64 }

/**
 * Makes PNG pictures in the reading child, which has no network, database or keys (security.md 4). What was made is kept,
 * and two who ask for the same picture at once wait for one.
 */
export function openRenderer(app: App): Renderer {
  const kept = new KeptPictures(keptBytes)
  const lane = openLanes(lanes)
  const making = new Map<string, Promise<Uint8Array>>()
  const make = async (image: ImageObject, query: RenderQuery, key: string) => {
    const picture = await lane(() => render(app, image, query))
    kept.keep(key, picture)
    return picture
  }
  return async (image, query) => {
    if (!image.has_pixels) throw new Problem('not-rendered')
    const key = JSON.stringify([image.image_id, query.frame ?? 0, query.windowCenter, query.windowWidth, query.maxSide])
    const found = kept.get(key)
    if (found) return found
    const waiting = making.get(key) ?? make(image, query, key).finally(() => making.delete(key))
    making.set(key, waiting)
    return waiting
  }
}

export type Decoder = (image: ImageObject, transferSyntax: string) => Promise<Uint8Array>

/** Whole DICOM files with their pixels decoded, lossless and at full depth. Nothing is kept: the browser does. */
export function openDecoder(app: App): Decoder {
  const lane = openLanes(lanes)
  return async (image, transferSyntax) => {
    if (image.image_format !== 'DICOM' || !image.has_pixels) throw new Problem('not-rendered')
    if (image.size_bytes > largestFile) throw new Problem('not-rendered', 'The file is too large to be decoded')
    const whole = { length: image.size_bytes, read: () => app.objects.chunks(image.object_id) }
    return lane(() => app.pixels.transcode({ segments: [whole] }, transferSyntax)).catch((error) => {
      throw toProblem(error)
    })
  }
}

async function render(app: App, image: ImageObject, query: RenderQuery): Promise<Uint8Array> {
  if (image.size_bytes > largestFile)
    throw new Problem('not-rendered', 'The file is too large to be shown as a picture')
  const whole = { length: image.size_bytes, read: () => app.objects.chunks(image.object_id) }
  try {
    return (await app.pixels.render({ segments: [whole] }, optionsOf(query))).bytes
  } catch (error) {
    throw toProblem(error)
  }
}

function optionsOf({ frame, windowCenter, windowWidth, maxSide }: RenderQuery): RenderOptions {
  const window =
    windowCenter === undefined || windowWidth === undefined ? undefined : { center: windowCenter, width: windowWidth }
  return {
    format: 'png',
    ...(frame === undefined ? {} : { frame }),
    ...(maxSide === undefined ? {} : { maxSide }),
    ...(window ? { window } : {}),
  }
}

const translated: Partial<Record<InferenceErrorCode, ProblemCode>> = {
  'unreadable-image': 'not-rendered',
  'unsupported-type': 'not-rendered',
  'unsupported-encoding': 'not-rendered',
  'no-pixels': 'not-rendered',
  'not-finite': 'not-rendered',
  'no-such-frame': 'not-rendered',
  'too-large': 'not-rendered',
  // The picture killed its process; a new one is up already.
  'child-died': 'not-rendered',
  timeout: 'not-rendered',
  memory: 'not-rendered',
  'start-failed': 'not-ready',
  closed: 'not-ready',
}

function toProblem(error: unknown): unknown {
  const code = error instanceof InferenceError ? translated[error.code] : undefined
  return code ? new Problem(code, (error as Error).message, { cause: error }) : error
}
