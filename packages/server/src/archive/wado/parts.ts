import { Problem } from '@firstread/contract'
import type { Bytes, PixelInput } from '@firstread/inference'
import type { App } from '../../platform/app.ts'
import { ahead } from './flow.ts'
import { BadFragments, framePieces, type Piece } from './fragments.ts'
import { letGo, own } from './own.ts'
import type { StoredInstance } from './queries.ts'

const MiB = 1024 * 1024
/** What a process that makes pictures may be given at once. */
const mostBytes = 512 * MiB
/** The parser wants to see so much of a file before it believes its header. */
const leastHead = 8192
const chunksAhead = 4
/** Frames of so many files are remembered; finding them again means reading the file's item headers. */
const keptFiles = 256

type Located = Pick<
  StoredInstance,
  'object_id' | 'size_bytes' | 'frames' | 'pixel_data_offset' | 'frame_bytes' | 'pixel_data_length'
>

/** Finds and reads the parts of stored files. */
export type Parts = {
  read(objectId: string, piece: Piece): AsyncIterable<Uint8Array>
  /** Where a frame (0-based) lies; undefined where it has no bytes of its own: deflated, one bit, no known place. */
  frame(instance: Located, frame: number): Promise<Piece[] | undefined>
  bytesOf(instance: Located, pieces: readonly Piece[]): Bytes
  /** The header and these frames, or the whole file where frames have no place. @throws Problem  not-acceptable */
  input(instance: Located, frames: readonly number[]): Promise<PixelInput>
  whole(instance: Located): PixelInput
}

export function openParts({ objects }: Pick<App, 'objects'>): Parts {
  const known = new Map<string, Promise<Piece[][]>>()
  const range = (objectId: string) => async (start: number, end: number) =>
    Buffer.concat(await Array.fromAsync(objects.chunks(objectId, { start, end })))

  const piecesOf = (instance: Located, from: number) => {
    const { object_id: id } = instance
    const pieces = known.get(id) ?? framePieces(range(id), from, instance.size_bytes, instance.frames)
    known.delete(id)
    known.set(id, pieces)
    pieces.catch(() => known.delete(id))
    const [oldest] = known.keys()
    if (known.size > keptFiles && oldest !== undefined) known.delete(oldest)
    return pieces
  }

  const read = (objectId: string, piece: Piece) => ahead(own(objects.chunks(objectId, piece)), chunksAhead)

  const frame: Parts['frame'] = async (instance, index) => {
    const { pixel_data_offset: from, pixel_data_length: length, frame_bytes: bytes } = instance
    if (from === null) return undefined
    if (length === null) return piecesOf(instance, from).then((all) => all[index], unassignable)
    if (bytes === null) return undefined
    return [{ start: from + index * bytes, end: from + (index + 1) * bytes }]
  }

  const bytesOf: Parts['bytesOf'] = ({ object_id }, pieces) => ({
    length: pieces.reduce((sum, { start, end }) => sum + end - start, 0),
    async *read() {
      for (const piece of pieces) yield* read(object_id, piece)
    },
    release: letGo,
  })

  const whole: Parts['whole'] = (instance) =>
    bounded({ segments: [bytesOf(instance, [{ start: 0, end: instance.size_bytes }])] })

  const input: Parts['input'] = async (instance, frames) => {
    const { size_bytes: totalBytes, pixel_data_offset: from } = instance
    const places = await Promise.all(frames.map((index) => frame(instance, index)))
    const all = places.filter((place) => place !== undefined)
    if (from === null || all.length < frames.length) return whole(instance)
    const head = [{ start: 0, end: Math.min(totalBytes, Math.max(leastHead, from)) }]
    return bounded({ segments: [head, ...all].map((pieces) => bytesOf(instance, pieces)), totalBytes })
  }
  return { read, frame, bytesOf, input, whole }
}

/** What cannot be taken apart here is left to the process that reads whole files. */
const unassignable = (error: unknown) => {
  if (error instanceof BadFragments) return undefined
  throw error
}

function bounded(input: PixelInput): PixelInput {
  const total = input.segments.reduce((sum, { length }) => sum + length, 0)
  if (total > mostBytes)
    throw new Problem('not-acceptable', 'The file is too large to be changed here; ask for it as it is stored')
  return input
}
