import type { Measures } from './quality/measures.ts'
import type { Features } from './reading.ts'

/** Saturating scale: 0 at 0, one half at `half`, towards 1 far above. */
const grow = (value: number, half: number) => value / (value + half)

const rounded = (value: number) => Math.round(value * 10_000) / 10_000

/**
 * The seed's three features, measured on the network's input. The halves are the medians of the training images, so that one half
 * means "as the usual film of the training set".
 *
 * - `edge_sharpness`: Laplacian relative to the spread of grey levels
 * - `contrast_level`: distance of the 5th and the 95th percentile of the grey levels
 * - `texture_uniformity`: 1 minus the scaled mean step between neighbours; smooth pictures are near 1
 */
export function featuresOf({ sharpness, span, detail }: Measures): Features {
  return {
    edge_sharpness: rounded(grow(sharpness, HALF.sharpness)),
    contrast_level: rounded(grow(span, HALF.span)),
    texture_uniformity: rounded(1 - grow(detail, HALF.detail)),
  }
}

/** Medians over the 5,216 training images at 224 × 224. */
const HALF = { sharpness: 0.213, span: 0.721, detail: 0.0656 }
