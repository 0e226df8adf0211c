import { Problem } from '@firstread/contract'
import type { FastifyReply } from 'fastify'
import type { z } from 'zod'
import type { App } from '../../platform/app.ts'
import type { Server } from '../../platform/http/server.ts'
import { isAnything, takes } from './accept.ts'
import { frameParts } from './frames.ts'
import { acceptedOf, bytesOf, pathOf, sendParts, sendSingle, type WadoRequest } from './instances.ts'
import { explicitLittleEndian, frameForm, frameTypeOf, isNative, notAcceptable, octets } from './media.ts'
import type { Part } from './multipart.ts'
import { addressOf, bulkParams, wadoQuery } from './paths.ts'
import type { StoredInstance, Viewed } from './queries.ts'
import { isKnown, tagOf } from './tags.ts'
import { viewInstance } from './view.ts'
import type { PixelWork } from './work.ts'

/** Tags and item numbers as ingest/retrieval.ts writes them: `00081140/0/00420011`. */
const path = /^([0-9A-F]{8}\/\d{1,6}\/){0,32}[0-9A-F]{8}$/
const pixels = new Set(['7FE00008', '7FE00009', '7FE00010'])

/** Retrieve Bulkdata (PS3.18 10.4.1.1.5): what metadata names by BulkDataURI. */
export function bulkdataRoutes(server: Server, app: App, work: PixelWork): void {
  server.get(
    '/studies/:study/series/:series/instances/:instance/bulkdata/*',
    { schema: { hide: true, params: bulkParams, querystring: wadoQuery } },
    async (request, reply) => {
      const { '*': wanted, ...where } = request.params
      if (!path.test(wanted)) throw new Problem('not-found')
      const instance = await viewInstance(app, request, where, 'bulkdata')
      if (isKnown(request, reply, tagOf('bulk', instance.image_id, instance.digest, wanted, request.headers.accept)))
        return reply
      return sendBulk(app, work, request as WadoRequest<z.infer<typeof bulkParams>>, reply, instance, wanted)
    },
  )
}

async function sendBulk(
  app: App,
  work: PixelWork,
  request: WadoRequest<z.infer<typeof bulkParams>>,
  reply: FastifyReply,
  instance: Viewed,
  wanted: string,
): Promise<FastifyReply> {
  const location = `${addressOf(app, request, pathOf(instance))}/bulkdata/${wanted}`
  if (pixels.has(wanted) && !isNative(instance.transfer_syntax_uid))
    return sendFrames(work, request, reply, instance, location)
  const isMultipart = chosen(request)
  const part = { type: octets, location, ...(await valueIn(work, instance, wanted)) }
  return isMultipart ? sendParts(reply, octets, [part]) : sendSingle(request, reply, part)
}

/** Encapsulated pixels have no value of their own: they are their frames, one a part. */
async function sendFrames(
  work: PixelWork,
  request: WadoRequest<z.infer<typeof bulkParams>>,
  reply: FastifyReply,
  instance: Viewed,
  location: string,
): Promise<FastifyReply> {
  if (!instance.has_pixels) throw new Problem('not-found')
  const numbers = Array.from({ length: instance.frames }, (_, i) => i + 1)
  const form = frameForm(acceptedOf(request), instance.transfer_syntax_uid, numbers.length === 1)
  const parts = await frameParts(work, instance, numbers, form, () => location)
  return form.isMultipart
    ? sendParts(reply, frameTypeOf(form.transferSyntax), parts)
    : sendSingle(request, reply, parts[0] as Part)
}

/** Values have no encoding but that of their bytes: little endian, as they are. */
export const isPlain = (syntax: string | undefined): boolean =>
  syntax === undefined || syntax === '*' || syntax === explicitLittleEndian

/** Octets in one part or several. @throws Problem  not-acceptable */
function chosen(request: WadoRequest<unknown>): boolean {
  const range = acceptedOf(request).find((one) => takes(one, octets) && isPlain(one.transferSyntax))
  if (!range) throw notAcceptable('', [octets, `multipart/related; type="${octets}"`])
  return range.isMultipart || isAnything(range)
}

/** An instance whose bulk values are listed. */
type Located = StoredInstance & Pick<Viewed, 'bulk'>

/** A range of the file where its place is known and its order is ours, else taken out by the process that parses files. */
export async function valueIn(
  work: PixelWork,
  instance: Located,
  wanted: string,
): Promise<Pick<Part, 'length' | 'read'>> {
  const place = elsewhere.has(instance.transfer_syntax_uid) ? undefined : placeOf(instance, wanted)
  if (place) return work.parts.bytesOf(instance, [place])
  if (!pixels.has(wanted) && !instance.bulk?.some((value) => value.path === wanted)) throw new Problem('not-found')
  return bytesOf(await work.bulk(instance, wanted))
}

/** Big endian, whose values are turned, and deflated, whose offsets are of the inflated data set. */
const elsewhere = new Set(['1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99'])

function placeOf(instance: Located, wanted: string) {
  const { pixel_data_offset: start, pixel_data_length: length, bulk } = instance
  if (pixels.has(wanted) && !instance.has_pixels) throw new Problem('not-found')
  if (pixels.has(wanted)) return start === null || length === null ? undefined : { start, end: start + length }
  const found = bulk?.find((value) => value.path === wanted)
  return found && found.length !== 0xffffffff ? { start: found.offset, end: found.offset + found.length } : undefined
}
