/** Bounds on what a data set may ask of us (security rules, section 4). All are checked before memory is taken. */
export interface Limits {
  /** rows and columns of an image */
  readonly maxSide: number
  readonly maxFrames: number
  /** bytes of decoded frames that may be in memory at once; an image that is only kept may have more */
  readonly maxDecodedBytes: number
  /** sequences within sequences */
  readonly maxDepth: number
  /** elements, items and fragments of a data set together */
  readonly maxElements: number
  /** how many times larger a deflated data set may become */
  readonly maxInflation: number
  readonly maxInflatedBytes: number
  /** values above this many bytes stay out of the JSON model and are listed as bulk */
  readonly bulkBytes: number
}

const MiB = 1024 * 1024

export const defaultLimits: Limits = {
  maxSide: 20_000,
  maxFrames: 4_096,
  maxDecodedBytes: 512 * MiB,
  maxDepth: 32,
  maxElements: 100_000,
  maxInflation: 20,
  maxInflatedBytes: 512 * MiB,
  bulkBytes: 1024,
}

export function withDefaults(limits: Partial<Limits> | undefined): Limits {
  return limits === undefined ? defaultLimits : { ...defaultLimits, ...limits }
}
