import { type AbortReason, abortReasons } from '../errors.ts'

/** PS3.8 9.3 */
export const pduTypes = {
  'associate-rq': 1,
  'associate-ac': 2,
  'associate-rj': 3,
  data: 4,
  'release-rq': 5,
  'release-rp': 6,
  abort: 7,
} as const

export type PduType = keyof typeof pduTypes

export function pdu(type: PduType, body: Uint8Array): Buffer {
  return Buffer.concat([pduHeader(type, body.length), body])
}

export function pduHeader(type: PduType, length: number): Buffer {
  const header = Buffer.alloc(6)
  header.writeUInt8(pduTypes[type], 0)
  header.writeUInt32BE(length, 2)
  return header
}

/** Result, source and reason of a rejection by name, PS3.8 Table 9-21. Transient means: ask again later. */
export const rejections = {
  'no-reason': [1, 1, 1],
  'application-context-not-supported': [1, 1, 2],
  'calling-ae-title-not-recognized': [1, 1, 3],
  'called-ae-title-not-recognized': [1, 1, 7],
  'protocol-version-not-supported': [1, 2, 2],
  'temporary-congestion': [2, 3, 1],
  'local-limit-exceeded': [2, 3, 2],
} as const

export type Rejection = keyof typeof rejections

export const rejectPdu = (rejection: Rejection): Buffer =>
  pdu('associate-rj', Uint8Array.of(0, ...rejections[rejection]))

/** The name of a rejection that came, for a person to read; combinations that nobody defined stay numbers. */
export function rejectionName(body: Buffer): string {
  const [result, source, reason] = body.subarray(1, 4)
  const found = Object.entries(rejections).find(([, r]) => r[1] === source && r[2] === reason)
  return `${found?.[0] ?? `source ${source}, reason ${reason}`}${result === 2 ? ' (transient)' : ''}`
}

/** By the service user: source 0, its reason has no meaning. PS3.8 Table 9-26 */
export const userAbortPdu = (): Buffer => pdu('abort', Uint8Array.of(0, 0, 0, 0))
export const providerAbortPdu = (reason: AbortReason): Buffer =>
  pdu('abort', Uint8Array.of(0, 0, 2, abortReasons[reason]))

export const releaseRequestPdu = (): Buffer => pdu('release-rq', new Uint8Array(4))
export const releaseAnswerPdu = (): Buffer => pdu('release-rp', new Uint8Array(4))
