import { randomBytes } from 'node:crypto'
import { DicomError, type DirectoryEntry, deidentifier, dicomdir } from '@firstread/dicom'
import type { App } from '../../platform/app.ts'
import { ObjectError } from '../../platform/objects/index.ts'
import type { Renderer } from '../render.ts'
import { dicomFile } from './dicom-file.ts'
import type { ExportedImage } from './export-queries.ts'
import { indexPage, type Listed } from './index-page.ts'
import { type Leaving, once, type Tools } from './leaving.ts'
import { pictureFile } from './picture-file.ts'
import type { ExportPlan } from './plan.ts'

/** One file of the ZIP; its bytes are made when they are asked for. */
export type ExportFile = { name: string; bytes: AsyncIterable<Uint8Array> }

/**
 * The files of an export, one after the other: the instances under names of eight characters (PS3.10 8.2), the original
 * pictures of uploads that were no DICOM, the DICOMDIR, a page for people. One file is in hand at a time.
 */
export async function* exportFiles(app: App, render: Renderer, plan: ExportPlan): AsyncGenerator<ExportFile> {
  // A secret of this export alone, forgotten with it: nobody finds the way back.
  const change = plan.deidentify
    ? deidentifier({ secret: randomBytes(32), patient: plan.report.patient_id, dates: plan.dates })
    : undefined
  const tools = { app, render, plan, change }
  const entries: DirectoryEntry[] = []
  const listed: Listed[] = []
  for (const [i, image] of plan.images.entries()) {
    const number = String(i + 1).padStart(8, '0')
    const leaving = await leave(tools, image, i + 1)
    if ('reason' in leaving) {
      listed.push({ number, reason: leaving.reason })
      continue
    }
    const fileId = ['IMAGES', number]
    entries.push({ ...leaving.entry, fileId })
    listed.push({ number, path: fileId.join('/'), elements: leaving.entry.elements })
    yield { name: fileId.join('/'), bytes: leaving.bytes }
    if (!change && image.image_format !== 'DICOM') yield original(app, image, number)
  }
  yield { name: 'DICOMDIR', bytes: once(dicomdir(entries, 'FIRSTREAD')) }
  yield { name: 'INDEX.HTM', bytes: once(Buffer.from(indexPage(plan, listed))) }
}

/** What cannot be read is left out, and the page says so; a damaged store ends the export. */
async function leave(tools: Tools, image: ExportedImage, number: number): Promise<Leaving | { reason: string }> {
  try {
    return image.image_format === 'DICOM' ? await dicomFile(tools, image) : await pictureFile(tools, image, number)
  } catch (error) {
    if (error instanceof ObjectError || !isOfTheFile(error)) throw error
    return { reason: 'The file cannot be taken apart.' }
  }
}

const isOfTheFile = (error: unknown): boolean =>
  error instanceof DicomError || (error as { code?: unknown }).code === 'not-rendered'

const endings = { JPEG: 'JPG', PNG: 'PNG', DICOM: 'DCM' } as const

function original(app: App, { object_id, image_format }: ExportedImage, number: string): ExportFile {
  return { name: `ORIGINAL/${number}.${endings[image_format]}`, bytes: app.objects.read(object_id) }
}
