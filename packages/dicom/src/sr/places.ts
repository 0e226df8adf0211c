import type { ElementValues } from '../elements.ts'
import { type Code, code, concepts, values } from './codes.ts'
import { codeOf } from './content.ts'

/** Zones of the lung, PS3.16 CID 6171, by our words. */
const zones: Readonly<Record<string, Code>> = {
  upper: code('281392002', 'SCT', 'Upper zone of lung'),
  mid: code('281393007', 'SCT', 'Middle zone of lung'),
  lower: code('281394001', 'SCT', 'Lower zone of lung'),
}

/** PS3.16 CID 244. */
const sides: Readonly<Record<string, Code>> = {
  right: code('24028007', 'SCT', 'Right'),
  left: code('7771000', 'SCT', 'Left'),
}

export interface Place {
  readonly structure: Code
  readonly side: Code | undefined
}

/**
 * Words of anatomy as codes: `right mid and lower zones` is two places. A side without a zone is the whole lung of that
 * side; what names neither is the lung.
 */
export function placesOf(location: string): Place[] {
  const words = location.toLowerCase().split(/[^a-z]+/)
  const side = words.map((word) => sides[word]).find((found) => found !== undefined)
  const named = words.flatMap((word) => zones[word] ?? [])
  return (named.length > 0 ? named : [values.lung]).map((structure) => ({ structure, side }))
}

/** Finding sites of a measurement group, PS3.16 TID 1501: one each, with its laterality. */
export const findingSites = (location: string): ElementValues[] =>
  placesOf(location).map(({ structure, side }) =>
    codeOf(
      'HAS CONCEPT MOD',
      concepts.findingSite,
      structure,
      side === undefined ? [] : [codeOf('HAS CONCEPT MOD', concepts.laterality, side)],
    ),
  )
