import { metaData } from '@cornerstonejs/core'

export type Spacing = {
  /** millimetres from one column to the next */
  mm: number
  /** true when they are those of the detector: what lies before it is smaller than it looks (PS3.3 10.7.1.3) */
  isAtDetector: boolean
}

/**
 * The distance of pixels that the file states, in Pixel Spacing or, for a projection, Imager Pixel Spacing; undefined when
 * it states none. The library's own answer says "default values" of every film, since a projection has no position in space.
 */
export function spacingOf(imageId: string): Spacing | undefined {
  // Asking for the plane is what makes the library look for the spacing.
  metaData.get('imagePlaneModule', imageId)
  const found = metaData.get('calibratedPixelSpacing', imageId) as
    | { columnPixelSpacing?: number; type?: string }
    | undefined
  const mm = found?.columnPixelSpacing
  return mm !== undefined && mm > 0 ? { mm, isAtDetector: found?.type === 'Proj' } : undefined
}

type Plane = { rowPixelSpacing?: number; columnPixelSpacing?: number }
let isAsking = false

/** Files exist that state a spacing of 0.000 (PS3.3 10.7.1.3 wants it above 0). The library would draw them as wide as nothing. */
export function refuseNoSpacing(): void {
  metaData.addProvider((type: string, imageId: string) => {
    if (type !== 'imagePlaneModule' || isAsking) return undefined
    isAsking = true
    try {
      const plane = metaData.get(type, imageId) as Plane | undefined
      if (!plane || (isLength(plane.rowPixelSpacing) && isLength(plane.columnPixelSpacing))) return plane
      return { ...plane, rowPixelSpacing: 1, columnPixelSpacing: 1, pixelSpacing: [1, 1], usingDefaultValues: true }
    } finally {
      isAsking = false
    }
  }, 10_000)
}

const isLength = (value: number | null | undefined) => value == null || value > 0
