import { type ExportQuery, Problem, type Role } from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import { burnedIn } from '@firstread/dicom'
import { audit } from '../../audit/index.ts'
import { type ExportedImage, type ExportedReport, exportedImages, findExported } from './export-queries.ts'

export type ExportPlan = {
  report: ExportedReport
  images: ExportedImage[]
  deidentify: boolean
  dates: 'remove' | 'shift'
}

/** Who may take a study away, and as what. A tech keeps machines running and needs nobody's name for it. */
const ways: Readonly<Record<Role, { identified: boolean; deidentified: boolean }>> = {
  doctor: { identified: true, deidentified: true },
  radiologist: { identified: true, deidentified: true }, // of the own uploads: others are not to be seen
  tech: { identified: false, deidentified: true },
  patient: { identified: true, deidentified: false }, // of the own studies, once released
}

/**
 * What an export is made of. The audit entry is in the caller's transaction, and committed before the first byte.
 *
 * @throws Problem  not-found, forbidden, wrong-status (a patient's own study that is not released), no-images, burned-in
 */
export async function planExport(tx: Tx, who: Principal, reportId: string, query: ExportQuery): Promise<ExportPlan> {
  const deidentify = query.deidentify === 'true'
  const report = await findExported(tx, who.role, reportId)
  if (!report) throw new Problem('not-found')
  if (!ways[who.role][deidentify ? 'deidentified' : 'identified']) throw new Problem('forbidden')
  if (!report.is_released) throw new Problem('wrong-status', 'Your doctor has not released this study yet.')
  // A result names its model, its run and the study; who wants it without a name has no use for it.
  const images = await exportedImages(tx, reportId, !deidentify)
  if (images.length === 0) throw new Problem('no-images', 'The study has no files.')
  if (deidentify && query.confirmBurnedIn !== 'true') refuseBurnedIn(images)
  const confirmed = deidentify ? { dates: query.dates, confirmBurnedIn: query.confirmBurnedIn === 'true' } : {}
  await audit(tx, {
    action: 'export_study',
    entityType: 'report',
    entityId: reportId,
    patientIds: [report.patient_id],
    newValues: { deidentify, files: images.length, ...confirmed },
  })
  return { report, images, deidentify, dates: query.dates }
}

/**
 * The same for a visitor whom the patient lets take the pictures away. Whoever asks writes the entry and knows that they may.
 *
 * @throws Problem  not-found, no-images
 */
export async function planShared(tx: Tx, reportId: string): Promise<ExportPlan> {
  const report = await findExported(tx, 'visitor', reportId)
  if (!report) throw new Problem('not-found')
  const images = await exportedImages(tx, reportId, false)
  if (images.length === 0) throw new Problem('no-images', 'The study has no files.')
  return { report, images, deidentify: false, dates: 'remove' }
}

/** Pixels cannot be cleaned as a header can: somebody has to have looked. */
function refuseBurnedIn(images: readonly ExportedImage[]): void {
  const errors = images.flatMap(({ image_id, image_format, metadata }) => {
    const risk = image_format === 'DICOM' ? burnedIn(metadata ?? {}) : 'likely'
    const detail =
      risk === 'stated' ? 'The file says that its pixels identify the patient' : 'Of a kind that often does'
    return risk ? [{ item: image_id, code: 'burned-in', detail }] : []
  })
  if (errors.length > 0) throw new Problem('burned-in', undefined, { errors })
}
