import type { Types } from '@cornerstonejs/core'
import * as tools from '@cornerstonejs/tools'
import type { Mark, Point, Tool } from './mark.ts'

const classes = {
  length: tools.LengthTool,
  angle: tools.AngleTool,
  area: tools.EllipticalROITool,
  probe: tools.ProbeTool,
} as const satisfies Record<Tool, { toolName: string }>

export const toolNameOf = (tool: Tool): string => classes[tool].toolName
export const toolOf = (toolName: string): Tool | undefined =>
  (Object.keys(classes) as Tool[]).find((tool) => classes[tool].toolName === toolName)

/** A measurement as the viewer's library has it; `mark` is what its words are made of. */
export type Drawn = tools.Types.Annotation & {
  annotationUID: string
  data: { handles: { points: Types.Point3[] }; mark?: Pick<Mark, 'label' | 'authorName'> & { isMine: boolean } }
}

type Grid = { indexToWorld(index: Types.Point3): Types.Point3; worldToIndex(world: Types.Point3): Types.Point3 }
const gridOf = (viewport: Types.IStackViewport) => viewport.getImageData()?.imageData as unknown as Grid | undefined

/** The library counts from the middle of the first pixel, PS3.3 C.18.6.1.1 from its top left corner. */
const half = 0.5

/** Points of a measurement on the image that the viewport shows, in image pixels. */
export function pointsOf(viewport: Types.IStackViewport, { data }: Drawn): Point[] | undefined {
  const grid = gridOf(viewport)
  return grid && data.handles.points.map((world) => grid.worldToIndex(world)).map(([i, j]) => [i + half, j + half])
}

export function worldOf(viewport: Types.IStackViewport, points: readonly Point[]): Types.Point3[] | undefined {
  const grid = gridOf(viewport)
  return grid && points.map(([column, row]) => grid.indexToWorld([column - half, row - half, 0]))
}

/** The measurement as the library would have made it when it was drawn on the image that is shown. */
export function drawnOf(viewport: Types.IStackViewport, mark: Mark, me: string): Drawn | undefined {
  const points = worldOf(viewport, mark.points)
  const reference = viewport.getViewReference()
  if (!points || !reference) return undefined
  const drawn = {
    annotationUID: mark.id,
    highlighted: false,
    invalidated: true,
    isLocked: mark.authorId !== me,
    isVisible: true,
    metadata: { ...reference, toolName: toolNameOf(mark.tool) },
    data: {
      handles: { points, activeHandleIndex: null, textBox: textBox() },
      cachedStats: {},
      label: '',
      mark: wordsOf(mark, me),
    },
  }
  return drawn as unknown as Drawn
}

export const wordsOf = ({ label, authorName, authorId }: Mark, me: string) => ({
  label,
  authorName,
  isMine: authorId === me,
})

const corner = (): Types.Point3 => [0, 0, 0]
const textBox = () => ({
  hasMoved: false,
  worldPosition: corner(),
  worldBoundingBox: { topLeft: corner(), topRight: corner(), bottomLeft: corner(), bottomRight: corner() },
})
