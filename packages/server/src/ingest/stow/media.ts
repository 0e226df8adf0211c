import { MIMEType } from 'node:util'
import { Problem } from '@firstread/contract'
import { frameMediaTypes } from '@firstread/dicom'

/** What the instances of a body are: whole files, or metadata with their bulk data beside them (PS3.18 10.5.1.4). */
export const contents = {
  'application/dicom': 'dicom',
  'application/dicom+json': 'json',
  'application/dicom+xml': 'xml',
} as const
export type Content = (typeof contents)[keyof typeof contents]

/** A body of STOW-RS: one part, or a multipart with a boundary (PS3.18 10.5.1, 8.7). */
export type Body = { kind: 'single'; content: Content } | { kind: 'multipart'; content: Content; boundary: string }

/** RFC 2046 5.1.1 allows 70; Orthanc's has 73. */
const longestBoundary = 200

/** @throws Problem  wrong-media-type; malformed-body for a multipart that names no usable boundary */
export function bodyOf(contentType: string | undefined): Body {
  const media = parse(contentType)
  const single = contentOf(media?.essence)
  if (single) return { kind: 'single', content: single }
  // RFC 2387 wants the type of the root part; who leaves it away can only mean DICOM here.
  const content = contentOf((media?.params.get('type') ?? 'application/dicom').toLowerCase())
  if (media?.essence !== 'multipart/related' || content === undefined)
    throw new Problem(
      'wrong-media-type',
      `Send ${Object.keys(contents).join(', ')}, or multipart/related with such a type`,
    )
  const boundary = media.params.get('boundary') ?? ''
  if (boundary.length < 1 || boundary.length > longestBoundary)
    throw new Problem('malformed-body', 'The body names no boundary')
  return { kind: 'multipart', content, boundary }
}

/** Nothing is unpacked here: what is compressed says so in its transfer syntax. @throws Problem  wrong-media-type */
export function refuseEncoded(contentEncoding: string | undefined): void {
  if (['', 'identity'].includes((contentEncoding ?? '').trim().toLowerCase())) return
  throw new Problem('wrong-media-type', 'A body is sent without Content-Encoding')
}

const contentOf = (type: string | undefined): Content | undefined =>
  type !== undefined && Object.hasOwn(contents, type) ? contents[type as keyof typeof contents] : undefined

/** The transfer syntax of a part of bulk data: what it names, or what its media type means; undefined for plain values. */
export function bulkSyntax(contentType: string | undefined): string | undefined {
  const media = parse(contentType)
  const named = media?.params.get('transfer-syntax')
  return named ?? frameMediaTypes.find(({ type }) => type === media?.essence)?.byDefault
}

/** What a part is by its own type. */
export const partContent = (type: string | undefined): Content | undefined => contentOf(parse(type)?.essence)

/** Whether a part may hold an instance: it says so, or says nothing. */
export const isDicomPart = (type: string | undefined): boolean =>
  type === undefined || parse(type)?.essence === 'application/dicom'

function parse(header: string | undefined): MIMEType | undefined {
  try {
    return header === undefined ? undefined : new MIMEType(header)
  } catch {
    return undefined // it is no media type
  }
}

export type Answer = 'json' | 'xml'
const answers: Record<string, Answer> = {
  'application/dicom+json': 'json',
  'application/json': 'json',
  'application/*': 'json',
  '*/*': 'json',
  'application/dicom+xml': 'xml',
}

/** What the sender reads best (RFC 9110 12.5.1); JSON when it does not say. @throws Problem  not-acceptable */
export function answerFor(accept: string | undefined): Answer {
  if (accept === undefined || accept.trim() === '') return 'json'
  const wished = accept.split(',').flatMap((one) => {
    const media = parse(one.trim())
    const answer = media && answers[media.essence]
    const q = Number(media?.params.get('q') ?? 1)
    return answer && q > 0 ? [{ answer, q }] : []
  })
  const [best] = wished.sort((a, b) => b.q - a.q)
  if (!best) throw new Problem('not-acceptable', 'The answer is application/dicom+json or application/dicom+xml')
  return best.answer
}
