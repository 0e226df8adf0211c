/**
 * Where something is, in words. Left and right are the patient's: on a frontal film as it is hung, the patient's right is the
 * left of the picture. Zones are thirds of the height that the lungs usually take in the training images; they are a direction for
 * the eye, not a segmentation of lobes.
 */

export type Side = 'right' | 'left'
export type Zone = 'upper' | 'mid' | 'lower'

/** `share`: how much of the whole evidence lies here, 0 to 1. `extent`: how much of this side's lung box it covers, 0 to 1. */
export type Place = { location: string; share: number; extent: number }

/** A grid of evidence, 0 where there is none; row-major. */
export type Grid = { values: Float32Array; width: number; height: number }

/** The boxes of the lungs, as shares of the picture: between the spine and the arms, between the neck and the belly. */
const TOP = 0.12
const BOTTOM = 0.88
const FROM_MIDLINE = { least: 0.07, most: 0.45 }
/** With less of the evidence than this inside the boxes, nothing is said about places. */
const INSIDE = 0.3
const ZONES: readonly Zone[] = ['upper', 'mid', 'lower']

/** Beyond this share of the strongest place, a place counts as involved. */
const INVOLVED = 0.5
/** A side with less of the evidence than this is not named. */
const SIDE_SHARE = 0.25
/** A zone with less of its side's evidence than this is not named. */
const ZONE_SHARE = 0.3

function sideAt(x: number, width: number, mirrored: boolean): Side {
  const pictureLeft = x + 0.5 < width / 2
  return pictureLeft !== mirrored ? 'right' : 'left'
}

function zoneAt(y: number, height: number): Zone {
  const down = ((y + 0.5) / height - TOP) / (BOTTOM - TOP)
  return ZONES[Math.min(2, Math.max(0, Math.floor(down * 3)))] as Zone
}

function inLungBox(x: number, y: number, width: number, height: number): boolean {
  const down = (y + 0.5) / height
  const away = Math.abs((x + 0.5) / width - 0.5)
  return down >= TOP && down <= BOTTOM && away >= FROM_MIDLINE.least && away <= FROM_MIDLINE.most
}

type Sum = { mass: number; zones: Record<Zone, number>; involved: number; cells: number }
const emptySum = (): Sum => ({ mass: 0, zones: { upper: 0, mid: 0, lower: 0 }, involved: 0, cells: 0 })

/** Evidence over the spine, the heart's middle, the arms and the belly names no lung: it stays on the map and out of the words. */
function sumSides({ values, width, height }: Grid, mirrored: boolean): Record<Side, Sum> {
  const sums = { right: emptySum(), left: emptySum() }
  const limit = INVOLVED * values.reduce((most, value) => Math.max(most, value), 0)
  values.forEach((value, at) => {
    const y = Math.floor(at / width)
    if (!inLungBox(at % width, y, width, height)) return
    const side = sums[sideAt(at % width, width, mirrored)]
    side.mass += value
    side.zones[zoneAt(y, height)] += value
    side.cells++
    if (value > 0 && value >= limit) side.involved++
  })
  return sums
}

function wordsFor(side: Side, { mass, zones }: Sum): string {
  const named = ZONES.filter((zone) => zones[zone] >= ZONE_SHARE * mass)
  if (named.length === 3) return `${side} lung, all zones`
  if (named.length === 2) return `${side} ${named.join(' and ')} zones`
  return `${side} ${named[0] ?? 'mid'} zone`
}

/**
 * Puts evidence into words, the side with more of it first.
 *
 * @param mirrored  true when the patient's right is on the right of the picture
 * @returns         one or two places; none when there is no evidence, or hardly any of it in the lungs
 */
export function locate(grid: Grid, mirrored: boolean): Place[] {
  const sums = sumSides(grid, mirrored)
  const total = sums.right.mass + sums.left.mass
  const everywhere = grid.values.reduce((all, value) => all + value, 0)
  if (total <= 0 || total < INSIDE * everywhere) return []
  const places = (['right', 'left'] as const).map((side) => ({
    location: wordsFor(side, sums[side]),
    share: sums[side].mass / total,
    extent: sums[side].involved / Math.max(1, sums[side].cells),
  }))
  return places.filter((place) => place.share >= SIDE_SHARE).sort((a, b) => b.share - a.share)
}

/** (0020,0020): the rows run towards the patient's left (L) on a film as it is hung; towards the right (R) it is mirrored. */
export function isMirrored(patientOrientation: readonly string[] | undefined): boolean {
  return patientOrientation?.[0]?.trim().toUpperCase().startsWith('R') ?? false
}
