import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadModelPackage } from '../model/load.ts'
import { type Evaluation, evaluationOf } from './evaluation.ts'
import { parseLabels } from './labels.ts'
import { type Progress, readAll, withReaders } from './run.ts'

export type EvaluateOptions = {
  modelDir: string
  imagesDir: string
  /** `file,class`; `labels.csv` in the folder of images by default */
  labelsCsv?: string
  /** Processes that read; 1 by default */
  readers?: number
  /** Threads of each network; 1 by default */
  threads?: number
}

/**
 * Runs the production pipeline over a labelled folder and makes the figures.
 *
 * @throws InferenceError as `startReader`, and `bad-labels`
 */
export async function evaluateFolder(
  options: EvaluateOptions,
  onProgress: Progress = () => undefined,
): Promise<Evaluation> {
  const { modelDir, imagesDir, labelsCsv = join(imagesDir, 'labels.csv'), readers = 1, threads = 1 } = options
  const { manifest } = await loadModelPackage(modelDir)
  const labels = parseLabels(await readFile(labelsCsv, 'utf8'), manifest)
  let done = 0
  return withReaders(modelDir, readers, threads, async (open) => {
    const start = performance.now()
    const rows = await readAll(open, imagesDir, labels, () => onProgress(++done, labels.length))
    return evaluationOf(manifest, { rows, seconds: (performance.now() - start) / 1000, readers, threads })
  })
}
