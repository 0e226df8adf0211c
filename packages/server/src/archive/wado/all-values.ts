import { Problem } from '@firstread/contract'
import type { FastifyReply } from 'fastify'
import type { App } from '../../platform/app.ts'
import type { Server } from '../../platform/http/server.ts'
import { type Accepted, takes } from './accept.ts'
import { isPlain, valueIn } from './bulkdata.ts'
import { flow } from './flow.ts'
import { frameParts } from './frames.ts'
import { acceptedOf, pathOf, sendSingle, type WadoRequest } from './instances.ts'
import { type Form, frameForm, frameTypeOf, isNative, notAcceptable, octets } from './media.ts'
import { headerOf, multipartBytes, openMultipart, type Part } from './multipart.ts'
import { addressOf, instanceParams, seriesParams, studyParams, wadoQuery } from './paths.ts'
import { type Valued, viewedValues } from './queries.ts'
import { isKnown, locked, tagOf } from './tags.ts'
import { viewMany } from './view.ts'
import type { PixelWork } from './work.ts'

type Where = { study: string; series?: string; instance?: string }
const kinds = ['bulkdata', 'pixeldata'] as const
type Kind = (typeof kinds)[number]
/** An instance with something to send, and the form of its pixels. */
type Going = { instance: Valued; paths: string[]; form: Form | undefined }

/** Coded frames that are in memory at once, when they have to be turned. */
const framesAtOnce = 16

/** The Bulkdata and Pixel Data resources of a study, a series and an instance (PS3.18 10.4.1.1.5 and 10.4.1.1.6). */
export function allValuesRoutes(server: Server, app: App, work: PixelWork): void {
  for (const [path, params] of [
    ['/studies/:study', studyParams],
    ['/studies/:study/series/:series', seriesParams],
    ['/studies/:study/series/:series/instances/:instance', instanceParams],
  ] as const)
    for (const kind of kinds)
      server.get(`${path}/${kind}`, { schema: { hide: true, params, querystring: wadoQuery } }, (request, reply) =>
        sendValues(app, work, request as WadoRequest<Where>, reply, kind),
      )
}

async function sendValues(app: App, work: PixelWork, request: WadoRequest<Where>, reply: FastifyReply, kind: Kind) {
  const accepted = acceptedOf(request)
  const instances = await viewMany(app, request, viewedValues(request.params, kind))
  const going = formsOf(instances, kind, accepted)
  const contents = going.map(({ instance, form, paths }) => [instance.image_id, instance.digest, form, paths.length])
  if (isKnown(request, reply, tagOf(kind, contents))) return reply
  const parts = partsOf(app, work, request, going)
  if (going.some(({ form }) => form?.isMultipart === false)) {
    const { value } = await parts.next()
    return sendSingle(request, reply, value as Part)
  }
  const multipart = openMultipart(typeOf(going))
  reply.headers({ ...locked, 'content-type': headerOf(multipart) })
  return flow(reply, multipartBytes(multipart, parts))
}

/** @throws Problem  not-found when nothing has such values; not-acceptable */
function formsOf(instances: readonly Valued[], kind: Kind, accepted: readonly Accepted[]): Going[] {
  const found = instances
    .map((instance) => ({ instance, paths: kind === 'bulkdata' ? (instance.bulk ?? []).map(({ path }) => path) : [] }))
    .filter(({ instance, paths }) => instance.has_pixels || paths.length > 0)
  if (found.length === 0) throw new Problem('not-found')
  const isAlone = found.reduce((sum, { instance, paths }) => sum + paths.length + partsInPixels(instance), 0) === 1
  const takesOctets = accepted.some((range) => takes(range, octets) && isPlain(range.transferSyntax))
  if (!takesOctets && found.some(({ paths }) => paths.length > 0))
    throw notAcceptable('multipart/related with a type of', [octets])
  return found.map(({ instance, paths }) => {
    const form = instance.has_pixels ? frameForm(accepted, instance.transfer_syntax_uid, isAlone) : undefined
    return { instance, paths, form }
  })
}

const partsInPixels = ({ has_pixels, frames, transfer_syntax_uid }: Valued): number =>
  has_pixels ? (isNative(transfer_syntax_uid) ? 1 : frames) : 0

/** The type of the parts where it is one. */
function typeOf(going: readonly Going[]): string {
  const types = new Set(
    going.flatMap(({ form, paths }) => [
      ...(paths.length > 0 ? [octets] : []),
      ...(form ? [frameTypeOf(form.transferSyntax)] : []),
    ]),
  )
  const [only = octets] = types
  return types.size === 1 ? only : octets
}

async function* partsOf(
  app: App,
  work: PixelWork,
  request: WadoRequest<Where>,
  going: readonly Going[],
): AsyncGenerator<Part> {
  for (const { instance, paths, form } of going) {
    const address = `${addressOf(app, request, pathOf(instance))}/bulkdata`
    for (const path of paths)
      yield { type: octets, location: `${address}/${path}`, ...(await valueIn(work, instance, path)) }
    if (form) yield* pixelParts(work, instance, form, `${address}/${instance.pixel_tag}`)
  }
}

/** Native pixels are one value, as metadata name it; coded ones are their frames, under one address (PS3.18 8.6.1.2). */
async function* pixelParts(work: PixelWork, instance: Valued, form: Form, location: string): AsyncGenerator<Part> {
  if (isNative(instance.transfer_syntax_uid) && isNative(form.transferSyntax)) {
    yield { type: octets, location, ...(await valueIn(work, instance, instance.pixel_tag)) }
    return
  }
  for (let first = 1; first <= instance.frames; first += framesAtOnce) {
    const length = Math.min(framesAtOnce, instance.frames - first + 1)
    const numbers = Array.from({ length }, (_, i) => first + i)
    yield* await frameParts(work, instance, numbers, form, () => location)
  }
}
