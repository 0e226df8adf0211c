import { randomBytes } from 'node:crypto'
import type { PeerCaller, PeerOperation } from '@firstread/database'
import type { App } from '@firstread/server'
import type pg from 'pg'

/** Columns of dicom_peers, in the operator's words; everything has a default. */
export type PeerOptions = {
  aeTitle?: string
  operations?: ('store' | 'query' | 'retrieve' | 'move_destination' | 'forward')[]
  sees?: 'own' | 'all'
  storesAs?: { id: string }
  /** DIMSE without TLS from loopback, by AE title. */
  allowPlain?: boolean
  host?: string
  port?: number
  forwards?: 'results' | 'study'
}

/** A DICOM peer with a token that does not expire. */
export type Peer = {
  id: string
  aeTitle: string
  token: string
  caller(operation: PeerOperation): PeerCaller
  /** As this peer: `/dicom-web/…`. */
  fetch(path: string, init?: RequestInit): Promise<Response>
}

type Place = { app: App; admin: pg.Client; url: string }
let count = 0

/** Made the way the operator does at the machine. An address is taken as plain: tests are local. */
export async function peerOf({ app, admin, url }: Place, options: PeerOptions = {}): Promise<Peer> {
  count += 1
  const aeTitle = options.aeTitle ?? `PEER${count}`
  const row = {
    ae_title: aeTitle,
    operations: options.operations ?? ['store', 'query', 'retrieve'],
    sees: options.sees ?? 'all',
    stores_as: options.storesAs?.id,
    allow_plain: options.allowPlain ?? false,
    host: options.host,
    port: options.port,
    uses_tls: options.host === undefined,
    forwards: options.forwards,
  }
  const { rows } = await admin.query('select app.add_peer($1::jsonb) as id', [JSON.stringify(row)])
  const id: string = rows[0].id
  const token = `frp_${randomBytes(32).toString('base64url')}`
  const give = (kind: 'token' | 'ae_title', value: string) =>
    admin.query('select auth.set_peer_credentials($1, $2, $3)', [id, kind, [app.keys.peerMac(kind, value)]])
  await give('token', token)
  if (options.allowPlain) await give('ae_title', aeTitle)
  const peerMac = app.keys.peerMac('token', token)
  return {
    id,
    aeTitle,
    token,
    caller: (operation) => ({ peerMac, operation, ip: '127.0.0.1' }),
    fetch: (path, init = {}) =>
      fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } }),
  }
}
