import { Enums, eventTarget, metaData, type Types, utilities } from '@cornerstonejs/core'
import { clearMeasurements, dropTools, giveTools, type HandTool, startEngine, takeInHand } from './engine.ts'
import type { Frame } from './frames.ts'
import { orientationOf } from './orientation.ts'

/** What is on the screen, for the readout: nothing of it is remembered, all of it is asked of the viewer. */
export type Shown = {
  index: number
  center: number
  width: number
  zoom: number
  isInverted: boolean
  /** millimetres per image pixel; undefined when the file does not say */
  mm: number | undefined
  /** screen pixels per image pixel */
  scale: number
  modality: string
  /** letters at the left and top edge as the image lies now */
  orientation: { left: string; top: string } | undefined
  /** image pixel to screen pixel: `[a, b, c, d, e, f]` of a CSS matrix, for what is laid over the image */
  matrix: readonly number[]
}

export type Stack = {
  show(index: number): Promise<void>
  take(tool: HandTool): void
  setWindow(center: number, width: number): void
  reset(): void
  invert(): void
  rotate(): void
  flip(): void
  zoomBy(factor: number): void
  clear(): void
  redraw(): void
  close(): void
}

type Told = { shown: (shown: Shown) => void; failed: () => void }
let count = 0
/** Stacks on the screen: measurements go with the last one. */
let opened = 0

/** Opens a stack of frames in `element`. Pixels come lossless from the originals. */
export async function openStack(element: HTMLDivElement, frames: readonly Frame[], told: Told): Promise<Stack> {
  const engine = startEngine()
  const viewportId = `stack-${++count}`
  opened += 1
  engine.enableElement({
    viewportId,
    type: Enums.ViewportType.STACK,
    element,
    defaultOptions: { background: [0, 0, 0] },
  })
  const viewport = engine.getViewport(viewportId) as unknown as Types.IStackViewport
  giveTools(viewportId, 'window')
  const tell = () => {
    const shown = look(viewport)
    if (shown) told.shown(shown)
  }
  element.addEventListener(Enums.Events.IMAGE_RENDERED, tell)
  element.addEventListener(Enums.Events.CAMERA_MODIFIED, tell)
  const ids = new Set(frames.map(({ id }) => id))
  const refused = (event: Event) => {
    const { imageId } = (event as CustomEvent<{ imageId?: string }>).detail
    if (imageId && ids.has(imageId)) told.failed()
  }
  eventTarget.addEventListener(Enums.Events.IMAGE_LOAD_ERROR, refused as never)
  eventTarget.addEventListener(Enums.Events.IMAGE_LOAD_FAILED, refused as never)
  const observer = new ResizeObserver(() => engine.resize(true, true))
  observer.observe(element)
  const change = (work: () => void) => {
    work()
    viewport.render()
  }
  await viewport
    .setStack(
      frames.map(({ id }) => id),
      0,
    )
    .catch(told.failed)
  viewport.render()
  return {
    show: (index) => viewport.setImageIdIndex(index).then(() => undefined, told.failed),
    take: takeInHand,
    setWindow: (center, width) =>
      change(() => viewport.setProperties({ voiRange: utilities.windowLevel.toLowHighRange(width, center) })),
    reset: () =>
      change(() => {
        viewport.setViewPresentation({ rotation: 0, flipHorizontal: false, flipVertical: false } as never)
        viewport.resetProperties()
        viewport.resetCamera()
      }),
    invert: () => change(() => viewport.setProperties({ invert: !viewport.getProperties().invert })),
    rotate: () =>
      change(() =>
        viewport.setViewPresentation({ rotation: (viewport.getViewPresentation().rotation ?? 0) + 90 } as never),
      ),
    flip: () =>
      change(() => viewport.setViewPresentation({ flipHorizontal: !viewport.getCamera().flipHorizontal } as never)),
    zoomBy: (factor) => change(() => viewport.setZoom(viewport.getZoom() * factor)),
    clear: () => change(clearMeasurements),
    redraw: () => viewport.render(),
    close() {
      observer.disconnect()
      eventTarget.removeEventListener(Enums.Events.IMAGE_LOAD_ERROR, refused as never)
      eventTarget.removeEventListener(Enums.Events.IMAGE_LOAD_FAILED, refused as never)
      dropTools(viewportId)
      if (--opened === 0) clearMeasurements()
      engine.disableElement(viewportId)
    },
  }
}

function look(viewport: Types.IStackViewport): Shown | undefined {
  const data = viewport.getImageData()
  if (!data) return undefined
  const imageId = viewport.getCurrentImageId()
  const { voiRange, invert } = viewport.getProperties()
  const plane = metaData.get('imagePlaneModule', imageId) as
    | { rowPixelSpacing?: number; usingDefaultValues?: boolean; isDefaultValueSetForPixelSpacing?: boolean }
    | undefined
  const isScaled = plane && !plane.usingDefaultValues && !plane.isDefaultValueSetForPixelSpacing
  const matrix = matrixOf(viewport, data.imageData as unknown as Grid)
  const level = voiRange && utilities.windowLevel.toWindowLevel(voiRange.lower, voiRange.upper)
  return {
    index: viewport.getCurrentImageIdIndex(),
    center: Math.round(level?.windowCenter ?? 0),
    width: Math.round(level?.windowWidth ?? 0),
    zoom: viewport.getZoom(),
    isInverted: invert ?? false,
    mm: isScaled && plane.rowPixelSpacing ? plane.rowPixelSpacing : undefined,
    scale: Math.hypot(matrix[0] ?? 1, matrix[1] ?? 0),
    modality: String(
      (metaData.get('generalSeriesModule', imageId) as { modality?: string } | undefined)?.modality ?? '',
    ),
    orientation: orientationOf(imageId, matrix),
    matrix,
  }
}

type Grid = { indexToWorld(index: Types.Point3): Types.Point3 }

/** Where three corners of the image lie on the screen says where every pixel lies: the map is affine. */
function matrixOf(viewport: Types.IStackViewport, grid: Grid): readonly number[] {
  const at = (column: number, row: number) => viewport.worldToCanvas(grid.indexToWorld([column, row, 0]))
  // Pixel (0, 0) of the grid is a centre; an image laid over it begins half a pixel before.
  const [x0, y0] = at(-0.5, -0.5)
  const [x1, y1] = at(0.5, -0.5)
  const [x2, y2] = at(-0.5, 0.5)
  return [x1 - x0, y1 - y0, x2 - x0, y2 - y0, x0, y0]
}
