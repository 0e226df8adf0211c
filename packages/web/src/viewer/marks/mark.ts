import type { Annotation } from '@firstread/client'

export type Point = [column: number, row: number]

/** A measurement as it is drawn, in image pixels: what the server keeps of it, and the version that the server has. */
export type Mark = Pick<Annotation, 'imageId' | 'frame' | 'tool' | 'label' | 'authorId' | 'authorName'> & {
  id: string
  points: readonly Point[]
  /** 0 until the server has it */
  version: number
}
export type Tool = Mark['tool']

export const markOf = ({ annotationId: id, imageId, frame, tool, points, label, ...rest }: Annotation): Mark => ({
  id,
  imageId,
  frame,
  tool,
  points: points as Point[],
  label,
  authorId: rest.authorId,
  authorName: rest.authorName,
  version: rest.version,
})

/** Less than this, in image pixels, is what floating point does on the way to the screen and back. */
const nothing = 1e-4

export const isSameForm = (a: readonly Point[], b: readonly Point[]): boolean =>
  a.length === b.length &&
  a.every(([x, y], i) => Math.abs(x - (b[i]?.[0] ?? 0)) < nothing && Math.abs(y - (b[i]?.[1] ?? 0)) < nothing)

export const isSame = (a: Mark, b: Mark): boolean => a.label === b.label && isSameForm(a.points, b.points)
