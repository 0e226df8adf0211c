import type { ElementValues } from '../elements.ts'
import { uidFromDigest } from '../uid.ts'
import { concepts, own, risks, severities, units, values } from './codes.ts'
import { codeOf, container, imageOf, numberOf, textOf, uidOf } from './content.ts'
import { patternOf } from './patterns.ts'
import { findingSites } from './places.ts'
import type { Algorithm, ReadFinding, ReadImage } from './reading.ts'

/**
 * Measurement groups of one image, PS3.16 TID 1501: what the algorithm says of it as a whole, then one group for each finding.
 *
 * @param document  SOP Instance UID of the report: tracking identifiers follow from it, so that the same run has the same
 * @param place     which image of the report, 1-based
 */
export function measurementGroups(
  document: string,
  place: number,
  image: ReadImage,
  algorithm: Algorithm,
): ElementValues[] {
  const whole = group(document, `Image ${place}`, [
    ...algorithmItems(algorithm),
    ...imageItems(image),
    ...wholeImage(image),
  ])
  const findings = image.findings.map((finding, i) =>
    group(document, `Image ${place}, finding ${i + 1}`, findingItems(finding, image, algorithm)),
  )
  return [whole, ...findings]
}

function group(document: string, identifier: string, items: readonly ElementValues[]): ElementValues {
  const tracking = [
    textOf('HAS OBS CONTEXT', concepts.trackingIdentifier, identifier),
    uidOf('HAS OBS CONTEXT', concepts.trackingUid, uidFromDigest(`${document} ${identifier}`)),
  ]
  return container('CONTAINS', concepts.measurementGroup, [...tracking, ...items], '1501')
}

/** PS3.16 TID 4019. */
export function algorithmItems({ name, version, manufacturer, parameters }: Algorithm): ElementValues[] {
  return [
    textOf('HAS CONCEPT MOD', concepts.algorithmName, name),
    textOf('HAS CONCEPT MOD', concepts.algorithmVersion, version),
    textOf('HAS CONCEPT MOD', concepts.algorithmManufacturer, manufacturer),
    ...parameters.map((parameter) => textOf('HAS CONCEPT MOD', concepts.algorithmParameters, parameter)),
    codeOf('HAS CONCEPT MOD', concepts.algorithmFamily, values.artificialIntelligence),
  ]
}

const imageItems = ({ reference, derived }: ReadImage): ElementValues[] =>
  [...(reference ? [reference] : []), ...derived].map((one) => imageOf('CONTAINS', concepts.source, one))

function wholeImage({ risk, probabilities: p, quality }: ReadImage): ElementValues[] {
  return [
    ...(p === undefined
      ? []
      : [
          numberOf('CONTAINS', concepts.lowProbability, p.low, units.none),
          numberOf('CONTAINS', concepts.mediumProbability, p.medium, units.none),
          numberOf('CONTAINS', concepts.highProbability, p.high, units.none),
        ]),
    ...(quality === undefined ? [] : [numberOf('CONTAINS', concepts.imageQuality, quality, units.none)]),
    ...(risk === undefined ? [] : [codeOf('CONTAINS', concepts.risk, risks[risk])]),
  ]
}

function findingItems(finding: ReadFinding, image: ReadImage, algorithm: Algorithm): ElementValues[] {
  const { finding: found, appearance } = patternOf(finding.type)
  return [
    codeOf('CONTAINS', concepts.finding, found),
    ...findingSites(finding.location),
    ...algorithmItems(algorithm),
    ...imageItems(image),
    numberOf('CONTAINS', concepts.certainty, finding.confidence * 100, units.percent),
    codeOf('CONTAINS', concepts.severity, severities[finding.severity]),
    codeOf('CONTAINS', concepts.pattern, appearance ?? own('OTHER', finding.type)),
    textOf('CONTAINS', concepts.comment, `${finding.type}, ${finding.location}`),
  ]
}
