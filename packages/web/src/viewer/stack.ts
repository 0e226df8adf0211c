import { Enums, eventTarget, metaData, type Types, utilities } from '@cornerstonejs/core'
import { dropTools, giveTools, type HandTool, startEngine, takeInHand } from './engine.ts'
import type { Frame } from './frames.ts'
import type { MarkKeeper } from './marks/mark-keeper.ts'
import { openMarkLayer } from './marks/mark-layer.ts'
import { orientationOf } from './orientation.ts'
import { type Spacing, spacingOf } from './spacing.ts'

/** What is on the screen, for the readout: nothing of it is remembered, all of it is asked of the viewer. */
export type Shown = {
  index: number
  center: number
  width: number
  zoom: number
  isInverted: boolean
  /** undefined when the file states none */
  spacing: Spacing | undefined
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
  /** The own measurement that is selected, or else the one drawn last. */
  removeMark(): void
  selectMark(id: string): void
  redraw(): void
  pixels(): HeldPixels | undefined
  close(): void
}

/** What the viewer holds of the image on the screen. */
export type HeldPixels = {
  imageId: string
  /** modality values, row-major; colour as R G B R G B … */
  values: ArrayLike<number>
  components: number
  /** value = stored × slope + intercept; 1 and 0 where nothing was scaled */
  slope: number
  intercept: number
}

type Told = { shown: (shown: Shown) => void; failed: (frame: Frame) => void }
let count = 0

/** Opens a stack of frames in `element`. Pixels come lossless from the originals. */
export async function openStack(
  element: HTMLDivElement,
  frames: readonly Frame[],
  marks: MarkKeeper,
  told: Told,
): Promise<Stack> {
  const engine = startEngine()
  const viewportId = `stack-${++count}`
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
  const byId = new Map(frames.map((frame) => [frame.id, frame]))
  const failedAt = (index: number) => () => {
    const frame = frames[index]
    if (frame) told.failed(frame)
  }
  const refused = (event: Event) => {
    const frame = byId.get((event as CustomEvent<{ imageId?: string }>).detail.imageId ?? '')
    if (frame) told.failed(frame)
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
    .catch(failedAt(0))
  holdWindow(viewport)
  viewport.render()
  const layer = openMarkLayer(viewport, element, frames, marks)
  return {
    show: (index) => viewport.setImageIdIndex(index).then(() => undefined, failedAt(index)),
    take: takeInHand,
    setWindow: (center, width) =>
      change(() => viewport.setProperties({ voiRange: utilities.windowLevel.toLowHighRange(width, center) })),
    reset: () =>
      change(() => {
        viewport.setViewPresentation({ rotation: 0, flipHorizontal: false, flipVertical: false } as never)
        viewport.resetProperties()
        viewport.resetCamera()
        holdWindow(viewport)
      }),
    invert: () => change(() => viewport.setProperties({ invert: !viewport.getProperties().invert })),
    rotate: () =>
      change(() =>
        viewport.setViewPresentation({ rotation: (viewport.getViewPresentation().rotation ?? 0) + 90 } as never),
      ),
    flip: () =>
      change(() => viewport.setViewPresentation({ flipHorizontal: !viewport.getCamera().flipHorizontal } as never)),
    zoomBy: (factor) => change(() => viewport.setZoom(viewport.getZoom() * factor)),
    removeMark: layer.removeOne,
    selectMark: layer.select,
    redraw: () => viewport.render(),
    pixels: () => pixelsOf(viewport),
    close() {
      observer.disconnect()
      eventTarget.removeEventListener(Enums.Events.IMAGE_LOAD_ERROR, refused as never)
      eventTarget.removeEventListener(Enums.Events.IMAGE_LOAD_FAILED, refused as never)
      dropTools(viewportId)
      layer.close()
      engine.disableElement(viewportId)
    },
  }
}

/**
 * Where the files state no window the library makes one of each slice's darkest and brightest pixel, and the same tissue
 * would change its grey while one scrolls. The first slice's is kept for all of them.
 */
function holdWindow(viewport: Types.IStackViewport): void {
  const voi = metaData.get('voiLutModule', viewport.getCurrentImageId()) as { windowCenter?: unknown[] } | undefined
  const { voiRange } = viewport.getProperties()
  if (!voiRange || voi?.windowCenter?.length) return
  const { lower, upper } = voiRange
  // The very same range would be taken for no wish at all, and the next slice would get its own again.
  viewport.setProperties({ voiRange: { lower, upper: upper + (upper - lower) * 1e-6 } })
}

function look(viewport: Types.IStackViewport): Shown | undefined {
  const data = viewport.getImageData()
  if (!data) return undefined
  const imageId = viewport.getCurrentImageId()
  const { voiRange, invert } = viewport.getProperties()
  const matrix = matrixOf(viewport, data.imageData as unknown as Grid)
  const level = voiRange && utilities.windowLevel.toWindowLevel(voiRange.lower, voiRange.upper)
  return {
    index: viewport.getCurrentImageIdIndex(),
    center: level?.windowCenter ?? 0,
    width: level?.windowWidth ?? 0,
    zoom: viewport.getZoom(),
    isInverted: invert ?? false,
    spacing: spacingOf(imageId),
    scale: Math.hypot(matrix[0] ?? 1, matrix[1] ?? 0),
    modality: String(
      (metaData.get('generalSeriesModule', imageId) as { modality?: string } | undefined)?.modality ?? '',
    ),
    orientation: orientationOf(imageId, matrix),
    matrix,
  }
}

function pixelsOf(viewport: Types.IStackViewport): HeldPixels | undefined {
  const image = viewport.getCornerstoneImage()
  if (!image) return undefined
  const scaling = image.preScale?.scaled ? image.preScale.scalingParameters : undefined
  return {
    imageId: image.imageId,
    values: image.getPixelData(),
    components: image.numberOfComponents,
    slope: scaling?.rescaleSlope ?? 1,
    intercept: scaling?.rescaleIntercept ?? 0,
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
