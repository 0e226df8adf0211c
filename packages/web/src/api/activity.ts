/** When somebody last touched mouse, keys or screen here. Polling is not a person (security.md 3). */
let last = Date.now()
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const
const waiting = new Set<() => void>()

for (const sign of signs) addEventListener(sign, note, { passive: true, capture: true })

function note(): void {
  const slept = Date.now() - last > 5000
  last = Date.now()
  if (slept) for (const told of waiting) told()
}

/** Milliseconds since the last sign of a person. */
export const idleMs = (): number => Date.now() - last

/** Calls `told` at the first sign of a person after a pause. Returns how to stop. */
export function onReturn(told: () => void): () => void {
  waiting.add(told)
  return () => waiting.delete(told)
}
