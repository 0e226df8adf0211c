import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../../../..', import.meta.url))

/** Real files for tests: TEST_DATA, or ../shared/data beside the checkout. */
const testData = process.env.TEST_DATA ?? join(repository, '..', 'shared', 'data')

export const haveTestData = existsSync(join(testData, 'dicom', 'manifest.csv'))

if (!haveTestData) console.warn(`no test data in ${testData}: tests with real files are skipped (set TEST_DATA)`)

export const realFile = (...path: string[]): Uint8Array => new Uint8Array(readFileSync(join(testData, ...path)))

/** The rows of a CSV as records; a title that the manifest does not have reads as ''. */
export function rowsOf(...path: string[]): Record<string, string>[] {
  if (!haveTestData) return []
  const [titles = [], ...rows] = readFileSync(join(testData, ...path), 'utf8')
    .trim()
    .split(/\r?\n/)
    .map(cells)
  return rows.map((row) => Object.fromEntries(titles.map((title, i) => [title, row[i] ?? ''])))
}

/** Cells of a line; a quoted cell may hold commas. */
const cells = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => (m[1] ?? m[2] ?? '').replaceAll('""', '"'))
