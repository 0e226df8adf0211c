import { type Grid, locate, type Place } from './anatomy.ts'
import { classesOf } from './explain.ts'
import type { Manifest } from './model/manifest.ts'
import type { Abnormality, RiskCategory } from './reading.ts'

/** The share of a side's lung box that is involved, from which on the next word is used. */
const severities = [
  { from: 0.55, severity: 'severe' },
  { from: 0.25, severity: 'moderate' },
  { from: 0, severity: 'mild' },
] as const

const severityOf = (extent: number) => severities.find(({ from }) => extent >= from)?.severity ?? 'mild'

const rounded = (value: number) => Math.round(value * 1000) / 1000

function abnormality(type: string, place: Place, strongest: number, probability: number): Abnormality {
  const confidence = rounded(probability * (place.share / strongest))
  return { type, location: place.location, severity: severityOf(place.extent), confidence }
}

export type Seen = { category: RiskCategory; probability: number; evidence: Grid | undefined; mirrored: boolean }

/** The words of model.json for a category; with several classes of one risk, all of them. */
function patternOf(category: RiskCategory, manifest: Manifest): string {
  return classesOf(manifest, category)
    .map((name) => manifest.findings[name]?.type ?? name)
    .join(' or ')
}

/**
 * The abnormalities of a reading: none when nothing needs attention, otherwise the pattern that model.json names for the class, once for
 * each side that holds a good part of the evidence.
 */
export function abnormalitiesOf(
  { category, probability, evidence, mirrored }: Seen,
  manifest: Manifest,
): Abnormality[] {
  if (category === 'low') return []
  const type = patternOf(category, manifest)
  const places = evidence && manifest.intendedUse.mayLocalise ? locate(evidence, mirrored) : []
  const [first] = places
  if (first === undefined)
    return [{ type, location: 'not localised', severity: 'mild', confidence: rounded(probability) }]
  return places.map((place) => abnormality(type, place, first.share, probability))
}
