import type { NewPeerBody, Peer, PeerChangeBody } from '@firstread/contract'
import { type Place, sealField } from '../platform/fields.ts'
import type { Keys } from '../platform/keys.ts'
import type { CredentialRow, PeerColumns, PeerRow } from './queries.ts'

export const clientKeyPlace = (peerId: string): Place => ({ table: 'dicom_peers', column: 'client_key', row: peerId })

export function toPeer(row: PeerRow, credentials: readonly CredentialRow[]): Peer {
  const own = credentials.filter(({ peer_id }) => peer_id === row.peer_id)
  const token = own.find(({ kind }) => kind === 'token')
  return {
    peerId: row.peer_id,
    aeTitle: row.ae_title,
    description: row.description,
    operations: row.operations as Peer['operations'], // dicom_peers_operations_check
    sees: row.sees as Peer['sees'], // dicom_peers_sees_check
    storesAs: row.stores_as,
    allowPlain: row.allow_plain,
    maxAssociations: row.max_associations,
    transferSyntaxes: row.transfer_syntaxes,
    forwards: row.forwards as Peer['forwards'], // dicom_peers_forwards_check
    address: addressOf(row),
    certificates: own
      .filter(({ kind }) => kind === 'certificate')
      .map(({ label, created_at }) => ({ fingerprint: label, since: created_at.toISOString() })),
    tokenSince: token?.created_at.toISOString() ?? null,
    isActive: row.is_active,
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    lastEchoAt: row.last_echo_at?.toISOString() ?? null,
    lastEchoError: row.last_echo_error,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

const addressOf = ({ host, port, ...row }: PeerRow): Peer['address'] =>
  host === null || port === null
    ? null
    : {
        host,
        port,
        tls: row.uses_tls,
        trustedCertificate: row.trusted_certificate,
        clientCertificate: row.client_certificate,
      }

/** The columns that a body names; what it leaves out stays. The client's key leaves here encrypted. */
export function toColumns(keys: Keys, peerId: string, body: NewPeerBody | PeerChangeBody): PeerColumns {
  const columns = {
    ae_title: body.aeTitle,
    description: body.description,
    operations: body.operations && [...new Set(body.operations)],
    sees: body.sees,
    stores_as: body.storesAs,
    allow_plain: body.allowPlain,
    max_associations: body.maxAssociations,
    transfer_syntaxes: body.transferSyntaxes,
    forwards: body.forwards,
    is_active: 'isActive' in body ? body.isActive : undefined,
    ...addressColumns(keys, peerId, body.address),
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as PeerColumns
}

function addressColumns(keys: Keys, peerId: string, address: NewPeerBody['address'] | undefined): PeerColumns {
  if (address === undefined) return {}
  const { host, port, tls, trustedCertificate, clientCertificate, clientKey } = address ?? nowhere
  return {
    host,
    port,
    uses_tls: tls,
    trusted_certificate: trustedCertificate,
    client_certificate: clientCertificate,
    client_key: clientKey === undefined ? null : sealField(keys, clientKeyPlace(peerId), clientKey),
  }
}
const nowhere = {
  host: null,
  port: null,
  tls: true,
  trustedCertificate: null,
  clientCertificate: null,
  clientKey: undefined,
}
