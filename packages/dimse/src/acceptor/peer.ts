import type { ServiceName } from '../sop-classes.ts'

/** Whom an association is with, once it is known. */
export interface Peer {
  /** what its associations are counted by: an id, not an AE title, which anybody may claim */
  readonly key: string
  /** associations at once, where it is another number than the limit for everybody */
  readonly associations?: number | undefined
  permits(service: ServiceName): boolean
}

/** What is known of a caller before it is let in. */
export interface Hello {
  /** as the caller names itself: without a certificate it proves nothing */
  readonly callingAeTitle: string
  readonly calledAeTitle: string
  readonly remoteAddress: string
  readonly certificate: PeerCertificate | undefined
}

/** Verified by TLS against the configured authorities; the fingerprint is the identity (security rules, section 9). */
export interface PeerCertificate {
  /** SHA-256 of the certificate: upper-case hexadecimal with colons */
  readonly fingerprint256: string
  readonly commonName: string | undefined
  readonly validTo: Date
}
