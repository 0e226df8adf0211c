import { randomUUID } from 'node:crypto'

/** One part of an answer: its headers, how many bytes follow, and where they come from. */
export type Part = {
  type: string
  location?: string
  length: number
  read(): AsyncIterable<Uint8Array>
  /** only the bytes of a range, where that is cheaper than leaving the others away */
  slice?(range: { start: number; end: number }): AsyncIterable<Uint8Array>
}

/** 122 random bits, so that no part holds the boundary by chance or by intent. */
const newBoundary = () => `firstread-${randomUUID().replaceAll('-', '')}`

export type Multipart = { boundary: string; type: string }
export const openMultipart = (type: string): Multipart => ({ boundary: newBoundary(), type })

/** RFC 2387: the type of the parts and the boundary. */
export const headerOf = ({ boundary, type }: Multipart): string =>
  `multipart/related; type="${type}"; boundary=${boundary}`

export function partHead({ boundary }: Multipart, { type, location, length }: Omit<Part, 'read' | 'slice'>): Buffer {
  const place = location ? `Content-Location: ${location}\r\n` : ''
  return Buffer.from(`--${boundary}\r\nContent-Type: ${type}\r\n${place}Content-Length: ${length}\r\n\r\n`, 'latin1')
}

const lineEnd = Buffer.from('\r\n')
const endOf = ({ boundary }: Multipart) => Buffer.from(`--${boundary}--\r\n`, 'latin1')

/** So long is the whole answer when every part is known before. */
export const lengthOf = (multipart: Multipart, parts: readonly Omit<Part, 'read' | 'slice'>[]): number =>
  parts.reduce((sum, part) => sum + partHead(multipart, part).length + part.length + lineEnd.length, 0) +
  endOf(multipart).length

/** The bytes of the answer; each part is asked for when it is its turn. */
export async function* multipartBytes(
  multipart: Multipart,
  parts: AsyncIterable<Part> | Iterable<Part>,
): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    yield partHead(multipart, part)
    yield* part.read()
    yield lineEnd
  }
  yield endOf(multipart)
}
