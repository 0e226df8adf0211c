import { z } from 'zod'
import { id, reportStatus } from './words.ts'

export const imageParams = z.strictObject({ reportId: id, imageId: id })

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most)

/** How a picture for people is made. A window has both its numbers or none. */
export const renderQuery = z
  .strictObject({
    frame: whole(0, 4095).optional().describe('0-based; the first without it'),
    windowCenter: z.coerce.number().min(-1e6).max(1e6).optional().describe('Modality values, for CT in HU'),
    windowWidth: z.coerce.number().min(1).max(2e6).optional(),
    maxSide: whole(16, 20_000).optional().describe('Longest side in pixels; nothing is enlarged'),
  })
  .refine(({ windowCenter, windowWidth }) => (windowCenter === undefined) === (windowWidth === undefined), {
    message: 'windowCenter and windowWidth come together',
    path: ['windowWidth'],
  })

export const archived = z.strictObject({ reportId: id, status: reportStatus })

export type RenderQuery = z.infer<typeof renderQuery>
