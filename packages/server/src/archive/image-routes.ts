import {
  imageParams,
  originalQuery,
  Problem,
  problemDocument,
  type RenderQuery,
  type Role,
  renderQuery,
} from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { App } from '../platform/app.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { withheldFrom } from '../reports/index.ts'
import { findAttention, findImage, type ImageObject } from './queries.ts'
import { openDecoder, openRenderer } from './render.ts'
import { sendDecoded, sendOriginal, sendPng } from './send.ts'

const tags = ['images']
const everybody = ['radiologist', 'doctor', 'tech', 'patient'] as const
/** Longest side of a thumbnail, pixels. */
const thumbnailSide = 256
const file = z.file().describe('The bytes')
const answers = { 200: file, 403: problemDocument, 404: problemDocument, 422: problemDocument, 503: problemDocument }

type ImageRequest = FastifyRequest<{ Params: z.infer<typeof imageParams> }>

export function imageRoutes(server: Server, app: App): void {
  originalRoute(server, app)
  pictureRoutes(server, app)
  attentionRoute(server, app)
}

function originalRoute(server: Server, app: App): void {
  const decode = openDecoder(app)
  server.get(
    '/reports/:reportId/images/:imageId',
    {
      schema: {
        operationId: 'getImage',
        tags,
        summary:
          'The original file, byte for byte; Range is honoured. Or a DICOM file with its pixels decoded, lossless',
        params: imageParams,
        querystring: originalQuery,
        produces: ['application/dicom', 'image/jpeg', 'image/png'],
        response: { ...answers, 206: file, 416: problemDocument },
      },
    },
    async (request, reply) => {
      const { transferSyntax } = request.query
      if (transferSyntax === undefined)
        return sendOriginal(app, request, reply, await seen(app, request, everybody, 'original'))
      return sendDecoded(reply, await decode(await seen(app, request, everybody, 'decoded'), transferSyntax))
    },
  )
}

function pictureRoutes(server: Server, app: App): void {
  const render = openRenderer(app)
  const answer = async (request: ImageRequest, reply: FastifyReply, as: string, query: RenderQuery) =>
    sendPng(reply, await render(await seen(app, request, everybody, as), query))
  server.get(
    '/reports/:reportId/images/:imageId/rendered',
    {
      schema: {
        operationId: 'getRenderedImage',
        tags,
        summary: 'One frame as PNG, 8 bits, in the given window or the one of the file',
        params: imageParams,
        querystring: renderQuery,
        produces: ['image/png'],
        response: answers,
      },
    },
    (request, reply) => answer(request, reply, 'rendered', request.query),
  )
  server.get(
    '/reports/:reportId/images/:imageId/thumbnail',
    {
      schema: {
        operationId: 'getThumbnail',
        tags,
        summary: `The first frame as PNG, at most ${thumbnailSide} pixels`,
        params: imageParams,
        produces: ['image/png'],
        response: answers,
      },
    },
    (request, reply) => answer(request, reply, 'thumbnail', { maxSide: thumbnailSide }),
  )
}

function attentionRoute(server: Server, app: App): void {
  server.get(
    '/reports/:reportId/images/:imageId/attention',
    {
      schema: {
        operationId: 'getAttention',
        tags,
        summary: "What the adopted analysis looked at: a PNG with transparency on the image's own geometry",
        params: imageParams,
        produces: ['image/png'],
        response: answers,
      },
    },
    async (request, reply) => {
      const objectId = await seen(app, request, ['radiologist', 'doctor', 'tech'], 'attention', attentionOf)
      return sendPng(reply, await app.objects.readAll(objectId))
    },
  )
}

/** Like the analysis itself, the map is kept from a doctor whose own opinion comes first. */
async function attentionOf(tx: Tx, who: Principal, { report_id, image_id }: ImageObject): Promise<string | undefined> {
  if ((await withheldFrom(tx, who.role, [report_id])).has(report_id)) return undefined
  return findAttention(tx, report_id, image_id)
}

/**
 * What the caller may see of an image: row and audit entry in one transaction, which commits before the first byte.
 *
 * @throws Problem  not-found, also for what is somebody else's
 */
async function seen<T = ImageObject>(
  app: App,
  request: ImageRequest,
  roles: readonly Role[],
  as: string,
  find: (tx: Tx, who: Principal, image: ImageObject) => Promise<T | undefined> = async (_tx, _who, image) => image as T,
): Promise<T> {
  const { reportId, imageId } = request.params
  return asCaller(app, request, roles, async (tx, who) => {
    const image = await findImage(tx, reportId, imageId)
    const found = image && (await find(tx, who, image))
    if (!image || found === undefined) throw new Problem('not-found')
    const newValues = { reportId, as }
    await audit(tx, {
      action: 'view_image',
      entityType: 'image',
      entityId: imageId,
      patientIds: [image.patient_id],
      newValues,
    })
    return found
  })
}
