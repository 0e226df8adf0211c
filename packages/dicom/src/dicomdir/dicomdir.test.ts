import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from '../file.ts'
import type { DicomJson } from '../json.ts'
import { measurementReport } from '../sr/measurement-report.ts'
import { synthesize } from '../synthesize.ts'
import { algorithmReading, resultHeader } from '../testing/results.ts'
import { ask, haveTool } from '../testing/tools.ts'
import { items, number, text } from '../text.ts'
import { explicitLittleEndian } from '../transfer-syntax.ts'
import { dicomdir } from './dicomdir.ts'

/** Two patients; the second has two studies, one of them two series, one of those two instances; and a structured report. */
const files = [
  synthesize({ kind: 'DX', seed: 1, patient: 1, study: 1, series: 1 }),
  synthesize({ kind: 'CT', seed: 2, patient: 2, study: 2, series: 2 }),
  synthesize({ kind: 'CT', seed: 3, patient: 2, study: 2, series: 2 }),
  synthesize({ kind: 'SC', seed: 4, patient: 2, study: 2, series: 3 }),
  synthesize({ kind: 'DX', seed: 5, patient: 2, study: 4, series: 4 }),
  measurementReport(resultHeader(), algorithmReading()),
]
const nameOf = (i: number) => ['IMAGES', String(i + 1).padStart(8, '0')]
const bytes = dicomdir(
  files.map((file, i) => ({
    elements: parse(file).elements,
    transferSyntaxUid: explicitLittleEndian,
    fileId: nameOf(i),
  })),
  'FIRSTREAD',
)

/** Follows the offsets like a reader of the medium, and tells types and file names by depth. */
function walk(): string[] {
  const { dataSet, elements } = parse(bytes)
  const sequence = dataSet.items('DirectoryRecordSequence')
  const records = items(elements, 'DirectoryRecordSequence')
  // An item's first element begins 8 bytes behind the item itself.
  const byOffset = new Map(
    sequence.map(
      (item, i) => [Math.min(...[...item.elements.values()].map(({ offset }) => offset)), records[i]] as const,
    ),
  )
  const at = (offset: number): DicomJson | undefined => byOffset.get(offset + 8 + 8)
  const lines: string[] = []
  const follow = (offset: number | undefined, depth: number): void => {
    const record = offset ? at(offset) : undefined
    if (!record) return
    const file = record['00041500']?.Value?.at(-1)
    lines.push(`${'  '.repeat(depth)}${text(record, 'DirectoryRecordType')}${file ? ` ${file}` : ''}`)
    follow(number(record, 'OffsetOfReferencedLowerLevelDirectoryEntity'), depth + 1)
    follow(number(record, 'OffsetOfTheNextDirectoryRecord'), depth)
  }
  follow(number(elements, 'OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity'), 0)
  return lines
}

test('its offsets lead through patients, studies and series to every file', () => {
  expect(walk()).toEqual([
    'PATIENT',
    '  STUDY',
    '    SERIES',
    '      IMAGE 00000001',
    'PATIENT',
    '  STUDY',
    '    SERIES',
    '      IMAGE 00000002',
    '      IMAGE 00000003',
    '    SERIES',
    '      IMAGE 00000004',
    '  STUDY',
    '    SERIES',
    '      IMAGE 00000005',
    'PATIENT',
    '  STUDY',
    '    SERIES',
    '      SR DOCUMENT 00000006',
  ])
})

test('what a record must say and the object does not is filled in', () => {
  const bare = parse(synthesize({ kind: 'CT', elements: { StudyDate: null, StudyID: null, InstanceNumber: null } }))
  const made = dicomdir([{ elements: bare.elements, transferSyntaxUid: explicitLittleEndian, fileId: ['A'] }], 'X')
  const [, study, , image] = items(parse(made).elements, 'DirectoryRecordSequence')
  expect(text(study ?? {}, 'StudyDate')).toBe('19000101')
  expect(text(study ?? {}, 'StudyID')).toBe('1')
  expect(number(image ?? {}, 'InstanceNumber')).toBe(1)
})

describe.skipIf(!haveTool('dciodvfy'))('dciodvfy finds no error', () => {
  test('in the directory', () => {
    const { said, status } = ask('dciodvfy', [], bytes)
    expect(said.match(/^Error.*/gm)).toBe(null)
    expect(status).toBe(0)
  })
})

describe.skipIf(!haveTool('dcmmkdir'))('dcmtk takes it for a directory of these files', () => {
  test('and can add another one to it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'firstread-dicomdir-'))
    try {
      mkdirSync(join(folder, 'IMAGES'))
      files.forEach((file, i) => void writeFileSync(join(folder, ...nameOf(i)), file))
      writeFileSync(join(folder, 'DICOMDIR'), bytes)
      const more = synthesize({ kind: 'DX', seed: 9, patient: 1, study: 1, series: 1 })
      writeFileSync(join(folder, 'IMAGES', 'MORE'), more)
      // -W: the profile would want uncompressed objects of known kinds only; +A appends, and reads all that is there first.
      const args = ['+A', '-Pgp', '-W', '+id', '.', 'IMAGES/MORE']
      const { status, stdout, stderr } = spawnSync('dcmmkdir', args, { cwd: folder, encoding: 'utf8' })
      expect({ status, said: (stdout + stderr).match(/^[EF]:.*/gm) }).toEqual({ status: 0, said: null })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
