import { InferenceError } from '../errors.ts'
import type { Manifest } from '../model/manifest.ts'
import type { RiskCategory } from '../reading.ts'

export type Label = { file: string; truth: RiskCategory }

/** Rows of a CSV file (RFC 4180: quotes, doubled quotes, CRLF), as objects by the first row's names. */
export function parseCsv(csv: string): Record<string, string>[] {
  const rows: string[][] = [[]]
  let at = 0
  const text = csv.replace(/^\uFEFF/, '')
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/y
  while (at < text.length) {
    cell.lastIndex = at
    const match = cell.exec(text)
    if (match === null) throw new InferenceError('bad-labels', `row ${rows.length} is not CSV`)
    const [whole, value = '', end] = match
    rows.at(-1)?.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value)
    at += whole.length
    if (end !== ',' && at < text.length) rows.push([])
  }
  const [names = [], ...body] = rows
  return body
    .filter((row) => row.some((value) => value !== ''))
    .map((row) => Object.fromEntries(names.map((name, i) => [name.trim(), row[i] ?? ''])))
}

const categories: readonly string[] = ['low', 'medium', 'high'] satisfies RiskCategory[]
const isCategory = (word: string): word is RiskCategory => categories.includes(word)

/**
 * Reads `file,class` (more columns do no harm); a class is one of the model's (`viral`) or a risk (`medium`).
 *
 * @throws InferenceError `bad-labels` naming the row
 */
export function parseLabels(csv: string, { risk }: Pick<Manifest, 'risk'>): Label[] {
  return parseCsv(csv).map((row, i) => {
    const { file = '', class: word = '' } = row
    const truth = risk[word] ?? (isCategory(word) ? word : undefined)
    if (file === '') throw new InferenceError('bad-labels', `row ${i + 2} names no file`)
    if (truth === undefined)
      throw new InferenceError('bad-labels', `row ${i + 2} has a class that the model does not know`)
    return { file, truth }
  })
}
