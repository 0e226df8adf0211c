import { type RefObject, useEffect, useRef, useState } from 'react'
import type { HandTool } from './engine.ts'
import type { Frame } from './frames.ts'
import type { MarkKeeper } from './marks/mark-keeper.ts'
import { type HeldPixels, openStack, type Shown, type Stack } from './stack.ts'

export type View = {
  state: 'loading' | 'shown' | 'failed'
  shown: Shown | undefined
  tool: HandTool
  take(tool: HandTool): void
  show(index: number): void
  /** Frames on from the one that is shown, or is on its way to be. */
  step(by: number): void
  /** undefined until the first image is there */
  stack: Stack | undefined
}

/**
 * A stack of frames in an element, for as long as both are there.
 *
 * @param refuse  told of a frame that cannot be shown; false when there is no other way for it
 */
export function useStack(
  element: RefObject<HTMLDivElement | null>,
  frames: readonly Frame[],
  marks: MarkKeeper,
  refuse: (frame: Frame) => boolean,
): View {
  const stack = useRef<Stack>(undefined)
  const [state, setState] = useState<View['state']>('loading')
  const [shown, setShown] = useState<Shown>()
  const [tool, setTool] = useState<HandTool>('window')
  const names = frames.map(({ id }) => id).join()
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
      failed: (frame: Frame) => {
        if (!isOver && !refuse(frame)) setState('failed')
      },
    }
    const opening = openStack(into, frames, marks, told)
    void opening.then((opened) => {
      if (!isOver) stack.current = opened
    })
    return () => {
      isOver = true
      stack.current = undefined
      void opening.then((opened) => opened.close())
    }
  }, [element, names])
  usePixelWitness(element, stack)
  const going = useRef<number>(undefined)
  const show = (to: number) => {
    const index = Math.max(0, Math.min(frames.length - 1, to))
    going.current = index
    setState((now) => (now === 'failed' ? 'loading' : now))
    void stack.current?.show(index).then(() => {
      if (going.current === index) going.current = undefined
    })
  }
  return {
    state,
    shown,
    tool,
    take(next) {
      stack.current?.take(next)
      setTool(next)
    },
    show,
    step: (by) => show(((going.current ?? shown?.index ?? 0) + by + frames.length) % frames.length),
    get stack() {
      return stack.current
    },
  }
}

/** The event that asks for them carries a place for the answer. */
export type PixelQuestion = CustomEvent<{ pixels?: HeldPixels | undefined }>

/**
 * Says which pixels the viewer holds to whoever asks the element for them, so that a test can compare them, in a real
 * browser, with what other decoders made of the file (e2e/web/stories/golden.ts). It tells nothing that is not on the screen.
 */
function usePixelWitness(element: RefObject<HTMLDivElement | null>, stack: RefObject<Stack | undefined>): void {
  useEffect(() => {
    const asked = element.current
    const answer = (event: Event) => {
      ;(event as PixelQuestion).detail.pixels = stack.current?.pixels()
    }
    asked?.addEventListener('firstread-pixels', answer)
    return () => asked?.removeEventListener('firstread-pixels', answer)
  }, [element, stack])
}
