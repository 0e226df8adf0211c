import { imageLoader } from '@cornerstonejs/core'
import type { Report } from '@firstread/client'
import { startEngine } from './engine.ts'
import { framesOf } from './frames.ts'

/** Brings the first image of a study into the viewer's memory, so that opening it shows it at once. */
export async function loadAhead(report: Pick<Report, 'images'>): Promise<void> {
  const [first] = framesOf(report)
  if (!first) return
  startEngine()
  await imageLoader.loadAndCacheImage(first.id).catch(() => undefined)
}
