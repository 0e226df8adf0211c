import type { Person } from '@firstread/testing'

// Stores and reads the way a client on the network does; nothing of the server is used here.

// biome-ignore lint/suspicious/noExplicitAny: the DICOM JSON model, taken as it comes.
type Reply = { status: number; body: any }

/** Stores instances by STOW-RS in one body. */
export async function stow(person: Person, files: readonly Uint8Array[]): Promise<Reply> {
  const boundary = 'a-boundary'
  const parts = files.flatMap((bytes) => [`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`, bytes, '\r\n'])
  const body = Buffer.concat([...parts, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece as string)))
  const headers = { 'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}` }
  const response = await person.fetch('/dicom-web/studies', { method: 'POST', body, headers })
  return { status: response.status, body: JSON.parse((await response.text()) || '{}') }
}

/** The paths under which the stored instances can be had, as the answer names them (PS3.18 10.5.3). */
export const instancesOf = ({ body }: Reply): string[] =>
  (body['00081199']?.Value ?? []).map(
    (item: Record<string, { Value: string[] }>) => new URL(item['00081190']?.Value[0] ?? '').pathname,
  )

export type ReceivedPart = { headers: Headers; bytes: Buffer }
export type Received = { status: number; headers: Headers; bytes: Buffer; parts: ReceivedPart[] }

export async function read(person: Person, path: string, headers: Record<string, string> = {}): Promise<Received> {
  const response = await person.fetch(path, { headers })
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, headers: response.headers, bytes, parts: partsOf(response.headers, bytes) }
}

/** RFC 2046 5.1.1, strictly: each part between its boundary and the next one. */
function partsOf(headers: Headers, bytes: Buffer): ReceivedPart[] {
  const [, boundary] = /^multipart\/related;.*boundary="?([^";]+)/.exec(headers.get('content-type') ?? '') ?? []
  if (boundary === undefined) return []
  const parts: ReceivedPart[] = []
  const mark = Buffer.from(`--${boundary}`)
  for (let at = bytes.indexOf(mark); at >= 0; ) {
    const from = at + mark.length
    if (bytes.subarray(from, from + 2).toString() === '--') return parts
    const next = bytes.indexOf(`\r\n--${boundary}`, from)
    const headEnd = bytes.indexOf('\r\n\r\n', from)
    if (next < 0 || headEnd < 0) throw new Error('the multipart is cut off')
    const lines = bytes
      .subarray(from + 2, headEnd)
      .toString('latin1')
      .split('\r\n')
    const named = lines.map((line): [string, string] => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1),
    ])
    parts.push({ headers: new Headers(named), bytes: bytes.subarray(headEnd + 4, next) })
    at = next + 2
  }
  throw new Error('the multipart has no end')
}
