/** FOR TESTS ONLY: where the real pictures are. They are never part of the repository. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseCsv } from '../evaluate/labels.ts'

const repository = fileURLToPath(new URL('../../../..', import.meta.url))

export const testData = process.env.TEST_DATA ?? join(repository, '..', 'shared', 'data')
export const haveTestData = existsSync(join(testData, 'dicom-cxr', 'manifest.csv'))
export const chestModel = join(repository, 'models', 'chest-xray-triage')
export const haveChestModel = existsSync(join(chestModel, 'model.json'))

if (!haveTestData) console.warn(`no test data in ${testData}: tests with real pictures are skipped (set TEST_DATA)`)
if (!haveChestModel) console.warn(`no model in ${chestModel}: tests with it are skipped`)

/** The rows of a table of the test data. */
export const rowsOf = (...path: string[]) => parseCsv(readFileSync(join(testData, ...path), 'utf8'))
