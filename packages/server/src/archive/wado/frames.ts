import { Problem } from '@firstread/contract'
import type { z } from 'zod'
import type { App } from '../../platform/app.ts'
import type { Server } from '../../platform/http/server.ts'
import { acceptedOf, bytesOf, pathOf, sendParts, sendSingle, type WadoRequest } from './instances.ts'
import { type Form, frameForm, frameTypeOf, isNative } from './media.ts'
import type { Part } from './multipart.ts'
import { addressOf, framesParams, wadoQuery } from './paths.ts'
import type { StoredInstance } from './queries.ts'
import { isKnown, tagOf } from './tags.ts'
import { viewInstance } from './view.ts'
import type { PixelWork } from './work.ts'

/** More than a viewer asks for at once, and what may be in memory when they have to be decoded. */
const mostFrames = 256

/** Retrieve Frames (PS3.18 10.4.1.1.6). */
export function frameRoutes(server: Server, app: App, work: PixelWork): void {
  server.get(
    '/studies/:study/series/:series/instances/:instance/frames/:frames',
    { schema: { hide: true, params: framesParams, querystring: wadoQuery } },
    async (request, reply) => {
      const numbers = frameNumbers(request.params.frames)
      const accepted = acceptedOf(request as WadoRequest<z.infer<typeof framesParams>>)
      const instance = await viewInstance(app, request, request.params, 'frames')
      if (!instance.has_pixels || numbers.some((number) => number > instance.frames)) throw new Problem('not-found')
      const form = frameForm(accepted, instance.transfer_syntax_uid, numbers.length === 1)
      const tag = tagOf('frames', instance.image_id, instance.digest, numbers, form)
      if (isKnown(request, reply, tag)) return reply
      const location = (number: number) => `${addressOf(app, request, pathOf(instance))}/frames/${number}`
      const parts = await frameParts(work, instance, numbers, form, location)
      return form.isMultipart
        ? sendParts(reply, frameTypeOf(form.transferSyntax), parts)
        : sendSingle(request, reply, parts[0] as Part)
    },
  )
}

/** `1,2,5`, counted from 1. @throws Problem  bad-query */
export function frameNumbers(list: string): number[] {
  const numbers = list.split(',').map((text) => (/^[1-9]\d{0,8}$/.test(text.trim()) ? Number(text) : Number.NaN))
  if (numbers.some(Number.isNaN)) throw new Problem('bad-query', 'Frames are numbers from 1 on, separated by commas')
  if (numbers.length > mostFrames)
    throw new Problem('bad-query', `At most ${mostFrames} frames can be asked for at once`)
  return numbers
}

/** Frames that are sent as they lie are ranges of the file; all others are made. */
export async function frameParts(
  work: PixelWork,
  instance: StoredInstance,
  numbers: readonly number[],
  { transferSyntax }: Form,
  location: (number: number) => string,
): Promise<Part[]> {
  const kind = frameTypeOf(transferSyntax)
  const type = `${kind}; transfer-syntax=${transferSyntax}`
  const described = (number: number) => ({ type, location: location(number) })
  if (isAsItLies(instance, transferSyntax)) {
    const places = await Promise.all(numbers.map((number) => work.parts.frame(instance, number - 1)))
    const pieces = places.filter((place) => place !== undefined)
    if (pieces.length === numbers.length)
      return pieces.map((place, i) => ({ ...described(numbers[i] ?? 1), ...work.parts.bytesOf(instance, place) }))
  }
  const zeroBased = numbers.map((number) => number - 1)
  const made = await work.frames(instance, zeroBased, transferSyntax)
  return made.map((bytes, i) => ({ ...described(numbers[i] ?? 1), ...bytesOf(bytes) }))
}

/** Implicit and explicit little endian differ in their headers only. */
function isAsItLies({ transfer_syntax_uid: stored }: StoredInstance, wanted: string): boolean {
  if (stored === wanted) return true
  return isNative(wanted) && isNative(stored) && stored !== '1.2.840.10008.1.2.2'
}
