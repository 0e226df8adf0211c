/** One range of an Accept header (RFC 9110 12.5.1), taken apart as PS3.18 8.7.5 uses it. */
export type Accepted = {
  /** `application/dicom`, the type of the parts when it is a multipart, or a wildcard with an asterisk */
  type: string
  isMultipart: boolean
  /** a UID, `*` for "as it is stored", or undefined for the default of the media type */
  transferSyntax: string | undefined
  /** 0 to 1 */
  q: number
}

const multipart = 'multipart/related'

/**
 * What a request accepts, best first; of equal weight in the order of the request. The query parameter `accept` goes before
 * the header (PS3.18 8.3.3.1). Without either everything is welcome.
 */
export function acceptedBy(header: string | undefined, parameter: string | undefined): Accepted[] {
  const ranges = splitOutside(parameter || header || '*/*', ',').map(readRange)
  return ranges.filter(({ q }) => q > 0).toSorted((a, b) => b.q - a.q)
}

function readRange(text: string): Accepted {
  const [first = '', ...rest] = splitOutside(text, ';').map((part) => part.trim())
  const parameters = new Map(rest.map(readParameter))
  const q = Number(parameters.get('q') ?? 1)
  const type = first.toLowerCase()
  const isMultipart = type === multipart || type === 'multipart/*'
  return {
    type: isMultipart ? (parameters.get('type') ?? '*/*').toLowerCase() : type,
    isMultipart,
    transferSyntax: parameters.get('transfer-syntax'),
    q: Number.isFinite(q) ? Math.min(1, Math.max(0, q)) : 0,
  }
}

function readParameter(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 0) return [text.toLowerCase(), '']
  const value = text.slice(at + 1).trim()
  return [text.slice(0, at).trim().toLowerCase(), value.replace(/^"(.*)"$/, '$1').trim()]
}

/** Commas and semicolons inside quotes separate nothing. */
const splitOutside = (text: string, separator: ',' | ';'): string[] =>
  text.match(separator === ',' ? /(?:[^,"]|"[^"]*"?)+/g : /(?:[^;"]|"[^"]*"?)+/g) ?? []

/** Whether a range, which may hold an asterisk, takes this type. */
export const takes = ({ type }: Accepted, offered: string): boolean =>
  type === offered || type === '*/*' || (type.endsWith('/*') && offered.startsWith(type.slice(0, -1)))

export const isAnything = ({ type, isMultipart }: Accepted): boolean => type === '*/*' && !isMultipart
