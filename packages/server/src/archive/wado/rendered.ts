import { Problem } from '@firstread/contract'
import type { RenderOptions } from '@firstread/inference'
import type { FastifyReply } from 'fastify'
import type { App } from '../../platform/app.ts'
import type { Server } from '../../platform/http/server.ts'
import { type Accepted, isAnything, takes } from './accept.ts'
import { flow } from './flow.ts'
import { frameNumbers } from './frames.ts'
import { acceptedOf, bytesOf, pathOf, sendSingle, type WadoRequest } from './instances.ts'
import { notAcceptable, plainType } from './media.ts'
import { headerOf, multipartBytes, openMultipart, type Part } from './multipart.ts'
import { addressOf, framesParams, instanceParams, seriesParams, studyParams, wadoQuery } from './paths.ts'
import { type PictureType, pictureOptions, pictureTypes, unsupported } from './picture-options.ts'
import { type StoredInstance, viewedInstances } from './queries.ts'
import { isKnown, locked, tagOf } from './tags.ts'
import { viewInstance, viewMany } from './view.ts'
import type { PixelWork } from './work.ts'

type Where = { study: string; series?: string; instance?: string; frames?: string }
type Picture = { instance: StoredInstance; options: RenderOptions; location: string }

/** Longest side of a thumbnail when nobody says, pixels. */
const thumbnailSide = 256

const levels = [
  ['/studies/:study', studyParams],
  ['/studies/:study/series/:series', seriesParams],
  ['/studies/:study/series/:series/instances/:instance', instanceParams],
  ['/studies/:study/series/:series/instances/:instance/frames/:frames', framesParams],
] as const

/** Retrieve Rendered and Retrieve Thumbnail at their four levels (PS3.18 10.4.1.1.3 and 10.4.1.1.7). */
export function renderedRoutes(server: Server, app: App, work: PixelWork): void {
  for (const [path, params] of levels) {
    const schema = { hide: true, params, querystring: wadoQuery }
    server.get(`${path}/rendered`, { schema }, (request, reply) =>
      sendRendered(app, work, request as WadoRequest<Where>, reply),
    )
    server.get(`${path}/thumbnail`, { schema }, (request, reply) =>
      sendThumbnail(app, work, request as WadoRequest<Where>, reply),
    )
  }
}

async function sendRendered(app: App, work: PixelWork, request: WadoRequest<Where>, reply: FastifyReply) {
  const { type, isMultipart } = pictureForm(acceptedOf(request))
  const frames = request.params.frames === undefined ? undefined : frameNumbers(request.params.frames)
  const options = (frame: number) => pictureOptions(request.query, type, frame)
  options(0) // wrong questions are refused before anybody looks
  const instances = (await seen(app, request, 'rendered')).filter((one) => one.has_pixels)
  const pictures = instances.flatMap((instance) => picturesOf(app, request, instance, frames, options))
  const [only] = pictures
  if (!only) throw nothingToShow(request.params)
  warn(reply, request)
  if (
    !isMultipart &&
    (pictures.length === 1 || request.params.instance !== undefined) &&
    !(frames && frames.length > 1)
  )
    return sendPicture(work, request, reply, type, only)
  if (!isMultipart)
    throw notAcceptable('', [`multipart/related; type="${type}", since there are ${pictures.length} pictures`])
  const multipart = openMultipart(type)
  reply.headers({ ...locked, 'content-type': headerOf(multipart) })
  return flow(reply, multipartBytes(multipart, made(work, type, pictures)))
}

async function sendThumbnail(app: App, work: PixelWork, request: WadoRequest<Where>, reply: FastifyReply) {
  const type = plainType(acceptedOf(request), pictureTypes)
  const number = request.params.frames === undefined ? 1 : (frameNumbers(request.params.frames)[0] ?? 1)
  const asked = pictureOptions(request.query, type, number - 1)
  const options = asked.viewport ? asked : { ...asked, maxSide: thumbnailSide }
  const instances = (await seen(app, request, 'thumbnail')).filter((one) => one.has_pixels && number <= one.frames)
  // The middle of a run of slices shows more than its first.
  const instance = instances[Math.floor(instances.length / 2)]
  if (!instance) throw new Problem('not-found')
  warn(reply, request)
  return sendPicture(work, request, reply, type, {
    instance,
    options,
    location: addressOf(app, request, pathOf(instance)),
  })
}

/** What the caller may see there, with its audit entry. @throws Problem  not-found */
async function seen(app: App, request: WadoRequest<Where>, as: string): Promise<StoredInstance[]> {
  const { study, series, instance } = request.params
  if (series !== undefined && instance !== undefined)
    return [await viewInstance(app, request, { study, series, instance }, as)]
  const found = await viewMany(app, request, viewedInstances({ study, series }, as))
  if (found.length === 0) throw new Problem('not-found')
  return found
}

/** Of an instance with many frames one picture stands for it, the first, unless frames are named. */
function picturesOf(
  app: App,
  request: WadoRequest<Where>,
  instance: StoredInstance,
  frames: readonly number[] | undefined,
  options: (frame: number) => RenderOptions,
): Picture[] {
  const address = addressOf(app, request, pathOf(instance))
  if (frames === undefined) return [{ instance, options: options(0), location: `${address}/rendered` }]
  if (frames.some((number) => number > instance.frames)) throw new Problem('not-found')
  return frames.map((number) => ({
    instance,
    options: options(number - 1),
    location: `${address}/frames/${number}/rendered`,
  }))
}

const nothingToShow = ({ frames }: Where) =>
  frames === undefined ? new Problem('not-acceptable', 'There is no picture to show') : new Problem('not-found')

export async function sendPicture(
  work: PixelWork,
  request: WadoRequest<unknown>,
  reply: FastifyReply,
  type: PictureType,
  { instance, options, location }: Picture,
): Promise<FastifyReply> {
  if (isKnown(request, reply, tagOf(instance.image_id, instance.digest, options))) return reply
  const bytes = await work.picture(instance, options)
  return sendSingle(request, reply, { type, location, ...bytesOf(bytes) })
}

async function* made(work: PixelWork, type: PictureType, pictures: readonly Picture[]): AsyncGenerator<Part> {
  for (const { instance, options, location } of pictures)
    yield { type, location, ...bytesOf(await work.picture(instance, options)) }
}

/** @throws Problem  not-acceptable */
function pictureForm(accepted: readonly Accepted[]): { type: PictureType; isMultipart: boolean } {
  for (const range of accepted) {
    const type = pictureTypes.find((one) => takes(range, one))
    if (type) return { type, isMultipart: range.isMultipart && !isAnything(range) }
  }
  throw notAcceptable('', [...pictureTypes, ...pictureTypes.map((type) => `multipart/related; type="${type}"`)])
}

function warn(reply: FastifyReply, request: WadoRequest<Where>): void {
  const warnings = unsupported(request.query)
  if (warnings.length > 0)
    reply.header(
      'warning',
      warnings.map((text) => `299 firstread "${text}"`),
    )
}
