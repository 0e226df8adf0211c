import type { DicomJson } from '@firstread/dicom'
import type { DataSet } from '../outbox.ts'
import type { Destination } from '../requestor/destination.ts'
import type { QueryModel } from '../sop-classes.ts'
import type { Peer } from './peer.ts'

/** What every request of a peer comes with. */
export interface Asked<P extends Peer> {
  readonly peer: P
  readonly callingAeTitle: string
  readonly calledAeTitle: string
  readonly remoteAddress: string
}

export interface StoreRequest<P extends Peer> extends Asked<P> {
  readonly affectedSopClassUid: string
  readonly affectedSopInstanceUid: string
  readonly transferSyntaxUid: string
  /** as it stands on the wire: the peer waits for whoever reads this slowly. May be left before its end. */
  readonly dataSet: AsyncIterable<Buffer>
  /** when the sender was told to send by a C-MOVE of somebody else */
  readonly moveOriginator: { readonly aeTitle: string; readonly messageId: number } | undefined
}

/** A status of PS3.4 B.2.3 */
export interface StoreAnswer {
  readonly status: number
  readonly errorComment?: string | undefined
}

export interface QueryRequest<P extends Peer> extends Asked<P> {
  readonly model: QueryModel
  readonly identifier: DicomJson
  /** Service Class Application Information as agreed upon, byte by byte; empty when the peer did not ask */
  readonly extended: readonly number[]
  /** aborted when the peer cancels or goes */
  readonly cancelled: AbortSignal
}

export interface FindAnswer {
  readonly matches: AsyncIterable<DicomJson>
  /** answers are then marked 0xFF01: optional keys of the query were not matched or returned */
  readonly hasUnsupportedKeys?: boolean
}

/** An instance to be sent to whoever retrieves. */
export interface OutgoingInstance {
  readonly sopClassUid: string
  readonly sopInstanceUid: string
  /** The data set in one of these transfer syntaxes, which stand in the order of the peer; undefined when it cannot be. */
  encode(transferSyntaxUids: readonly string[]): Promise<EncodedInstance | undefined>
}

export interface EncodedInstance {
  readonly transferSyntaxUid: string
  readonly dataSet: DataSet
}

export interface RetrievePlan {
  /** how many instances there are */
  readonly total: number
  readonly instances: AsyncIterable<OutgoingInstance>
}

export interface MovePlan extends RetrievePlan {
  readonly destination: Destination
  /** what the instances are, to be proposed to the destination */
  readonly kinds: readonly InstanceKind[]
}

export interface InstanceKind {
  readonly sopClassUid: string
  readonly transferSyntaxUid: string
}

/**
 * What an acceptor does; a service that is left out is not offered. Each may throw a StatusError to answer with its
 * status; any other error is a bug, is logged, and answered as one without telling more.
 */
export interface Services<P extends Peer> {
  readonly store?: (request: StoreRequest<P>) => Promise<StoreAnswer>
  readonly find?: (request: QueryRequest<P>) => Promise<FindAnswer>
  readonly get?: (request: QueryRequest<P>) => Promise<RetrievePlan>
  readonly move?: (request: QueryRequest<P> & { readonly moveDestination: string }) => Promise<MovePlan>
  /**
   * Service Class Application Information that we can do, byte by byte (PS3.4 C.5.1.1: relational queries, combined date
   * and time, fuzzy matching, time zone, enhanced multi-frame conversion): each answer is the smaller of both.
   */
  readonly extended?: { readonly find?: readonly number[]; readonly retrieve?: readonly number[] }
}
