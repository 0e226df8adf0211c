import type { IncomingMessage } from 'node:http'
import {
  id,
  idempotencyHeaders,
  newPartialUpload,
  Problem,
  partialUpload,
  pieceHeaders,
  pieceLimits,
  problemDocument,
} from '@firstread/contract'
import { z } from 'zod'
import type { App } from '../../platform/app.ts'
import { answerOnce } from '../../platform/http/answer-once.ts'
import { callerOf, credentialOf } from '../../platform/http/caller.ts'
import type { Server } from '../../platform/http/server.ts'
import { keyedRequest } from '../../platform/idempotency.ts'
import { openLanes } from '../../platform/lanes.ts'
import { beginUpload, dropUpload, stateOfUpload, takePiece } from './pieces.ts'

const tags = ['reports']
const params = z.strictObject({ uploadId: id })
const no = { 403: problemDocument, 404: problemDocument, 409: problemDocument }
/** No one credential takes all of them, however slowly it sends. */
const lanes = { width: 16, waiting: 64, each: 8 }
/** A sender who says nothing for so long has gone, ms. */
const silenceMs = 60_000

export async function pieceRoutes(server: Server, app: App): Promise<void> {
  openRoutes(server, app)
  await server.register(async (scope) => {
    // The piece is streamed into the store, never held as a whole.
    scope.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null))
    pieceRoute(scope as Server, app)
  })
}

function callerFrom(app: App, request: Parameters<typeof callerOf>[1]) {
  const caller = callerOf(app, request)
  if (!caller) throw new Problem('not-logged-in')
  return caller
}

function openRoutes(server: Server, app: App): void {
  server.post(
    '/uploads',
    {
      schema: {
        operationId: 'beginUpload',
        tags,
        summary: 'Begin to send one file in pieces, so that a cut connection can go on in its middle',
        headers: idempotencyHeaders,
        body: newPartialUpload,
        response: {
          201: partialUpload,
          403: problemDocument,
          413: problemDocument,
          422: problemDocument,
          503: problemDocument,
        },
      },
    },
    async (request, reply) => {
      const keyed = keyedRequest('beginUpload', request.headers['idempotency-key'], request.body)
      return answerOnce(reply, await beginUpload(app, callerFrom(app, request), request.body.sizeBytes, keyed))
    },
  )
  server.get(
    '/uploads/:uploadId',
    {
      schema: {
        operationId: 'getUpload',
        tags,
        summary: 'How much of a file has arrived: where to go on after a cut',
        params,
        response: { 200: partialUpload, 404: problemDocument },
      },
    },
    (request) => stateOfUpload(app, callerFrom(app, request), request.params.uploadId),
  )
  server.delete(
    '/uploads/:uploadId',
    {
      schema: {
        operationId: 'dropUpload',
        tags,
        summary: 'Let go of a file that came in pieces',
        params,
        response: { 204: z.null(), 404: problemDocument },
      },
    },
    async (request, reply) => {
      await dropUpload(app, callerFrom(app, request), request.params.uploadId)
      return reply.code(204).send(null)
    },
  )
}

function pieceRoute(server: Server, app: App): void {
  const lane = openLanes(lanes)
  server.patch(
    '/uploads/:uploadId',
    {
      bodyLimit: pieceLimits.most,
      schema: {
        operationId: 'sendPiece',
        tags,
        summary: 'The next piece of a file. It is durable when it is answered; of a piece that was cut nothing is kept',
        description: `A piece has ${pieceLimits.least} bytes (but the last) to ${pieceLimits.most} bytes.`,
        consumes: ['application/octet-stream'],
        headers: pieceHeaders,
        params,
        response: { 200: partialUpload, 413: problemDocument, 415: problemDocument, 422: problemDocument, ...no },
      },
    },
    async (request) => {
      try {
        const caller = callerFrom(app, request)
        const begin = request.headers['upload-offset']
        const piece = () => takePiece(app, caller, request.params.uploadId, begin, wholeOf(request.raw))
        return await lane(piece, credentialOf(caller))
      } catch (error) {
        // Whatever is still on the wire has to be taken off it before an answer can be read; bodyLimit bounds it.
        request.raw.resume()
        throw error
      }
    },
  )
}

/** A body that ends because the connection did is not a shorter body. */
async function* wholeOf(raw: IncomingMessage): AsyncGenerator<Uint8Array> {
  const giveUp = () => raw.destroy(new Error('the sender went silent'))
  raw.setTimeout(silenceMs, giveUp)
  try {
    // What is left after a refusal is still to be read, so the stream stays.
    yield* raw.iterator({ destroyOnReturn: false })
    if (!raw.complete) throw new Error('the connection ended')
  } catch (cause) {
    throw new Problem('malformed-body', 'The piece ends early', { cause })
  } finally {
    raw.setTimeout(0)
    raw.off('timeout', giveUp)
  }
}
