import type { ByteChannel } from './byte-channel.ts'
import type { CommandSet } from './command-set.ts'

/** An accepted presentation context. */
export interface Context {
  readonly id: number
  readonly abstractSyntax: string
  readonly transferSyntax: string
  /** whether the peer may send requests on it: it has the SCU role */
  readonly isPeerScu: boolean
  /** whether we may: the peer has the SCP role */
  readonly isPeerScp: boolean
  /** agreed Service Class Application Information (PS3.7 D.3.3.5), when the peer asked for some */
  readonly extended?: readonly number[]
}

/** A request of the peer, on one of them. */
export interface Request {
  readonly context: Context
  readonly command: CommandSet
  readonly messageId: number
  readonly dataSet: ByteChannel | undefined
  /** aborted when the peer cancels, or the association ends */
  readonly cancelled: AbortSignal
}
