import { useEffect, useRef } from 'react'
import type { ScrollLink } from './scroll-link.ts'
import type { View } from './use-stack.ts'

/** Tells the link each frame that comes on the screen, and goes where it is taken. */
export function useScrollLink(link: ScrollLink | undefined, view: View, count: number): void {
  const show = useRef(view.show)
  show.current = view.show
  const joined = useRef<ReturnType<ScrollLink['join']>>(undefined)
  const here = view.shown?.index
  useEffect(() => {
    if (!link || count < 2) return
    joined.current = link.join(count, (index) => show.current(index))
    return () => {
      joined.current?.leave()
      joined.current = undefined
    }
  }, [link, count])
  useEffect(() => {
    if (here !== undefined) joined.current?.told(here)
  }, [here])
}
