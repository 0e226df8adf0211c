const movements = ['wheel', 'scroll', 'keydown', 'pointerdown', 'touchmove'] as const

/**
 * Does something heavy once nobody has scrolled or typed for a while: what holds the page for a fifth of a second is felt
 * in the middle of a scroll, and nowhere else.
 *
 * @param stillMs  without a movement, ms
 * @returns what calls it off
 */
export function onceStill(stillMs: number, act: () => void): () => void {
  const options = { capture: true, passive: true }
  let timer = 0
  const wait = () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => {
      leave()
      act()
    }, stillMs)
  }
  const leave = () => {
    clearTimeout(timer)
    for (const movement of movements) removeEventListener(movement, wait, options)
  }
  for (const movement of movements) addEventListener(movement, wait, options)
  wait()
  return leave
}
