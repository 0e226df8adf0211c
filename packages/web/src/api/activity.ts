/** When somebody last touched mouse, keys or screen here. Polling is not a person (security.md 3). */
let last = Date.now()
let lastKey = 0
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const
const waiting = new Set<() => void>()

for (const sign of signs) addEventListener(sign, note, { passive: true, capture: true })

function note(event: Event): void {
  if (event.type === 'keydown') lastKey = Date.now()
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

/** Milliseconds without a key after which somebody has finished the word. */
const pause = 1200

/** Resolves as soon as nobody is in the middle of a word, at once when nobody writes. */
export async function afterTheWord(): Promise<void> {
  for (let left = lastKey + pause - Date.now(); left > 0; left = lastKey + pause - Date.now())
    await new Promise((done) => setTimeout(done, left))
}
