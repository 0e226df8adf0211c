import {
  echoResult,
  id,
  newPeerBody,
  peer,
  peerChangeBody,
  peerPage,
  peerQuery,
  peerToken,
  problemDocument,
} from '@firstread/contract'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { App } from '../platform/app.ts'
import { cutPage, readCursor } from '../platform/cursor.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { addPeer, alterPeer, newToken, removePeer, seenPeer, viewOf } from './administer.ts'
import { echoPeer } from './echo.ts'
import { credentialsOf, listPeers, noteEcho } from './queries.ts'
import { toPeer } from './to-peer.ts'

const params = z.strictObject({ peerId: id })
const tags = ['peers']
const peerKey = z.strictObject({ aeTitle: z.string(), id })
const no = { 403: problemDocument, 404: problemDocument }
const wrong = { ...no, 409: problemDocument, 422: problemDocument }

/** Techs keep the list of DICOM peers; nobody else sees it. */
export function peerRoutes(server: Server, app: App): void {
  server.get(
    '/peers',
    {
      schema: {
        operationId: 'listPeers',
        tags,
        summary: 'The DICOM peers by AE title, with what they may do and when they were last seen',
        querystring: peerQuery,
        response: { 200: peerPage, 403: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['tech'], async (tx) => {
        const { limit, cursor, isActive } = request.query
        const found = await listPeers(tx, isActive, limit + 1, readCursor(peerKey, cursor))
        const { rows, nextCursor } = cutPage(found, limit, (row) => ({ aeTitle: row.ae_title, id: row.peer_id }))
        const credentials = await credentialsOf(
          tx,
          rows.map(({ peer_id }) => peer_id),
        )
        await audit(tx, { action: 'list_peers', entityType: 'peer' })
        return { items: rows.map((row) => toPeer(row, credentials)), nextCursor }
      }),
  )

  server.post(
    '/peers',
    {
      schema: {
        operationId: 'createPeer',
        tags,
        summary: 'Let a DICOM peer in, or name one that we send to; asks for a fresh password',
        body: newPeerBody,
        response: { 201: peer, ...wrong },
      },
    },
    async (request, reply) => {
      const made = await asCaller(app, request, ['tech'], (tx) => addPeer(tx, app.keys, request.body))
      return reply.code(201).header('location', `/api/v1/peers/${made.peerId}`).send(made)
    },
  )

  server.get(
    '/peers/:peerId',
    { schema: { operationId: 'getPeer', tags, summary: 'One DICOM peer', params, response: { 200: peer, ...no } } },
    (request) =>
      asCaller(app, request, ['tech'], async (tx) => {
        const row = await seenPeer(tx, request.params.peerId)
        await audit(tx, { action: 'view_peer', entityType: 'peer', entityId: row.peer_id })
        return viewOf(tx, row)
      }),
  )

  server.patch(
    '/peers/:peerId',
    {
      schema: {
        operationId: 'changePeer',
        tags,
        summary: 'Change a peer; takes effect on its next request or association. Asks for a fresh password',
        params,
        body: peerChangeBody,
        response: { 200: peer, ...wrong },
      },
    },
    (request) => asCaller(app, request, ['tech'], (tx) => alterPeer(tx, app.keys, request.params.peerId, request.body)),
  )

  server.delete(
    '/peers/:peerId',
    {
      schema: {
        operationId: 'removePeer',
        tags,
        summary: 'Shut a peer out. It stays on record, and can be made active again',
        params,
        response: { 204: z.null(), ...no },
      },
    },
    async (request, reply) => {
      await asCaller(app, request, ['tech'], (tx) => removePeer(tx, request.params.peerId))
      return reply.code(204).send(null)
    },
  )
  doorRoutes(server, app)
}

function doorRoutes(server: Server, app: App): void {
  server.post(
    '/peers/:peerId/token',
    {
      schema: {
        operationId: 'createPeerToken',
        tags,
        summary: 'Make a token for DICOMweb, shown this once; the one before works no more. Asks for a fresh password',
        params,
        response: { 201: peerToken, ...no },
      },
    },
    async (request, reply) => {
      const token = await asCaller(app, request, ['tech'], (tx) => newToken(tx, app.keys, request.params.peerId))
      return reply.code(201).send({ token })
    },
  )

  server.post(
    '/peers/:peerId/echo',
    {
      schema: {
        operationId: 'echoPeer',
        tags,
        summary: 'Ask the peer whether it is there (C-ECHO)',
        params,
        response: { 200: echoResult, ...wrong },
      },
    },
    async (request) => {
      const row = await asCaller(app, request, ['tech'], (tx) => seenPeer(tx, request.params.peerId))
      const result = await echoPeer(app, row)
      await asCaller(app, request, ['tech'], async (tx) => {
        await noteEcho(tx, row.peer_id, result.error)
        await audit(tx, {
          action: 'echo_peer',
          entityType: 'peer',
          entityId: row.peer_id,
          status: result.reached ? 'success' : 'failure',
          ...(result.error ? { errorMessage: result.error } : {}),
        })
      })
      return result
    },
  )
}
