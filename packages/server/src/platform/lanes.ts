import { Problem } from '@firstread/contract'

export type Lanes = <T>(work: () => Promise<T>) => Promise<T>

/**
 * At most `width` pieces of work at once and `waiting` more in line; each queue has a bound (security.md 8).
 *
 * @throws Problem  busy, when the line is full
 */
export function openLanes({ width, waiting }: { width: number; waiting: number }): Lanes {
  const line: (() => void)[] = []
  let busy = 0
  return async (work) => {
    if (busy < width) busy += 1
    else {
      if (line.length >= waiting) throw new Problem('busy', undefined, { retryAfterSeconds: 3 })
      // Whoever finishes hands the place over, so `busy` stays as it is.
      await new Promise<void>((start) => line.push(start))
    }
    try {
      return await work()
    } finally {
      const next = line.shift()
      if (next) next()
      else busy -= 1
    }
  }
}
