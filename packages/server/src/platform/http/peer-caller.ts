import type { PeerCaller, PeerOperation } from '@firstread/database'
import type { FastifyRequest } from 'fastify'
import type { App } from '../app.ts'

/** 256 random bits behind a mark, so that neither we nor a scanner of secrets takes it for a session's token. */
const peerToken = /^frp_[A-Za-z0-9_-]{43}$/

/** QIDO-RS (PS3.18 10.6) asks at addresses that end so; everything else under /dicom-web that is read is an object. */
const queries = /\/(studies|series|instances)$/

/** What a request under /dicom-web asks for. */
export function operationOf({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): PeerOperation {
  if (method === 'POST') return 'store'
  const path = (url.split('?', 1)[0] ?? '').replace(/\/+$/, '')
  return queries.test(path) ? 'query' : 'retrieve'
}

/**
 * The DICOM peer that signs a request with `Authorization: Bearer frp_…`, or with Basic, its AE title and that token.
 * Peers speak DICOMweb: elsewhere their tokens are nobody's.
 */
export function peerCallerOf(app: App, request: FastifyRequest): PeerCaller | undefined {
  if (!request.url.startsWith('/dicom-web/')) return undefined
  const { token, aeTitle } = credentialOf(request.headers.authorization ?? '')
  if (token === undefined || !peerToken.test(token)) return undefined
  const named = aeTitle === undefined ? {} : { aeTitle }
  return { peerMac: app.keys.peerMac('token', token), operation: operationOf(request), ...named }
}

function credentialOf(header: string): { token?: string; aeTitle?: string } {
  const [scheme = '', value = ''] = header.split(' ', 2)
  if (scheme.toLowerCase() === 'bearer') return { token: value }
  if (scheme.toLowerCase() !== 'basic') return {}
  // RFC 7617 2: the user name holds no colon, the password may.
  const pair = Buffer.from(value, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return colon < 0 ? {} : { aeTitle: pair.slice(0, colon).trim(), token: pair.slice(colon + 1) }
}
