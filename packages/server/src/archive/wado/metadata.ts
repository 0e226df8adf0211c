import { Problem } from '@firstread/contract'
import { type DicomJson, toXml } from '@firstread/dicom'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../platform/app.ts'
import type { Server } from '../../platform/http/server.ts'
import { isAnything, takes } from './accept.ts'
import { acceptedOf, type WadoRequest } from './instances.ts'
import { notAcceptable } from './media.ts'
import { headerOf, openMultipart, partHead } from './multipart.ts'
import { addressOf, instanceParams, seriesParams, studyParams, wadoQuery } from './paths.ts'
import { type MetadataRow, viewedMetadata } from './queries.ts'
import { isKnown, tagOf } from './tags.ts'
import { viewInstance, viewMany } from './view.ts'

const json = ['application/dicom+json', 'application/json'] as const
const xml = 'application/dicom+xml'

type Where = { study: string; series?: string; instance?: string }

/** Retrieve Metadata at its three levels (PS3.18 10.4.1.1.4). */
export function metadataRoutes(server: Server, app: App): void {
  const schema = { hide: true, querystring: wadoQuery }
  for (const [path, params] of [
    ['/studies/:study', studyParams],
    ['/studies/:study/series/:series', seriesParams],
    ['/studies/:study/series/:series/instances/:instance', instanceParams],
  ] as const)
    server.get(`${path}/metadata`, { schema: { ...schema, params } }, (request, reply) =>
      sendMetadata(app, request as WadoRequest<Where>, reply),
    )
}

async function sendMetadata(app: App, request: WadoRequest<Where>, reply: FastifyReply): Promise<FastifyReply> {
  const type = chosenType(request)
  const { study, series, instance } = request.params
  const rows =
    series === undefined || instance === undefined
      ? await viewMany(app, request, viewedMetadata({ study, series }))
      : [await oneOf(app, request, { study, series, instance })]
  if (rows.length === 0) throw new Problem('not-found')
  if (
    isKnown(
      request,
      reply,
      tagOf(
        'metadata',
        type,
        rows.map((row) => [row.sop_instance_uid, row.digest]),
      ),
    )
  )
    return reply
  const texts = rows.map((row) => withAddress(app, request, study, row))
  return type === xml
    ? sendXml(reply, texts)
    : reply
        .type(type)
        .serializer(String)
        .send(`[${texts.join(',')}]`)
}

async function oneOf(app: App, request: FastifyRequest, path: Required<Where>): Promise<MetadataRow> {
  const row = await viewInstance(app, request, path, 'metadata')
  return { ...row, metadata: row.metadata ?? '{}' }
}

function chosenType(request: WadoRequest<Where>): string {
  for (const range of acceptedOf(request)) {
    const plain = range.isMultipart ? undefined : json.find((type) => takes(range, type))
    if (plain) return plain
    if (takes(range, xml) && !isAnything(range)) return xml
  }
  throw notAcceptable('', [...json, `multipart/related; type="${xml}"`])
}

/** As ingest/retrieval.ts wrote it. In the text of a value the quotes would be escaped, so that it stands nowhere else. */
const placeholder = '"BulkDataURI": "bulkdata/'

/** The metadata is stored ready to send but for the address of the instance. */
function withAddress(app: App, request: FastifyRequest, study: string, row: MetadataRow): string {
  const path = { study, series: row.series_instance_uid, instance: row.sop_instance_uid }
  const address = addressOf(app, request, path)
  return row.metadata.replaceAll(placeholder, `"BulkDataURI": "${address}/bulkdata/`)
}

function sendXml(reply: FastifyReply, texts: readonly string[]): FastifyReply {
  const multipart = openMultipart(xml)
  const parts = texts.flatMap((text) => {
    const body = Buffer.from(toXml(JSON.parse(text) as DicomJson))
    return [partHead(multipart, { type: xml, length: body.length }), body, Buffer.from('\r\n')]
  })
  const end = Buffer.from(`--${multipart.boundary}--\r\n`)
  return reply.header('content-type', headerOf(multipart)).send(Buffer.concat([...parts, end]))
}
