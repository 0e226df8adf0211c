import type { PeerOperation as Inbound } from '@firstread/contract'
import { actAsNobody, type PeerCaller, type PeerOperation } from '@firstread/database'
import { audit } from '../audit/index.ts'
import type { App } from '../platform/app.ts'
import { identifyPeer } from './queries.ts'

/** What is known of whoever opens an association. */
export type Hello = {
  callingAeTitle: string
  calledAeTitle: string
  remoteAddress: string
  /** Of the client certificate that TLS has verified: SHA-256 in hexadecimal, colons or not. Undefined on a plain connection. */
  certificateFingerprint?: string | undefined
}

/** A peer that is let in, for as long as its association lasts. */
export type AuthorizedPeer = {
  id: string
  aeTitle: string
  operations: ReadonlySet<Inbound>
  maxAssociations: number
  transferSyntaxes: readonly string[]
  /** To act as it in the database, which asks again whether it may. */
  caller(operation: PeerOperation, requestId?: string): PeerCaller
}

/** One who calls from this machine through IPv6 is from this machine. */
const plainAddress = (address: string) => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '')

/**
 * Finds the peer behind an association, and writes down that it came or was refused. The certificate is the identity and
 * the AE title has to be the one that belongs to it; without TLS only an AE title that was allowed to, from loopback.
 *
 * @returns undefined when nobody is known by that: PS3.8 9.3.4, calling AE title not recognized
 */
export async function authorizePeer(app: App, hello: Hello): Promise<AuthorizedPeer | undefined> {
  const ip = plainAddress(hello.remoteAddress)
  const callingAeTitle = hello.callingAeTitle.trim()
  const peerMac = macOf(app, hello.certificateFingerprint, callingAeTitle)
  const userAgent = `DICOM ${callingAeTitle}`
  const found = await actAsNobody(app.db, { ip, userAgent }, async (tx) => {
    const peer = await identifyPeer(tx, peerMac, ip, callingAeTitle)
    await audit(tx, {
      action: peer ? 'open_association' : 'denied',
      entityType: 'peer',
      entityId: peer?.peer_id ?? null,
      newValues: {
        callingAeTitle,
        calledAeTitle: hello.calledAeTitle,
        tls: hello.certificateFingerprint !== undefined,
      },
      ...(peer ? {} : { status: 'failure' as const, errorMessage: 'unknown-peer' }),
    })
    return peer
  })
  if (!found) return undefined
  return {
    id: found.peer_id,
    aeTitle: found.ae_title,
    operations: new Set(found.operations as Inbound[]), // dicom_peers_operations_check
    maxAssociations: found.max_associations,
    transferSyntaxes: found.transfer_syntaxes,
    caller: (operation, requestId) => ({
      peerMac,
      operation,
      aeTitle: callingAeTitle,
      ip,
      userAgent,
      ...(requestId === undefined ? {} : { requestId }),
    }),
  }
}

function macOf({ keys }: App, fingerprint: string | undefined, aeTitle: string): string {
  if (fingerprint === undefined) return keys.peerMac('ae_title', aeTitle)
  return keys.peerMac('certificate', fingerprint.replaceAll(':', '').toLowerCase())
}
