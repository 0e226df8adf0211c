/**
 * Two tables of the model card, through the production pipeline:
 *
 *     node packages/inference/src/evaluate/tables.ts models/chest-xray-triage ../shared/data
 *
 * Writes tables.md beside the model: the same films in every encoding, and what became of pictures from elsewhere.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Reader } from '../reader/reader.ts'
import type { StudyReading } from '../reading.ts'
import { parseCsv } from './labels.ts'
import { withReaders } from './run.ts'

type Rows = Record<string, string>[]
const risks = ['low', 'medium', 'high'] as const

const read = (reader: Reader, bytes: Uint8Array): Promise<StudyReading> =>
  reader.analyze({ images: [{ imageId: 'film', bytes }], context: {} }, { attention: false })

const gap = (a: StudyReading, b: StudyReading) =>
  Math.max(...risks.map((risk) => Math.abs((a.probabilities?.[risk] ?? 0) - (b.probabilities?.[risk] ?? 0))))

/** Two films carry a colour profile: applied, it would make a PNG of another picture. */
const asPng = (jpeg: Uint8Array) => sharp(jpeg, { ignoreIcc: true }).toColourspace('b-w').png().toBuffer()

type Encoded = { variant: string; syntax: string; same: boolean; gap: number }

/** One film in all its encodings, each held against its JPEG. */
async function compareFilm(reader: Reader, folder: string, image: string, rows: Rows): Promise<Encoded[]> {
  const jpeg = await readFile(join(folder, image))
  const first = await read(reader, jpeg)
  const compared = async (variant: string, syntax: string, bytes: Uint8Array): Promise<Encoded> => {
    const other = await read(reader, bytes)
    const same = other.outcome === first.outcome && other.riskCategory === first.riskCategory
    return { variant, syntax, same, gap: gap(first, other) }
  }
  const dicom = rows.map(async ({ file = '', variant = '', transfer_syntax_uid: syntax = '' }) =>
    compared(variant, syntax, await readFile(join(folder, file))),
  )
  return Promise.all([compared('PNG', '', await asPng(jpeg)), ...dicom])
}

async function encodings(reader: Reader, folder: string): Promise<string> {
  const films = Map.groupBy(
    parseCsv(await readFile(join(folder, 'manifest.csv'), 'utf8')),
    (row) => row.same_image ?? '',
  )
  const all = await Promise.all([...films].map(([image, rows]) => compareFilm(reader, folder, image, rows)))
  const lines = [...Map.groupBy(all.flat(), ({ variant }) => variant)].map(([variant, of]) => {
    const same = of.filter((one) => one.same).length
    const most = Math.max(...of.map((one) => one.gap))
    return `| ${variant} | ${of[0]?.syntax ?? ''} | ${of.length} | ${same} | ${most.toFixed(4)} |`
  })
  const head =
    '| encoding | transfer syntax | films | same answer | largest difference of a probability |\n| --- | --- | --- | --- | --- |'
  return `## The same film in every encoding\n\n${films.size} films as JPEG against the same film as PNG and as DICOM.\n\n${head}\n${lines.join('\n')}\n`
}

/** What became of one picture, in a word or two. */
function fateOf({ outcome, reason, riskCategory, quality }: StudyReading): string {
  if (outcome === 'read') return `read as ${riskCategory}${quality.reasons.length > 0 ? ', quality mark' : ''}`
  return `${outcome}: ${reason}`
}

/** Without a header everything in it is unknown; only what the pixels gave away is worth a column. */
const marksOf = ({ flags }: StudyReading) =>
  flags.flatMap(({ code }) => (code.endsWith('_unknown') ? [] : [code])).join(', ')

async function elsewhere(reader: Reader, folder: string): Promise<string> {
  const rows = parseCsv(await readFile(join(folder, 'labels.csv'), 'utf8'))
  const seen = await Promise.all(
    rows.map(async ({ file = '', kind = '', expected_gate: expected = '' }) => {
      const reading = await read(reader, await readFile(join(folder, file)))
      return `| ${file} | ${kind} | ${expected} | ${fateOf(reading)} | ${marksOf(reading)} |`
    }),
  )
  const head = '| picture | what it shows | expected | what became of it | flags |\n| --- | --- | --- | --- | --- |'
  return `## Pictures from elsewhere\n\nNo header was given: only the pixels speak (and every picture is marked: modality, part, view, age and device unknown).\n\n${head}\n${seen.join('\n')}\n`
}

const [modelDir, testData] = process.argv.slice(2)
if (modelDir === undefined || testData === undefined) {
  console.error('usage: tables.ts MODEL TESTDATA')
  process.exit(2)
}
const parts = await withReaders(modelDir, 1, 1, async ([reader]) =>
  reader === undefined
    ? []
    : [await encodings(reader, join(testData, 'dicom-cxr')), await elsewhere(reader, join(testData, 'ood'))],
)
const command = `node packages/inference/src/evaluate/tables.ts ${process.argv.slice(2).join(' ')}`
await writeFile(join(modelDir, 'tables.md'), `# Tables of the card\n\nMade by\n\n    ${command}\n\n${parts.join('\n')}`)
