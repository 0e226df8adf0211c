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
