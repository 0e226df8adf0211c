import type { Tx } from '@firstread/database'
import { sql } from 'kysely'
import type { PeerCredential } from '../platform/keys.ts'

const columns = [
  'peer_id',
  'ae_title',
  'description',
  'operations',
  'sees',
  'stores_as',
  'allow_plain',
  'max_associations',
  'transfer_syntaxes',
  'host',
  'port',
  'uses_tls',
  'trusted_certificate',
  'client_certificate',
  'client_key',
  'forwards',
  'is_active',
  'last_seen_at',
  'last_echo_at',
  'last_echo_error',
  'created_at',
  'updated_at',
] as const

export const findPeer = (tx: Tx, peerId: string) =>
  tx.selectFrom('dicom_peers').select(columns).where('peer_id', '=', peerId).executeTakeFirst()
export type PeerRow = NonNullable<Awaited<ReturnType<typeof findPeer>>>

export type PeerKey = { aeTitle: string; id: string }

/** By AE title, from after `last` on. */
export function listPeers(tx: Tx, isActive: boolean | undefined, limit: number, last: PeerKey | undefined) {
  let peers = tx.selectFrom('dicom_peers').select(columns).orderBy('ae_title').orderBy('peer_id').limit(limit)
  if (isActive !== undefined) peers = peers.where('is_active', '=', isActive)
  if (last) peers = peers.where(sql<boolean>`(ae_title, peer_id) > (${last.aeTitle}, ${last.id}::uuid)`)
  return peers.execute()
}

export type CredentialRow = { peer_id: string; kind: PeerCredential; label: string; created_at: Date }

export async function credentialsOf(tx: Tx, peerIds: readonly string[]): Promise<CredentialRow[]> {
  const { rows } = await sql<CredentialRow>`select * from auth.peer_credentials_of(${[...peerIds]}::uuid[])`.execute(tx)
  return rows
}

/** What a tech may write; the accounts follow by a trigger. */
export type PeerColumns = Partial<
  Pick<
    PeerRow,
    | 'ae_title'
    | 'description'
    | 'operations'
    | 'sees'
    | 'stores_as'
    | 'allow_plain'
    | 'max_associations'
    | 'transfer_syntaxes'
    | 'host'
    | 'port'
    | 'uses_tls'
    | 'trusted_certificate'
    | 'client_certificate'
    | 'client_key'
    | 'forwards'
    | 'is_active'
  >
>

export async function insertPeer(tx: Tx, peerId: string, peer: PeerColumns): Promise<void> {
  await sql`select app.add_peer(${JSON.stringify({ ...peer, peer_id: peerId })}::jsonb)`.execute(tx)
}

export const changePeer = (tx: Tx, peerId: string, change: PeerColumns) =>
  tx
    .updateTable('dicom_peers')
    .set({ ...change, updated_by: sql<string>`auth.uid()` })
    .where('peer_id', '=', peerId)
    .returning(columns)
    .executeTakeFirst()

/** These credentials of one kind and no others. `label` is what a tech recognizes it by, never the secret. */
export async function setCredentials(
  tx: Tx,
  peerId: string,
  kind: PeerCredential,
  credentials: readonly { mac: string; label: string }[],
): Promise<void> {
  const macs = credentials.map(({ mac }) => mac)
  const labels = credentials.map(({ label }) => label)
  await sql`select auth.set_peer_credentials(${peerId}, ${kind}, ${macs}::text[], ${labels}::text[])`.execute(tx)
}

export async function noteEcho(tx: Tx, peerId: string, error: string | null): Promise<void> {
  await tx
    .updateTable('dicom_peers')
    .set({ last_echo_at: sql<Date>`clock_timestamp()`, last_echo_error: error })
    .where('peer_id', '=', peerId)
    .execute()
}

/** Who opens an association. Enters nobody. */
export type IdentifiedRow = {
  peer_id: string
  ae_title: string
  operations: string[]
  max_associations: number
  transfer_syntaxes: string[]
}
export async function identifyPeer(
  tx: Tx,
  mac: string,
  address: string,
  aeTitle: string,
): Promise<IdentifiedRow | undefined> {
  const { rows } = await sql<IdentifiedRow>`select * from auth.identify_peer(${mac}, ${address}, ${aeTitle})`.execute(
    tx,
  )
  return rows[0]
}

/** How to reach a peer that listens. */
export type AddressRow = Pick<
  PeerRow,
  | 'peer_id'
  | 'ae_title'
  | 'host'
  | 'port'
  | 'uses_tls'
  | 'trusted_certificate'
  | 'client_certificate'
  | 'client_key'
  | 'transfer_syntaxes'
>

/** Asked as a peer that retrieves; only listed destinations are answered. */
export async function findMoveDestination(tx: Tx, aeTitle: string): Promise<AddressRow | undefined> {
  const { rows } = await sql<AddressRow>`select * from app.move_destination(${aeTitle})`.execute(tx)
  return rows[0]
}
