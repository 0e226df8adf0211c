import { once } from 'node:events'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../platform/app.ts'
import type { ImageObject } from './queries.ts'
import { type Range, readRange } from './range.ts'

/** The exact type of what was stored: the content decided it, not the uploader. */
const types = {
  JPEG: { type: 'image/jpeg', ending: 'jpg' },
  PNG: { type: 'image/png', ending: 'png' },
  DICOM: { type: 'application/dicom', ending: 'dcm' },
} as const

/** security.md 4: a stranger's bytes run nowhere, whatever a browser thinks they are. */
const locked = {
  'content-security-policy': "sandbox; default-src 'none'",
  'cross-origin-resource-policy': 'same-origin',
}

/** The original bytes, or the range that was asked for. The audit entry has been committed before. */
export async function sendOriginal(app: App, request: FastifyRequest, reply: FastifyReply, image: ImageObject) {
  const { type, ending } = types[image.image_format]
  const size = image.size_bytes
  const range = rangeOf(request, reply, size)
  const { start, end } = range ?? { start: 0, end: size }
  const stream = app.objects.read(image.object_id, { start, end })
  // The first chunk is authenticated before the headers leave; damage is a clear error and no broken picture.
  await once(stream, 'readable')
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${size}`)
  return reply
    .headers({
      ...locked,
      'content-type': type,
      'content-length': end - start,
      'content-disposition': `attachment; filename="${image.image_id}.${ending}"`,
      'accept-ranges': 'bytes',
    })
    .send(stream)
}

/** RFC 9110 15.5.17: who asked for bytes behind the end is told where it is. */
function rangeOf(request: FastifyRequest, reply: FastifyReply, size: number): Range | undefined {
  try {
    return readRange(request.headers.range, size)
  } catch (error) {
    reply.header('content-range', `bytes */${size}`)
    throw error
  }
}

/** A DICOM file that we wrote anew. */
export function sendDecoded(reply: FastifyReply, dicom: Uint8Array) {
  return reply
    .headers({
      ...locked,
      'content-type': types.DICOM.type,
      'content-disposition': 'attachment; filename="decoded.dcm"',
    })
    .send(Buffer.from(dicom.buffer, dicom.byteOffset, dicom.byteLength))
}

/** A picture that we made ourselves. */
export function sendPng(reply: FastifyReply, png: Uint8Array) {
  return reply
    .headers({ ...locked, 'content-type': 'image/png' })
    .send(Buffer.from(png.buffer, png.byteOffset, png.byteLength))
}
