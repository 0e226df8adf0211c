import { randomBytes, randomUUID } from 'node:crypto'
import { type NewPeerBody, type Peer, type PeerChangeBody, Problem } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { audit } from '../audit/index.ts'
import { passwordIsFresh } from '../identity/index.ts'
import type { Keys } from '../platform/keys.ts'
import { changePeer, credentialsOf, findPeer, insertPeer, type PeerRow, setCredentials } from './queries.ts'
import { toColumns, toPeer } from './to-peer.ts'

/** @throws Problem  not-found */
export async function seenPeer(tx: Tx, peerId: string): Promise<PeerRow> {
  const row = await findPeer(tx, peerId)
  if (!row) throw new Problem('not-found')
  return row
}

export const viewOf = async (tx: Tx, row: PeerRow): Promise<Peer> => toPeer(row, await credentialsOf(tx, [row.peer_id]))

/** A door for a machine is as sensitive as another's role: security.md 3 asks for the password again. */
async function askPassword(tx: Tx): Promise<void> {
  if (!(await passwordIsFresh(tx))) throw new Problem('password-needed')
}

/** @throws Problem  password-needed, peer-exists, invalid-request */
export async function addPeer(tx: Tx, keys: Keys, body: NewPeerBody): Promise<Peer> {
  await askPassword(tx)
  const peerId = randomUUID()
  await insertPeer(tx, peerId, toColumns(keys, peerId, body)).catch(translate)
  await giveCredentials(tx, keys, await seenPeer(tx, peerId), body)
  return viewOf(tx, await seenPeer(tx, peerId))
}

/** @throws Problem  not-found, password-needed, peer-exists, invalid-request */
export async function alterPeer(tx: Tx, keys: Keys, peerId: string, body: PeerChangeBody): Promise<Peer> {
  const before = await seenPeer(tx, peerId)
  await askPassword(tx)
  const change = toColumns(keys, peerId, body)
  const after = await changePeer(tx, peerId, change).catch(translate)
  if (!after) throw new Problem('not-found')
  await giveCredentials(tx, keys, after, body)
  await audit(tx, {
    action: 'update_peer',
    entityType: 'peer',
    entityId: peerId,
    oldValues: told(before),
    newValues: { ...told(after), fields: Object.keys(body) },
  })
  return viewOf(tx, after)
}

/** Nothing is lost: what it did and what was sent stays on record. @throws Problem not-found */
export async function removePeer(tx: Tx, peerId: string): Promise<void> {
  await seenPeer(tx, peerId)
  await changePeer(tx, peerId, { is_active: false })
  await audit(tx, { action: 'remove_peer', entityType: 'peer', entityId: peerId })
}

/** A new token; the one before opens nothing any more. @throws Problem not-found, password-needed */
export async function newToken(tx: Tx, keys: Keys, peerId: string): Promise<string> {
  await seenPeer(tx, peerId)
  await askPassword(tx)
  const token = `frp_${randomBytes(32).toString('base64url')}`
  await setCredentials(tx, peerId, 'token', [{ mac: keys.peerMac('token', token), label: '' }])
  return token
}

const told = ({ ae_title, operations, sees, stores_as, allow_plain, host, port, is_active }: PeerRow) => ({
  aeTitle: ae_title,
  operations,
  sees,
  storesAs: stores_as,
  allowPlain: allow_plain,
  host,
  port,
  isActive: is_active,
})

/** Certificates as named; the AE title is a credential only where plain traffic is allowed. */
async function giveCredentials(tx: Tx, keys: Keys, row: PeerRow, body: PeerChangeBody): Promise<void> {
  const set = async (kind: 'certificate' | 'ae_title', values: readonly string[]) => {
    const credentials = [...new Set(values)].map((label) => ({ mac: keys.peerMac(kind, label), label }))
    await setCredentials(tx, row.peer_id, kind, credentials).catch(translate)
  }
  if (body.certificates !== undefined) await set('certificate', body.certificates)
  if (body.aeTitle !== undefined || body.allowPlain !== undefined) {
    await set('ae_title', row.allow_plain ? [row.ae_title] : [])
  }
}

/** Rules of the table that a tech can break, by the part of the request that breaks them. */
const brokenRules: Record<string, string> = {
  dicom_peers_address_check: 'address',
  dicom_peers_plain_check: 'address/tls',
  dicom_peers_client_check: 'address/clientKey',
  dicom_peers_stores_as_check: 'storesAs',
  dicom_peers_stores_as_fkey: 'storesAs',
}
const taken = new Set(['dicom_peers_ae_title_key', 'peer_credentials_pkey'])

function translate(error: { constraint?: string }): never {
  const { constraint = '' } = error
  if (taken.has(constraint)) throw new Problem('peer-exists', undefined, { cause: error })
  const item = brokenRules[constraint]
  if (item === undefined) throw error
  const errors = [{ item, code: 'invalid', detail: 'not possible for such a peer' }]
  throw new Problem('invalid-request', `${item} is not possible for such a peer`, { errors, cause: error })
}
