import { cache, metaData } from '@cornerstonejs/core'
import { w } from '../../words/index.ts'
import { spacingOf } from '../spacing.ts'
import type { Tool } from './mark.ts'

/** What the library computed about a measurement on one image. */
type Stats = {
  length?: number
  angle?: number
  unit?: string
  area?: number
  mean?: number
  stdDev?: number
  min?: number
  max?: number
  /** column, row */
  index?: ArrayLike<number>
}
type Data = {
  cachedStats: Record<string, Stats | undefined>
  mark?: { label: string | null; authorName: string | null; isMine: boolean }
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
/** Three figures are more than a hand can aim at; whole numbers from a hundred on. */
const say = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1))

type Units = { imageId: string; value: string; length: string; area: string }

const lines: Record<Tool, (stats: Stats, units: Units) => string[]> = {
  length: ({ length }, units) => (isNumber(length) ? [`${say(length)} ${units.length}`] : []),
  angle: ({ angle }) => (isNumber(angle) ? [`${say(angle)}°`] : []),
  area: ({ area, mean, stdDev, min, max }, units) => [
    ...(isNumber(area) ? [`${say(area)} ${units.area}`] : []),
    ...(isNumber(mean) && isNumber(stdDev) ? [w.viewer.marks.mean(withUnit(mean, units.value), say(stdDev))] : []),
    ...(isNumber(min) && isNumber(max) ? [w.viewer.marks.range(say(min), withUnit(max, units.value))] : []),
  ],
  probe: ({ index }, units) => {
    const values = index ? valuesAt(units.imageId, index) : []
    return values.length > 0 && values.every(isNumber) ? [withUnit(values.map(say).join(', '), units.value)] : []
  },
}

const withUnit = (value: number | string, unit: string) => `${isNumber(value) ? say(value) : value} ${unit}`.trim()

/** The words beside a measurement: its figures, what its author wrote, and the author when it is a colleague. */
export function textLines(tool: Tool, data: Data, targetId: string): string[] | undefined {
  const stats = data.cachedStats[targetId]
  if (!stats) return undefined
  const figures = lines[tool](stats, unitsOf(targetId.replace(/^imageId:/, ''), stats))
  if (figures.length === 0) return undefined
  const { label, authorName, isMine } = data.mark ?? { label: null, authorName: null, isMine: true }
  return [...figures, ...(label ? [label] : []), ...(isMine ? [] : [authorName ?? w.viewer.marks.colleague])]
}

/**
 * The modality value of a pixel, or its colours. Asked of the image itself: the library looks for it in the slice of the
 * stack's number, which a single image has only for the first.
 */
function valuesAt(imageId: string, { 0: column = 0, 1: row = 0 }: ArrayLike<number>): (number | undefined)[] {
  const image = cache.getImage(imageId)
  if (!image) return []
  const { columns, numberOfComponents: components = 1, preScale } = image
  const pixels = image.getPixelData()
  const start = (row * columns + column) * components
  const isScaled = components > 1 || preScale?.scaled === true
  return Array.from({ length: components }, (_, i) => {
    const value = pixels[start + i]
    return value === undefined || isScaled ? value : value * image.slope + image.intercept
  })
}

/**
 * Millimetres where the file states a spacing, and only there; in ultrasound what its region is measured in. The library
 * has all this in one text with the kind of calibration behind it.
 */
function unitsOf(imageId: string, { unit = 'px' }: Stats): Units {
  const [stated = 'px'] = unit.split(' ')
  const spacing = spacingOf(imageId)
  const length = spacing ? 'mm' : stated === 'mm' ? 'px' : stated
  const behind = spacing?.isAtDetector ? ` ${w.viewer.atDetector}` : ''
  return { imageId, value: unitOf(imageId), length: `${length}${behind}`, area: `${length}²${behind}` }
}

/** Hounsfield units where the file says so or, in a CT, says nothing else (PS3.3 C.11.1.1.2); other values have no unit. */
function unitOf(imageId: string): string {
  const { modality } = (metaData.get('generalSeriesModule', imageId) ?? {}) as { modality?: string }
  const { rescaleType } = (metaData.get('modalityLutModule', imageId) ?? {}) as { rescaleType?: string }
  if (rescaleType === 'HU') return 'HU'
  return modality === 'CT' && !rescaleType ? 'HU' : ''
}
