import { randomUUID } from 'node:crypto'
import { type DicomJson, toXml } from '@firstread/dicom'
import type { FastifyReply } from 'fastify'
import type { Media } from './media.ts'

/** An answer as it is sent. */
export type Body = { type: string; text: string }

type Answer = {
  body: Body
  /** Of all results, with those before and after this page; an extension that dcm4chee has too. */
  total: number | undefined
  warnings: readonly string[]
  /** The DICOMweb root, which signs the warnings. */
  service: string
}

/** A search without results is a success with an empty list (PS3.18 10.6.3.1). */
export function send(reply: FastifyReply, { body, total, warnings, service }: Answer): FastifyReply {
  if (total !== undefined) reply.header('x-total-count', total)
  if (warnings.length > 0)
    reply.header(
      'warning',
      warnings.map((text) => `299 ${service}: ${text}`),
    )
  return reply
    .code(200)
    .serializer((text: string) => text)
    .header('content-type', body.type)
    .send(body.text)
}

export function written(media: Media, results: readonly DicomJson[]): Body {
  if (media !== 'multipart/related; type="application/dicom+xml"') return { type: media, text: JSON.stringify(results) }
  const boundary = randomUUID()
  const parts = results.map((result) => part(boundary, result)).join('')
  return { type: `${media}; boundary=${boundary}`, text: `${parts}--${boundary}--\r\n` }
}

const part = (boundary: string, result: DicomJson): string =>
  `--${boundary}\r\nContent-Type: application/dicom+xml\r\n\r\n${toXml(result)}\r\n`
