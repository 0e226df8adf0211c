import { type RefObject, useEffect, useState } from 'react'
import { type Key, useKeys } from '../ui/keys.ts'
import { w } from '../words/index.ts'
import type { HandTool } from './engine.ts'
import type { View } from './use-stack.ts'

export type ViewerActions = {
  isPlaying: boolean
  play(): void
  full(): void
  overlay(): void
}
type Given = {
  view: View
  stage: RefObject<HTMLDivElement | null>
  toggleOverlay: () => void
  count: number
  /** false for the earlier study beside: the keys belong to the study that is read */
  hasKeys: boolean
}

/** Frames a second in a loop: slow enough to see, quick enough for a heart. */
const pace = 15

/** Tools and their keys: one table for the toolbar, the keys and the help. */
export const toolKeys: Record<HandTool, string> = {
  window: 'w',
  zoom: 'z',
  pan: 'p',
  length: 'd',
  angle: 'a',
  area: 'x',
  probe: 'b',
}

export function useViewerKeys({ view, stage, toggleOverlay, count, hasKeys }: Given): ViewerActions {
  const [isPlaying, setPlaying] = useState(false)
  usePlaying(isPlaying && count > 1, () => view.step(1))
  const play = () => count > 1 && setPlaying(!isPlaying)
  const full = () => {
    if (document.fullscreenElement) void document.exitFullscreen()
    else void stage.current?.requestFullscreen()
  }
  const { tools, keys } = w.viewer
  const inHand = Object.entries(toolKeys).map(
    ([tool, press]): Key => ({ press, does: () => view.take(tool as HandTool), words: tools[tool as HandTool] }),
  )
  const all: Key[] = [
    ...inHand,
    { press: 'i', does: () => view.stack?.invert(), words: tools.invert },
    { press: 'r', does: () => view.stack?.rotate(), words: tools.rotate },
    { press: 'm', does: () => view.stack?.flip(), words: tools.flip },
    { press: 'o', does: toggleOverlay, words: tools.attention },
    { press: '0', does: () => view.stack?.reset(), words: tools.reset },
    { press: 'Delete', does: () => view.stack?.removeMark(), words: tools.clear, shown: 'Del' },
    { press: '+', does: () => view.stack?.zoomBy(1.25) },
    { press: '-', does: () => view.stack?.zoomBy(0.8) },
    { press: 'ArrowDown', does: () => view.step(1), words: keys.scroll, shown: '↓ ↑' },
    { press: 'ArrowUp', does: () => view.step(-1) },
    { press: ' ', does: play, words: tools.play, shown: 'Space' },
    { press: '.', does: full, words: tools.full },
  ]
  useKeys(w.viewer.label, hasKeys ? all : [])
  return { isPlaying, play: () => void play(), full, overlay: toggleOverlay }
}

function usePlaying(isOn: boolean, next: () => void): void {
  useEffect(() => {
    if (!isOn) return
    const timer = setTimeout(next, 1000 / pace)
    return () => clearTimeout(timer)
  })
}
