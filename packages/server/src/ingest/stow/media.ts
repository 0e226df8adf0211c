import { MIMEType } from 'node:util'
import { Problem } from '@firstread/contract'

/** A body of STOW-RS: one file, or a multipart with a boundary (PS3.18 10.5.1, 8.7). */
export type Body = { kind: 'single' } | { kind: 'multipart'; boundary: string }

/** @throws Problem  wrong-media-type; malformed-body for a multipart that names no usable boundary */
export function bodyOf(contentType: string | undefined): Body {
  const media = parse(contentType)
  if (media?.essence === 'application/dicom') return { kind: 'single' }
  // RFC 2387 wants the type of the root part; who leaves it away can only mean DICOM here.
  const type = media?.params.get('type') ?? 'application/dicom'
  if (media?.essence !== 'multipart/related' || type.toLowerCase() !== 'application/dicom')
    throw new Problem('wrong-media-type', 'Send application/dicom, or multipart/related with type="application/dicom"')
  const boundary = media.params.get('boundary') ?? ''
  if (boundary.length < 1 || boundary.length > 70) throw new Problem('malformed-body', 'The body names no boundary') // RFC 2046 5.1.1
  return { kind: 'multipart', boundary }
}

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
