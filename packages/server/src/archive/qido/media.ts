import { Problem } from '@firstread/contract'

/** What an answer can be, best first: PS3.18 10.6.1.? asks for JSON and XML, JSON being the default. */
const offered = [
  'application/dicom+json',
  'application/json',
  'multipart/related; type="application/dicom+xml"',
] as const
export type Media = (typeof offered)[number]

type Range = { type: string; of: string | undefined; q: number }

/**
 * The form of the answer: the offered one that the request likes best. The query parameter `accept` goes before the header
 * (PS3.18 8.3.3.1).
 *
 * @throws Problem  not-acceptable
 */
export function chooseMedia(header: string | undefined, parameter: string | undefined): Media {
  const ranges = readRanges(parameter ?? header ?? '*/*')
  const liked = offered.map((media) => ({ media, q: likingOf(media, ranges) })).filter(({ q }) => q > 0)
  const [best] = liked.toSorted((a, b) => b.q - a.q)
  if (best === undefined) throw new Problem('not-acceptable', `To be had: ${offered.join(', ')}`)
  return best.media
}

function readRanges(accept: string): Range[] {
  return splitOutside(accept, ',').map((range) => {
    const [type = '', ...parameters] = splitOutside(range, ';').map((part) => part.trim())
    const named = Object.fromEntries(parameters.map((part) => part.split(/\s*=\s*/, 2).map(unquote)))
    const q = named.q === undefined ? 1 : Number(named.q)
    return { type: type.toLowerCase(), of: named.type?.toLowerCase(), q: Number.isFinite(q) ? q : 0 }
  })
}

const unquote = (text: string): string => text.trim().replace(/^"(.*)"$/, '$1')

/** Commas and semicolons inside quotes separate nothing. */
const splitOutside = (text: string, separator: ',' | ';'): string[] =>
  text.match(separator === ',' ? /(?:[^,"]|"[^"]*"?)+/g : /(?:[^;"]|"[^"]*"?)+/g) ?? []

/** The most exact range decides (RFC 9110 12.5.1). */
function likingOf(media: Media, ranges: Range[]): number {
  const [type = '', of] = media.startsWith('multipart') ? ['multipart/related', 'application/dicom+xml'] : [media]
  const fitting = ranges.flatMap((range) => {
    // Without the parameters multipart/related would be anything; XML by its own name is what some clients send.
    if (range.type === type && (range.of === of || range.of === undefined))
      return [{ rank: range.of ? 3 : 2, q: range.q }]
    if (of !== undefined && range.type === of) return [{ rank: 2, q: range.q }]
    if (range.type === `${type.split('/')[0]}/*`) return [{ rank: 1, q: range.q }]
    return range.type === '*/*' ? [{ rank: 0, q: range.q }] : []
  })
  return fitting.toSorted((a, b) => b.rank - a.rank)[0]?.q ?? 0
}
