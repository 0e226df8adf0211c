const KiB = 1024
const MiB = 1024 * KiB
const GiB = 1024 * MiB

/** Bounds on what peers may ask of us (security rules, sections 4 and 9). */
export interface Limits {
  /** bytes of a P-DATA-TF PDU that we announce and accept, without its header of 6 */
  readonly pduBytes: number
  /** bytes of an A-ASSOCIATE PDU; 128 contexts with 60 transfer syntaxes each need 210 KiB */
  readonly associateBytes: number
  readonly commandBytes: number
  /** bytes of the identifier of a query or retrieval */
  readonly identifierBytes: number
  /** bytes of an instance; more is read, thrown away and refused with 0xA700 */
  readonly dataSetBytes: number
  /** bytes of a data set held for a handler that is slower than the network; beyond them the peer has to wait */
  readonly bufferedBytes: number
  /** associations at once of one peer */
  readonly associationsPerPeer: number
  /** associations at once of all peers */
  readonly associations: number
  /** connections that have not said yet who they are; beyond them the oldest is ended */
  readonly strangers: number
  /** associations a second of one peer, on average over ten seconds */
  readonly associationRate: number
}

export const defaultLimits: Limits = {
  pduBytes: 256 * KiB,
  associateBytes: 256 * KiB,
  commandBytes: 16 * KiB,
  identifierBytes: 1 * MiB,
  dataSetBytes: 1 * GiB,
  bufferedBytes: 1 * MiB,
  associationsPerPeer: 8,
  associations: 256,
  strangers: 256,
  associationRate: 100,
}

/** How long we wait for a peer, in milliseconds. Never counted while the peer waits for us. */
export interface Timers {
  /** until an association is asked for, and until a peer closes the connection that we gave up (PS3.8 9.1.5) */
  readonly artimMs: number
  /** for the rest of a PDU or message that has begun, and for a peer to take what we send */
  readonly requestMs: number
  /** between two messages */
  readonly idleMs: number
  /** for the answer to what we asked: an archive may think about a query, or flush a disk */
  readonly responseMs: number
  /** for a connection that we open */
  readonly connectMs: number
}

export const defaultTimers: Timers = {
  artimMs: 30_000,
  requestMs: 30_000,
  idleMs: 60_000,
  responseMs: 120_000,
  connectMs: 10_000,
}
