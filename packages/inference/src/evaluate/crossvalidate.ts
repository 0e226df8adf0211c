/**
 * Cross-validation of the shipped model through the production pipeline:
 *
 *     node packages/inference/src/evaluate/crossvalidate.ts models/chest-xray-triage .firstread/folds ../shared/data/chest-xray/train
 *
 * Writes evaluation.json, evaluation.md and the plots beside the model, and the rows as predictions.csv beside the folds.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { evaluateFolds } from './folds.ts'
import { reportFiles } from './report.ts'
import type { Row } from './rows.ts'

const [modelDir, foldsDir, imagesDir, readers = '1'] = process.argv.slice(2)
if (modelDir === undefined || foldsDir === undefined || imagesDir === undefined) {
  console.error('usage: crossvalidate.ts MODEL FOLDS IMAGES [READERS]')
  process.exit(2)
}

const csvRow = ({ file, truth, outcome, reason, said, probabilities: p }: Row) =>
  [file, truth, outcome, reason, said, p?.low, p?.medium, p?.high].join(',')

const progress = (done: number, total: number) => {
  if (done % 200 === 0 || done === total) console.error(`${done} of ${total}`)
}

const evaluation = await evaluateFolds({ modelDir, foldsDir, imagesDir, readers: Number(readers) }, progress)
const command = `node packages/inference/src/evaluate/crossvalidate.ts ${process.argv.slice(2).join(' ')}`
await Promise.all(reportFiles(evaluation, command).map(({ name, text }) => writeFile(join(modelDir, name), text)))
await writeFile(
  join(foldsDir, 'predictions.csv'),
  `${['file,truth,outcome,reason,said,low,medium,high', ...evaluation.rows.map(csvRow)].join('\n')}\n`,
)
