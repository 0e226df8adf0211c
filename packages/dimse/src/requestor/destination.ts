import type { ConnectionOptions } from 'node:tls'
import type { Limits, Timers } from '../limits.ts'

/** Where another AE listens, and how we call ourselves there. */
export interface Destination {
  readonly host: string
  readonly port: number
  readonly calledAeTitle: string
  readonly callingAeTitle: string
  /** TLS when given: authorities, our certificate and key, what the other's certificate has to be */
  readonly tls?: ConnectionOptions | undefined
  readonly timers?: Partial<Timers> | undefined
  readonly limits?: Partial<Limits> | undefined
}

export interface WantedContext {
  readonly abstractSyntax: string
  /** in the order of our wish */
  readonly transferSyntaxes: readonly string[]
}
