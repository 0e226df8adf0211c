import type { Person } from '@firstread/testing'

export type StowPart = Uint8Array | { type: string; bytes: Uint8Array }
// biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects in the body.
export type StowReply = { status: number; body: any; headers: Headers }

/** A multipart/related body, PS3.18 8.6.1.2. */
export function multipart(parts: readonly StowPart[], boundary = 'some-boundary'): Buffer {
  const pieces = parts.flatMap((part) => {
    const { type, bytes } = 'bytes' in part ? part : { type: 'application/dicom', bytes: part }
    return [Buffer.from(`\r\n--${boundary}\r\nContent-Type: ${type}\r\n\r\n`), bytes]
  })
  return Buffer.concat([...pieces, Buffer.from(`\r\n--${boundary}--\r\n`)])
}

export const related = (boundary = 'some-boundary') =>
  `multipart/related; type="application/dicom"; boundary=${boundary}`

/** Stores instances over real HTTP. */
export const stow = (person: Person, parts: readonly StowPart[], path = '/dicom-web/studies') =>
  post(person, multipart(parts), related(), path)

export async function post(
  person: Person,
  body: NonNullable<RequestInit['body']>,
  contentType: string | undefined,
  path = '/dicom-web/studies',
  headers: Record<string, string> = {},
): Promise<StowReply> {
  const typed = contentType === undefined ? headers : { ...headers, 'content-type': contentType }
  const response = await person.fetch(path, { method: 'POST', body, headers: typed, duplex: 'half' } as RequestInit)
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers }
}

/** UIDs that an answer lists as stored. */
export const storedIn = ({ body }: StowReply): string[] =>
  (body['00081199']?.Value ?? []).map((item: Record<string, { Value: string[] }>) => item['00081155']?.Value[0])
/** Failure Reasons by SOP Instance UID. */
export const failedIn = ({ body }: StowReply): Record<string, number> =>
  Object.fromEntries(
    (body['00081198']?.Value ?? []).map((item: Record<string, { Value: [string & number] }>) => [
      item['00081155']?.Value[0],
      item['00081197']?.Value[0],
    ]),
  )
/** Failure Reasons of parts that nobody could read. */
export const otherFailuresIn = ({ body }: StowReply): number[] =>
  (body['0008119A']?.Value ?? []).map((item: Record<string, { Value: number[] }>) => item['00081197']?.Value[0])
