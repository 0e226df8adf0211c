import { createHash } from 'node:crypto'
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceError } from '../errors.ts'
import { loadModelPackage } from '../model/load.ts'
import { type Evaluation, evaluationOf } from './evaluation.ts'
import type { EvaluateOptions } from './folder.ts'
import { type Label, parseCsv, parseLabels } from './labels.ts'
import type { Row } from './rows.ts'
import { type Progress, readAll, withReaders } from './run.ts'

export type FoldOptions = EvaluateOptions & {
  /** `fold0.onnx` …, and `folds.csv` with `file,fold`: which network never saw which image */
  foldsDir: string
}

type Fold = { network: string; sha256: string; labels: Label[] }

/** A model package like the model's own, around the network of one fold: same calibration, thresholds and gate, other weights. */
async function foldPackage(modelDir: string, network: string): Promise<{ dir: string; sha256: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'firstread-fold-'))
  const manifest: unknown = JSON.parse(await readFile(join(modelDir, 'model.json'), 'utf8'))
  await copyFile(network, join(dir, 'fold.onnx'))
  const sha256 = createHash('sha256')
    .update(await readFile(network))
    .digest('hex')
  const { size } = await stat(network)
  await writeFile(
    join(dir, 'model.json'),
    JSON.stringify({ ...(manifest as object), file: 'fold.onnx', sha256, bytes: size }),
  )
  return { dir, sha256 }
}

type Split = { groups: [fold: string, labels: Label[]][]; without: number }

/** Images that stand in no fold are left out and counted: a preview may have some of the folds only. */
function splitByFold(labels: readonly Label[], foldsCsv: string): Split {
  const foldOf = new Map(parseCsv(foldsCsv).map(({ file = '', fold = '' }) => [file, fold]))
  const groups = Map.groupBy(labels, ({ file }) => foldOf.get(file) ?? '')
  const without = groups.get('')?.length ?? 0
  groups.delete('')
  if (groups.size === 0) throw new InferenceError('bad-labels', 'no labelled image is in a fold')
  return { groups: [...groups].sort(([a], [b]) => a.localeCompare(b)), without }
}

/**
 * Cross-validation through the production pipeline: each image is read by the network of the fold that did not train on it.
 *
 * @throws InferenceError as `evaluateFolder`
 */
export async function evaluateFolds(
  options: FoldOptions,
  onProgress: Progress = () => undefined,
): Promise<Evaluation & { rows: Row[] }> {
  const { modelDir, imagesDir, labelsCsv = join(imagesDir, 'labels.csv'), foldsDir, readers = 1, threads = 1 } = options
  const { manifest } = await loadModelPackage(modelDir)
  const labels = parseLabels(await readFile(labelsCsv, 'utf8'), manifest)
  const { groups, without } = splitByFold(labels, await readFile(join(foldsDir, 'folds.csv'), 'utf8'))
  const rows: Row[] = []
  const folds: Fold[] = []
  let done = 0
  let seconds = 0
  for (const [fold, foldLabels] of groups) {
    const network = `fold${fold}.onnx`
    const { dir, sha256 } = await foldPackage(modelDir, join(foldsDir, network))
    folds.push({ network, sha256, labels: foldLabels })
    await withReaders(dir, readers, threads, async (open) => {
      const start = performance.now()
      rows.push(...(await readAll(open, imagesDir, foldLabels, () => onProgress(++done, labels.length - without))))
      seconds += (performance.now() - start) / 1000
    }).finally(() => rm(dir, { recursive: true }))
  }
  const evaluation = evaluationOf(manifest, { rows, seconds, readers, threads })
  const networks = folds.map(({ network, sha256 }) => ({ file: network, sha256 }))
  return { ...evaluation, networks, ...(without > 0 ? { withoutFold: without } : {}), rows }
}
