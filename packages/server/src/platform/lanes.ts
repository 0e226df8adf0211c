import { Problem } from '@firstread/contract'

export type Lanes = <T>(work: () => Promise<T>, who?: string) => Promise<T>
/** `each`: how many of them one `who` may have at once. */
export type LaneLimits = { width: number; waiting: number; each?: number }

type Waiting = { who: string; start: () => void }

/**
 * At most `width` pieces of work at once and `waiting` more in line; each queue has a bound (security.md 8). Whoever has
 * taken their share waits for themselves, and holds back nobody else; nor may one fill more than their share of the line.
 *
 * @throws Problem  busy, when the line is full
 */
export function openLanes({ width, waiting, each = width }: LaneLimits): Lanes {
  const line: Waiting[] = []
  const running = new Map<string, number>()
  const mostInLine = each < width ? Math.ceil((waiting * each) / width) : waiting
  let busy = 0
  const has = (who: string) => running.get(who) ?? 0
  const take = (who: string) => {
    busy += 1
    running.set(who, has(who) + 1)
  }
  const leave = (who: string) => {
    busy -= 1
    if (has(who) > 1) running.set(who, has(who) - 1)
    else running.delete(who)
    const next = line.findIndex((one) => has(one.who) < each)
    if (next < 0) return
    const [one] = line.splice(next, 1) as [Waiting]
    take(one.who)
    one.start()
  }
  return async (work, who = '') => {
    if (busy < width && has(who) < each) take(who)
    else {
      const own = each < width ? line.filter((one) => one.who === who).length : 0
      if (line.length >= waiting || own >= mostInLine) throw new Problem('busy', undefined, { retryAfterSeconds: 3 })
      await new Promise<void>((start) => line.push({ who, start }))
    }
    try {
      return await work()
    } finally {
      leave(who)
    }
  }
}
