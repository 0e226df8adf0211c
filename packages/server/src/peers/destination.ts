import type { Tx } from '@firstread/database'
import type { Destination } from '@firstread/dimse'
import type { App } from '../platform/app.ts'
import { openOptional } from '../platform/fields.ts'
import { type AddressRow, findMoveDestination } from './queries.ts'
import { clientKeyPlace } from './to-peer.ts'

/** How we call ourselves. */
export const ourAeTitle = (app: App): string => app.config.DICOM_AE_TITLE

/**
 * How to reach a peer that listens; undefined when it has no address. Its server must show a certificate of the given
 * authority (or of the system's) that names the host: dicom_peers_plain_check lets nothing else leave this machine.
 */
export function destinationOf(app: App, row: AddressRow): Destination | undefined {
  if (row.host === null || row.port === null) return undefined
  const plain = { host: row.host, port: row.port, calledAeTitle: row.ae_title, callingAeTitle: ourAeTitle(app) }
  if (!row.uses_tls) return plain
  const ours = {
    cert: row.client_certificate ?? undefined,
    key: openOptional(app.keys, clientKeyPlace(row.peer_id), row.client_key) ?? undefined,
  }
  return {
    ...plain,
    tls: { ...ours, ca: row.trusted_certificate ?? undefined, rejectUnauthorized: true, servername: nameFor(row.host) },
  }
}

/** RFC 6066 3: an address is no server name. */
const nameFor = (host: string) => (/^[\d.]+$|:/.test(host) ? '' : host)

/** Where a peer may have studies sent to (C-MOVE): listed destinations only. Asked in the transaction of a peer that retrieves. */
export async function moveDestination(app: App, tx: Tx, aeTitle: string): Promise<Destination | undefined> {
  const row = await findMoveDestination(tx, aeTitle.trim())
  return row && destinationOf(app, row)
}
