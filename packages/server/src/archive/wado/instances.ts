import { Problem } from '@firstread/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { App } from '../../platform/app.ts'
import type { Server } from '../../platform/http/server.ts'
import { readRange } from '../range.ts'
import { acceptedBy } from './accept.ts'
import { EarlyFile } from './early-file.ts'
import { ahead, flow } from './flow.ts'
import { dicomForm, type Form } from './media.ts'
import { headerOf, lengthOf, multipartBytes, openMultipart, type Part } from './multipart.ts'
import { addressOf, instanceParams, one, seriesParams, studyParams, type WadoQuery, wadoQuery } from './paths.ts'
import { type StoredInstance, viewedInstances } from './queries.ts'
import { isKnown, locked, tagOf } from './tags.ts'
import { viewInstance, viewMany } from './view.ts'
import type { PixelWork } from './work.ts'

export type WadoRequest<P> = FastifyRequest<{ Params: P; Querystring: WadoQuery }>
export const acceptedOf = (request: FastifyRequest<{ Querystring: WadoQuery }>) =>
  acceptedBy(request.headers.accept, one(request.query, 'accept'))

const dicom = 'application/dicom'
const filesAhead = 4

/** Retrieve Study, Series and Instance (PS3.18 10.4.1.1.1 to 3). */
export function instanceRoutes(server: Server, app: App, work: PixelWork): void {
  const schema = { hide: true, querystring: wadoQuery }
  server.get('/studies/:study', { schema: { ...schema, params: studyParams } }, (request, reply) =>
    sendMany(app, work, request as WadoRequest<z.infer<typeof studyParams>>, reply),
  )
  server.get('/studies/:study/series/:series', { schema: { ...schema, params: seriesParams } }, (request, reply) =>
    sendMany(app, work, request as WadoRequest<z.infer<typeof seriesParams>>, reply),
  )
  server.get(
    '/studies/:study/series/:series/instances/:instance',
    { schema: { ...schema, params: instanceParams } },
    async (request, reply) => {
      const accepted = acceptedOf(request as WadoRequest<unknown>)
      const formOf = (row: StoredInstance) => dicomForm(accepted, row.transfer_syntax_uid, true)
      const early = new EarlyFile(work.parts, request)
      try {
        const instance = await viewInstance(app, request, request.params, 'dicom', (found) => {
          if (formOf(found).transferSyntax === found.transfer_syntax_uid) early.begin(found)
        })
        return await sendInstance(app, work, request, reply, instance, formOf(instance), early)
      } finally {
        await early.end()
      }
    },
  )
}

export async function sendInstance(
  app: App,
  work: PixelWork,
  request: FastifyRequest,
  reply: FastifyReply,
  instance: StoredInstance,
  { isMultipart, transferSyntax }: Form,
  early?: EarlyFile,
): Promise<FastifyReply> {
  if (isKnown(request, reply, tagOf('dicom', instance.image_id, instance.digest, transferSyntax, isMultipart)))
    return reply
  const part = await dicomPart(app, work, request, instance, transferSyntax)
  const { bytes } = early ?? {}
  if (bytes) part.read = () => bytes
  return isMultipart ? sendParts(reply, dicom, [part]) : sendSingle(request, reply, part)
}

/** One file as it is stored or in another transfer syntax. */
async function dicomPart(
  app: App,
  work: PixelWork,
  request: FastifyRequest,
  instance: StoredInstance,
  transferSyntax: string,
): Promise<Part> {
  const location = addressOf(app, request, pathOf(instance))
  const type = `${dicom}; transfer-syntax=${transferSyntax}`
  if (transferSyntax === instance.transfer_syntax_uid) {
    const whole = { start: 0, end: instance.size_bytes }
    const slice = (range: { start: number; end: number }) => work.parts.read(instance.object_id, range)
    return { type, location, slice, ...work.parts.bytesOf(instance, [whole]) }
  }
  const bytes = await work.transcoded(instance, transferSyntax)
  return { type, location, ...bytesOf(bytes) }
}

export const pathOf = (row: StoredInstance) => ({
  study: row.study_instance_uid,
  series: row.series_instance_uid,
  instance: row.sop_instance_uid,
})

export const bytesOf = (bytes: Uint8Array) => ({
  length: bytes.length,
  async *read() {
    yield bytes
  },
})

/** Parts that are all known before: the answer has a length. */
export function sendParts(reply: FastifyReply, type: string, parts: readonly Part[]): Promise<FastifyReply> {
  const multipart = openMultipart(type)
  reply.headers({ ...locked, 'content-type': headerOf(multipart), 'content-length': lengthOf(multipart, parts) })
  // A part is three pieces: the next files are read while this one is on its way, up to twelve mebibytes ahead.
  return flow(reply, ahead(multipartBytes(multipart, parts), 3 * filesAhead))
}

/** One part by itself; of it a range can be had (RFC 9110 14.2). */
export function sendSingle(request: FastifyRequest, reply: FastifyReply, part: Part): Promise<FastifyReply> {
  const { length } = part
  const range = isSameAs(request, reply) ? rangeOf(request, reply, length) : undefined
  const { start, end } = range ?? { start: 0, end: length }
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${length}`)
  reply.headers({ ...locked, 'content-type': part.type, 'content-length': end - start, 'accept-ranges': 'bytes' })
  if (part.location) reply.header('content-location', part.location)
  return flow(reply, range ? (part.slice?.(range) ?? sliced(part.read(), range)) : part.read())
}

/** Whoever holds a part of something else gets all of this (RFC 9110 13.1.5); a date proves nothing. */
function isSameAs(request: FastifyRequest, reply: FastifyReply): boolean {
  const held = request.headers['if-range']
  return held === undefined || held === reply.getHeader('etag')
}

function rangeOf(request: FastifyRequest, reply: FastifyReply, length: number) {
  try {
    return readRange(request.headers.range, length)
  } catch (error) {
    reply.header('content-range', `bytes */${length}`)
    throw error
  }
}

async function* sliced(
  source: AsyncIterable<Uint8Array>,
  { start, end }: { start: number; end: number },
): AsyncGenerator<Uint8Array> {
  let at = 0
  for await (const bytes of source) {
    const piece = bytes.subarray(Math.max(0, start - at), Math.max(0, end - at))
    at += bytes.length
    if (piece.length > 0) yield piece
    if (at >= end) return
  }
}

async function sendMany(
  app: App,
  work: PixelWork,
  request: WadoRequest<{ study: string; series?: string }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const accepted = acceptedOf(request)
  const instances = await viewMany(app, request, viewedInstances(request.params, 'dicom'))
  const [only] = instances
  if (!only) throw new Problem('not-found')
  const forms = instances.map((row) => dicomForm(accepted, row.transfer_syntax_uid, instances.length === 1))
  const tag = tagOf(
    'dicom',
    instances.map(({ image_id, digest }) => [image_id, digest]),
    forms,
  )
  if (isKnown(request, reply, tag)) return reply
  if (forms.every((form, i) => form.transferSyntax === instances[i]?.transfer_syntax_uid)) {
    const parts = await Promise.all(instances.map((row) => dicomPart(app, work, request, row, row.transfer_syntax_uid)))
    return forms[0]?.isMultipart === false
      ? sendSingle(request, reply, parts[0] as Part)
      : sendParts(reply, dicom, parts)
  }
  const multipart = openMultipart(dicom)
  reply.headers({ ...locked, 'content-type': headerOf(multipart) })
  return flow(reply, multipartBytes(multipart, turned(app, work, request, instances, forms)))
}

/**
 * Each file when it is its turn. One that cannot be turned goes as it is stored, which its own Content-Type says: a study
 * without it would look whole and not be.
 */
async function* turned(
  app: App,
  work: PixelWork,
  request: FastifyRequest,
  instances: readonly StoredInstance[],
  forms: readonly Form[],
): AsyncGenerator<Part> {
  for (const [i, instance] of instances.entries()) {
    const stored = instance.transfer_syntax_uid
    yield await dicomPart(app, work, request, instance, forms[i]?.transferSyntax ?? stored).catch((error) => {
      if (!(error instanceof Problem) || error.code !== 'not-acceptable') throw error
      return dicomPart(app, work, request, instance, stored)
    })
  }
}
