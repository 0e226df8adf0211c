/** What can be wrong with an embedded server, so that a caller may answer each case differently. */
export type EmbeddedErrorCode =
  | 'no-binaries' // this platform has no package with PostgreSQL in it
  | 'in-use' // another living process serves this data folder
  | 'not-ours' // the data folder belongs to another user, or its password file is gone
  | 'wrong-version' // the data was written by another major version
  | 'no-start' // initdb or postgres gave up; the message carries its last lines

export class EmbeddedError extends Error {
  readonly code: EmbeddedErrorCode

  constructor(code: EmbeddedErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EmbeddedError'
    this.code = code
  }
}
