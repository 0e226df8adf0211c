import { Problem } from '@firstread/contract'
import type { RenderOptions } from '@firstread/inference'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../platform/app.ts'
import type { Server } from '../../platform/http/server.ts'
import { acceptedBy, takes } from './accept.ts'
import { sendInstance, type WadoRequest } from './instances.ts'
import { dicomForm, notAcceptable } from './media.ts'
import { addressOf, instanceParams, one, type WadoQuery, wadoQuery } from './paths.ts'
import { numberOf, type PictureType, pictureTypes } from './picture-options.ts'
import type { InstancePath, StoredInstance } from './queries.ts'
import { sendPicture } from './rendered.ts'
import { viewInstance } from './view.ts'
import type { PixelWork } from './work.ts'

const dicom = 'application/dicom'

/** The URI service for old viewers (PS3.18 9): one instance by query parameters, as a file or as a picture. */
export function wadoUriRoute(server: Server, app: App, work: PixelWork): void {
  server.get('/wado', { schema: { hide: true, querystring: wadoQuery } }, async (request, reply) => {
    const path = pathOf(request.query)
    const instance = await viewInstance(app, request, path, 'wado-uri')
    const type = typeOf(request, instance)
    if (type === dicom) return sendFile(app, work, request, reply, instance)
    const options = optionsOf(request.query, type, instance)
    const location = addressOf(app, request, path)
    return sendPicture(work, request as WadoRequest<unknown>, reply, type, { instance, options, location })
  })
}

/** @throws Problem  bad-query */
function pathOf(query: WadoQuery): InstancePath {
  if (one(query, 'requestType') !== 'WADO') throw new Problem('bad-query', 'Expected: requestType=WADO')
  if (one(query, 'anonymize')) throw new Problem('bad-query', 'anonymize is not supported: nothing is sent')
  const found = instanceParams.safeParse({
    study: one(query, 'studyUID'),
    series: one(query, 'seriesUID'),
    instance: one(query, 'objectUID'),
  })
  if (!found.success) throw new Problem('bad-query', 'Expected: studyUID, seriesUID and objectUID')
  return found.data
}

/** PS3.18 9.1.2.1: contentType decides, then Accept; without either one frame is a JPEG and all else the file. */
function typeOf(
  request: FastifyRequest<{ Querystring: WadoQuery }>,
  instance: StoredInstance,
): PictureType | typeof dicom {
  const usual = instance.has_pixels && instance.frames === 1 ? 'image/jpeg' : dicom
  const offered = [usual, ...pictureTypes, dicom] as const
  for (const range of acceptedBy(request.headers.accept, one(request.query, 'contentType'))) {
    const found = range.isMultipart ? undefined : offered.find((type) => takes(range, type))
    if (found) return found
  }
  throw notAcceptable('', [...pictureTypes, dicom])
}

function sendFile(
  app: App,
  work: PixelWork,
  request: FastifyRequest<{ Querystring: WadoQuery }>,
  reply: FastifyReply,
  instance: StoredInstance,
): Promise<FastifyReply> {
  const transferSyntax = one(request.query, 'transferSyntax')
  const wanted = [{ type: dicom, isMultipart: false, transferSyntax, q: 1 }]
  return sendInstance(app, work, request, reply, instance, dicomForm(wanted, instance.transfer_syntax_uid, true))
}

/** @throws Problem  bad-query, not-found */
function optionsOf(query: WadoQuery, type: PictureType, instance: StoredInstance): RenderOptions {
  const number = (name: string) => (one(query, name) === undefined ? undefined : numberOf(one(query, name)))
  const [frame = 1, rows, columns, center, width, quality] = [
    number('frameNumber'),
    number('rows'),
    number('columns'),
    number('windowCenter'),
    number('windowWidth'),
    number('imageQuality'),
  ]
  if (!Number.isInteger(frame) || frame < 1 || frame > instance.frames) throw new Problem('not-found')
  const viewport = viewportOf(rows, columns)
  return {
    format: type === 'image/png' ? 'png' : 'jpeg',
    frame: frame - 1,
    ...(viewport ? { viewport } : {}),
    ...(center !== undefined && width !== undefined && width >= 1 ? { window: { center, width } } : {}),
    ...(quality !== undefined && quality >= 1 && quality <= 100 ? { quality: Math.round(quality) } : {}),
    ...regionOf(one(query, 'region'), instance),
  }
}

const mostPixels = 20_000

/** One side alone bounds that side. */
function viewportOf(rows: number | undefined, columns: number | undefined): RenderOptions['viewport'] {
  if (rows === undefined && columns === undefined) return undefined
  const sides = [columns ?? mostPixels, rows ?? mostPixels].map(Math.round)
  if (sides.some((side) => side < 1 || side > mostPixels))
    throw new Problem('bad-query', 'Expected: rows and columns in pixels')
  return { width: sides[0] ?? 1, height: sides[1] ?? 1 }
}

/** `xmin,ymin,xmax,ymax` as shares of the image (PS3.18 9.1.2.2.5). */
function regionOf(text: string | undefined, { columns, rows }: StoredInstance): Pick<RenderOptions, 'region'> {
  if (text === undefined) return {}
  const [left = 0, top = 0, right = 0, bottom = 0] = text.split(',').map(numberOf)
  const isPart = left >= 0 && top >= 0 && right <= 1 && bottom <= 1 && left < right && top < bottom
  if (!isPart || !rows || !columns)
    throw new Problem('bad-query', 'Expected: region=xmin,ymin,xmax,ymax between 0 and 1')
  const across = { left: left * columns, width: (right - left) * columns }
  return { region: { ...across, top: top * rows, height: (bottom - top) * rows } }
}
