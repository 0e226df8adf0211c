import type { PreprocessingStep, StudyContext } from '../reading.ts'

/** Grey levels in the depth they came in: a film has 20 million pixels, and each copy counts. */
export type Levels = Uint8Array | Uint16Array | Float32Array

/** A decoded image, before any scaling. */
export type Picture = {
  width: number
  height: number
  /** row-major, black = 0 */
  values: Levels
  /** The level shown as white: 255, 65,535 or 1. */
  white: number
  /** Mean of (largest minus smallest primary), 0 (grey) to 1. X-rays have none. */
  chroma: number
  /** What was done to the pixels so far. */
  steps: PreprocessingStep[]
  /** What the file's own header says about the study; empty for JPEG and PNG. */
  context: StudyContext
}

/**
 * Pixels that one image may have: 64 million, twice the largest detector in use (about 5,900 × 4,700). The security rules allow files
 * of 20,000 × 20,000; such a file is stored and shown in parts by others, but no chest film needs it and it would take gigabytes here.
 */
export const MAX_PIXELS = 64_000_000
