import { type RefObject, useEffect, useRef, useState } from 'react'
import type { HandTool } from './engine.ts'
import { type Frame, renderedFrame } from './frames.ts'
import { openStack, type Shown, type Stack } from './stack.ts'

export type View = {
  state: 'loading' | 'shown' | 'failed'
  shown: Shown | undefined
  /** true when the browser could not decode the original and shows the server's 8 bits */
  isRendered: boolean
  tool: HandTool
  take(tool: HandTool): void
  show(index: number): void
  /** undefined until the first image is there */
  stack: Stack | undefined
}

/** A stack of frames in an element, for as long as both are there. */
export function useStack(element: RefObject<HTMLDivElement | null>, frames: readonly Frame[]): View {
  const stack = useRef<Stack>(undefined)
  const [state, setState] = useState<View['state']>('loading')
  const [shown, setShown] = useState<Shown>()
  const [tool, setTool] = useState<HandTool>('window')
  const names = frames.map(({ id }) => id).join()
  const [unreadable, setUnreadable] = useState<string>()
  const isRendered = unreadable === names
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names say whether it is another stack
  useEffect(() => {
    const into = element.current
    if (!into || frames.length === 0) return
    let isOver = false
    setState('loading')
    setShown(undefined)
    setTool('window')
    const told = {
      shown: (now: Shown) => {
        if (isOver) return
        setShown(now)
        setState('shown')
      },
      // Once: what the server cannot render either is refused for good.
      failed: () => !isOver && (isRendered ? setState('failed') : setUnreadable(names)),
    }
    const opening = openStack(into, isRendered ? frames.map(renderedFrame) : frames, told)
    void opening.then((opened) => {
      if (!isOver) stack.current = opened
    })
    return () => {
      isOver = true
      stack.current = undefined
      void opening.then((opened) => opened.close())
    }
  }, [element, names, isRendered])
  return {
    state,
    shown,
    isRendered,
    tool,
    take(next) {
      stack.current?.take(next)
      setTool(next)
    },
    show(index) {
      setState((now) => (now === 'failed' ? 'loading' : now))
      void stack.current?.show(Math.max(0, Math.min(frames.length - 1, index)))
    },
    get stack() {
      return stack.current
    },
  }
}
