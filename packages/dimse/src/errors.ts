/** Why an association did not come about, or ended. Stable: the server and tests name these codes. */
export const dimseProblems = {
  'no-connection': 'The peer could not be reached',
  rejected: 'The peer rejected the association',
  aborted: 'The peer aborted the association',
  closed: 'The connection ended',
  timeout: 'The peer did not answer in time',
  protocol: 'The peer broke the protocol',
  'no-context': 'No presentation context was accepted for this',
  stopped: 'We ended the association',
} as const

export type DimseProblem = keyof typeof dimseProblems

/** An association that went wrong, with a stable `code`. The message never holds anything of a data set. */
export class DimseError extends Error {
  readonly code: DimseProblem

  constructor(code: DimseProblem, detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? dimseProblems[code] : `${dimseProblems[code]}: ${detail}`, options)
    this.name = 'DimseError'
    this.code = code
  }
}

/** Reasons of an abort by the service provider, PS3.8 Table 9-26. */
export const abortReasons = {
  'not-specified': 0,
  'unrecognized-pdu': 1,
  'unexpected-pdu': 2,
  'unrecognized-parameter': 4,
  'unexpected-parameter': 5,
  'invalid-parameter': 6,
} as const

export type AbortReason = keyof typeof abortReasons

/** What a peer sent breaks the rules of the upper layer (PS3.8) or of the message exchange (PS3.7). */
export class ProtocolError extends DimseError {
  readonly reason: AbortReason

  constructor(reason: AbortReason, detail: string) {
    super('protocol', detail)
    this.name = 'ProtocolError'
    this.reason = reason
  }
}

/**
 * Thrown by a service to answer with a status of PS3.4 or PS3.7. `comment` goes to the peer as ErrorComment (0000,0902):
 * no patient's data; it is cut at 64 characters.
 */
export class StatusError extends Error {
  readonly status: number
  readonly comment: string | undefined

  constructor(status: number, comment?: string, options?: ErrorOptions) {
    super(comment ?? `Status 0x${status.toString(16).padStart(4, '0')}`, options)
    this.name = 'StatusError'
    this.status = status
    this.comment = comment
  }
}
