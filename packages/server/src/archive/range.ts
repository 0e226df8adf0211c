import { Problem } from '@firstread/contract'

/** Bytes from `start` to `end` (exclusive). */
export type Range = { start: number; end: number }

/**
 * The one range of a `Range` header (RFC 9110, 14.2). Anything else, several ranges too, is ignored, as the standard
 * allows: the whole file is answered.
 *
 * @throws Problem  wrong-range, when the range lies behind the end
 */
export function readRange(header: string | undefined, size: number): Range | undefined {
  const [matched, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (matched === undefined || (first === '' && last === '')) return undefined
  if (first === '') return lastBytes(Number(last), size)
  const start = Number(first)
  const end = last === '' ? size : Math.min(size, Number(last) + 1)
  if (last !== '' && Number(last) < start) return undefined
  if (start >= size) throw new Problem('wrong-range', `The file has ${size} bytes`)
  return { start, end }
}

function lastBytes(length: number, size: number): Range {
  if (length === 0 || size === 0) throw new Problem('wrong-range', `The file has ${size} bytes`)
  return { start: Math.max(0, size - length), end: size }
}
