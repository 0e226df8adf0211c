import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, transferSyntaxes } from '@firstread/dicom'
import { sopClass } from '../sop-classes.ts'

const repository = fileURLToPath(new URL('../../../..', import.meta.url))
/** Real files for tests: TEST_DATA, or ../shared/data beside the checkout. */
const testData = process.env.TEST_DATA ?? join(repository, '..', 'shared', 'data')

export const haveTestData = existsSync(join(testData, 'dicom', 'manifest.csv'))
if (!haveTestData) console.warn(`no test data in ${testData}: tests with real files are skipped (set TEST_DATA)`)

/** What stands in a file behind its meta information is what travels. */
export type Sample = {
  path: string
  sopClassUid: string
  sopInstanceUid: string
  transferSyntaxUid: string
  dataSet: Buffer
}

/** The valid files of the manifest that say what they are, and in a transfer syntax that we read. */
export function realSamples(): Sample[] {
  if (!haveTestData) return []
  const rows = readFileSync(join(testData, 'dicom', 'manifest.csv'), 'utf8')
    .split(/\r?\n/)
    .slice(1)
  return rows.flatMap((row) => {
    const path = join(testData, 'dicom', row.split(',', 1)[0] ?? '')
    if (!row.includes(',valid,') || !existsSync(path)) return []
    const sample = sampleOf(path)
    return sample ? [sample] : []
  })
}

function sampleOf(path: string): Sample | undefined {
  const bytes = readFileSync(path)
  if (bytes.toString('latin1', 128, 132) !== 'DICM') return undefined
  const { meta } = parse(new Uint8Array(bytes))
  const groupLength = meta.element(0x00020000)
  const length = meta.number(0x00020000)
  const transferSyntaxUid = meta.string('TransferSyntaxUID')
  const sopClassUid = meta.string('MediaStorageSOPClassUID')
  const sopInstanceUid = meta.string('MediaStorageSOPInstanceUID')
  if (!groupLength || length === undefined || !sopClassUid || !sopInstanceUid || !transferSyntaxUid) return undefined
  if (sopClass(sopClassUid)?.service !== 'store' || !Object.hasOwn(transferSyntaxes, transferSyntaxUid))
    return undefined
  const dataSet = bytes.subarray(groupLength.offset + 4 + length)
  return { path, sopClassUid, sopInstanceUid, transferSyntaxUid, dataSet }
}
