import { constants, inflateRawSync } from 'node:zlib'
import { DicomError } from './errors.ts'
import type { Limits } from './limits.ts'

/** Below this an inflated stream is harmless however well it was packed: a blank image packs 1000 to 1. */
const HARMLESS_BYTES = 1024 * 1024

/**
 * Inflates a raw deflate stream (RFC 1951) within the limits.
 *
 * @param partial  the stream is cut off on purpose: give what can be had
 * @throws DicomError  too-large, or malformed when it is no such stream
 */
export function inflate(bytes: Uint8Array, limits: Limits, partial: boolean): Uint8Array {
  const byRatio = Math.max(HARMLESS_BYTES, bytes.length * limits.maxInflation)
  const maxOutputLength = Math.min(limits.maxInflatedBytes, byRatio)
  const finishFlush = partial ? constants.Z_SYNC_FLUSH : constants.Z_FINISH
  try {
    return inflateRawSync(bytes, { maxOutputLength, finishFlush })
  } catch (cause) {
    const tooLarge = cause instanceof RangeError && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE'
    throw new DicomError(tooLarge ? 'too-large' : 'malformed', 'the deflated stream', { cause })
  }
}
