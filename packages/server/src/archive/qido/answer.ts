import { randomUUID } from 'node:crypto'
import { type DicomJson, toXml } from '@firstread/dicom'
import type { FastifyReply } from 'fastify'
import type { Media } from './media.ts'

type Answer = {
  media: Media
  results: readonly DicomJson[]
  /** Of all results, with those before and after this page; an extension that dcm4chee has too. */
  total: number | undefined
  warnings: readonly string[]
  /** The DICOMweb root, which signs the warnings. */
  service: string
}

/** A search without results is a success with an empty list (PS3.18 10.6.3.1). */
export function send(reply: FastifyReply, { media, results, total, warnings, service }: Answer): FastifyReply {
  if (total !== undefined) reply.header('x-total-count', total)
  if (warnings.length > 0)
    reply.header(
      'warning',
      warnings.map((text) => `299 ${service}: ${text}`),
    )
  const serialized = reply.code(200).serializer((body: string) => body)
  if (media !== 'multipart/related; type="application/dicom+xml"')
    return serialized.header('content-type', media).send(JSON.stringify(results))
  const boundary = randomUUID()
  return serialized
    .header('content-type', `${media}; boundary=${boundary}`)
    .send(`${results.map((result) => part(boundary, result)).join('')}--${boundary}--\r\n`)
}

const part = (boundary: string, result: DicomJson): string =>
  `--${boundary}\r\nContent-Type: application/dicom+xml\r\n\r\n${toXml(result)}\r\n`
