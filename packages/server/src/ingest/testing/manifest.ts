import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** TEST_DATA, or ../shared/data beside the checkout. */
export const realFiles = join(
  process.env.TEST_DATA ?? resolve(import.meta.dirname, '../../../../../../shared/data'),
  'dicom',
)
export const haveTestData = existsSync(join(realFiles, 'manifest.csv'))
if (!haveTestData) console.warn(`no real DICOM files at ${realFiles}: set TEST_DATA`)

export type Row = Record<string, string> & { file: string; status: string; expect: string }

/** What is known of each real file. */
export const readManifest = async (): Promise<Row[]> => readCsv(await readFile(join(realFiles, 'manifest.csv'), 'utf8'))

/** The manifest quotes with double quotes, doubled inside (RFC 4180). */
function readCsv(text: string): Row[] {
  const [header = [], ...lines] = text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) => unquote(cell)))
  return lines.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])) as Row)
}
const unquote = (cell: string) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)
