import { Enums, eventTarget, type Types } from '@cornerstonejs/core'
import * as tools from '@cornerstonejs/tools'
import type { Frame } from '../frames.ts'
import { isSameForm, type Mark, type Point } from './mark.ts'
import type { MarkKeeper } from './mark-keeper.ts'
import { type Drawn, drawnOf, pointsOf, toolOf, wordsOf, worldOf } from './shapes.ts'

export type MarkLayer = {
  /** Removes the own measurement that is selected, or else the one that was drawn last. */
  removeOne(): void
  select(id: string): void
  close(): void
}

const { state, selection, config } = tools.annotation
const { ANNOTATION_COMPLETED, ANNOTATION_MODIFIED } = tools.Enums.Events
/** A colleague's are of another colour and dashed, and carry their name. */
const theirs = { color: '#ffd479', colorHighlighted: '#ffe7b0', colorSelected: '#ffe7b0', lineDash: '5,4' }

/** Brings measurements from the keeper to the viewport that shows their frame, and from the hand to the keeper. */
export function openMarkLayer(
  viewport: Types.IStackViewport,
  element: HTMLDivElement,
  frames: readonly Frame[],
  keeper: MarkKeeper,
): MarkLayer {
  const byId = new Map(frames.map((frame) => [frame.id, frame]))
  /** As they were last put on the screen, or last came from there. */
  const placed = new Map<string, readonly Point[]>()
  const touched = new Set<string>()
  let lastDrawn: string | undefined

  const frameOf = (drawn: Drawn) => byId.get(String(drawn.metadata?.referencedImageId ?? ''))
  const isHere = ({ imageId, frame }: Pick<Mark, 'imageId' | 'frame'>) => {
    const here = byId.get(viewport.getCurrentImageId() ?? '')
    return here?.imageId === imageId && here.frame === frame
  }

  const place = (mark: Mark) => {
    const drawn = drawnOf(viewport, mark, keeper.me)
    if (!drawn) return
    placed.set(mark.id, mark.points)
    state.addAnnotation(drawn, element)
    dress(mark)
  }
  const dress = (mark: Mark) => {
    if (mark.authorId === keeper.me) return
    config.style.setAnnotationStyles(mark.id, theirs)
  }
  const refresh = (mark: Mark) => {
    const drawn = state.getAnnotation(mark.id) as Drawn | undefined
    if (!drawn) return
    drawn.data.mark = wordsOf(mark, keeper.me)
    const before = placed.get(mark.id)
    const points = before && !isSameForm(before, mark.points) ? worldOf(viewport, mark.points) : undefined
    if (!points) return
    placed.set(mark.id, mark.points)
    drawn.data.handles.points = points
    drawn.invalidated = true
  }
  const sync = () => {
    const marks = new Map(keeper.state.marks.map((mark) => [mark.id, mark]))
    for (const id of placed.keys()) if (!marks.has(id)) take(id)
    for (const mark of marks.values()) {
      if (!isHere(mark)) continue
      if (placed.has(mark.id)) refresh(mark)
      else place(mark)
    }
    tools.utilities.triggerAnnotationRenderForViewportIds([viewport.id])
  }
  const take = (id: string) => {
    placed.delete(id)
    state.removeAnnotation(id)
  }

  const completed = (event: Event) => {
    const drawn = (event as CustomEvent<{ annotation: Drawn }>).detail.annotation
    const frame = frameOf(drawn)
    const tool = toolOf(drawn.metadata?.toolName ?? '')
    const points = pointsOf(viewport, drawn)
    if (!frame || !tool || !points || placed.has(drawn.annotationUID)) return
    const { imageId, frame: number } = frame
    const mine = { authorId: keeper.me, authorName: null, label: null, version: 0 }
    const mark: Mark = { id: drawn.annotationUID, imageId, frame: number, tool, points, ...mine }
    drawn.data.mark = wordsOf(mark, keeper.me)
    placed.set(mark.id, points)
    lastDrawn = mark.id
    keeper.put(mark)
  }
  const modified = (event: Event) => {
    touched.add((event as CustomEvent<{ annotation: Drawn }>).detail.annotation.annotationUID)
  }
  const letGo = () => {
    for (const id of touched) {
      const drawn = state.getAnnotation(id) as Drawn | undefined
      const before = placed.get(id)
      const points = drawn && before && frameOf(drawn) && pointsOf(viewport, drawn)
      // The library says "modified" of new statistics too.
      if (!points || isSameForm(before, points)) continue
      placed.set(id, points)
      keeper.change(id, { points })
    }
    touched.clear()
  }
  // The library hears of it at the document, before this. A form on its way is not saved, only the one it is left in.
  const released = () => void setTimeout(letGo)
  addEventListener('mouseup', released)
  addEventListener('touchend', released)
  eventTarget.addEventListener(ANNOTATION_COMPLETED, completed)
  eventTarget.addEventListener(ANNOTATION_MODIFIED, modified)
  element.addEventListener(Enums.Events.STACK_NEW_IMAGE, sync)
  const forget = keeper.subscribe(sync)
  sync()
  return {
    removeOne() {
      const mine = new Set(keeper.state.marks.filter(({ authorId }) => authorId === keeper.me).map(({ id }) => id))
      const id = selection.getAnnotationsSelected().find((one) => mine.has(one)) ?? lastDrawn
      if (id && mine.has(id)) keeper.remove(id)
    },
    select(id) {
      selection.setAnnotationSelected(id)
      tools.utilities.triggerAnnotationRenderForViewportIds([viewport.id])
    },
    close() {
      letGo()
      forget()
      removeEventListener('mouseup', released)
      removeEventListener('touchend', released)
      eventTarget.removeEventListener(ANNOTATION_COMPLETED, completed)
      eventTarget.removeEventListener(ANNOTATION_MODIFIED, modified)
      element.removeEventListener(Enums.Events.STACK_NEW_IMAGE, sync)
      for (const id of [...placed.keys()]) take(id)
    },
  }
}
