import { z } from 'zod'
import { id, instant } from './words.ts'

/** What can be drawn on an image, and how many points it has. */
export const annotationTools = { length: 2, angle: 3, area: 4, probe: 1 } as const
export type AnnotationTool = keyof typeof annotationTools
export const annotationTool = z.enum(['length', 'angle', 'area', 'probe'])

/** Around an image of at most 20,000 pixels a side, since a line may end beside it. */
const coordinate = z.number().min(-100_000).max(100_000)
const points = z
  .array(z.tuple([coordinate, coordinate]))
  .min(1)
  .max(4)
  .describe(
    '[column, row] in image pixels; 0, 0 is the top left corner of the first pixel (PS3.3 C.18.6.1.1). length: both ends; angle: end, apex, end; area: the ends of one axis of the ellipse, then of the other; probe: the place',
  )
const label = z.string().trim().min(1).max(500).nullable()

export const annotationDraft = z
  .strictObject({
    imageId: id,
    frame: z.int().min(0).max(4095).describe('0-based'),
    tool: annotationTool,
    points,
    label,
    version: z.int().min(0).describe('The version that this changes; 0 for a new annotation'),
  })
  .refine(({ tool, points }) => points.length === annotationTools[tool], {
    path: ['points'],
    message: 'length has 2 points, angle 3, area 4, probe 1',
  })
  .meta({ id: 'AnnotationDraft' })

export const annotation = z
  .strictObject({
    annotationId: id,
    reportId: id,
    imageId: id,
    frame: z.int().describe('0-based'),
    tool: annotationTool,
    points,
    label: z.string().nullable(),
    authorId: id,
    authorName: z.string().nullable(),
    version: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Annotation' })

export const annotations = z.strictObject({ items: z.array(annotation) })
export const annotationParams = z.strictObject({ reportId: id, annotationId: id })
export const annotationVersion = z.strictObject({
  version: z.coerce.number().int().min(1).describe('The version that is removed'),
})

export type AnnotationDraft = z.infer<typeof annotationDraft>
export type Annotation = z.infer<typeof annotation>
