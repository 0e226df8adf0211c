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

/** As PS3.18 9.1.2.2.3 names it in WADO-URI. */
export const originalQuery = z.strictObject({
  transferSyntax: z
    .literal('1.2.840.10008.1.2.1')
    .optional()
    .describe(
      'Explicit VR little endian: the same pixels at their full depth, decoded here, for who cannot decode the original',
    ),
})

const yes = z.enum(['true', 'false']).default('false')

/** How a study leaves as a ZIP file with a DICOMDIR. */
export const exportQuery = z.strictObject({
  deidentify: yes.describe('true: PS3.15 Annex E, Basic Application Level Confidentiality Profile'),
  dates: z
    .enum(['remove', 'shift'])
    .default('remove')
    .describe('Of a de-identified study: no dates, or all moved by the same days so that intervals stay'),
  confirmBurnedIn: yes.describe('true: somebody looked, and no picture has a name drawn into it'),
})

export const archived = z.strictObject({ reportId: id, status: reportStatus })

export type ExportQuery = z.infer<typeof exportQuery>
export type RenderQuery = z.infer<typeof renderQuery>
